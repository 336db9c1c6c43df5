import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { viewsRoot } from '../../src/http/pages/views.ts'

const source = (name: string) => readFileSync(new URL(`assets/${name}`, viewsRoot), 'utf8')

interface Frame {
  /** What `document.cookie` holds; undefined where a sandbox keeps the frame from asking. */
  readonly cookies: string | undefined
  readonly sid: string
}

/** What a page of `origin` is answered by the frame that was made for a login. */
function ask(message: unknown, { cookies, sid }: Frame, origin = 'https://app.example') {
  const told: [unknown, string][] = []
  let hear = (_event: object): void => {}
  const document = {
    body: { dataset: { cookie: 'fragrant_state_9400', sid, state: 'state-1' } },
    get cookie() {
      if (cookies === undefined) throw new Error('SecurityError')
      return cookies
    },
  }
  const window = {
    addEventListener(_name: string, listener: typeof hear) {
      hear = listener
    },
  }
  runInNewContext(source('sid-frame.js'), { document, window })
  const postMessage = (said: unknown, to: string) => void told.push([said, to])
  hear({ data: message, origin, source: { postMessage } })
  return told
}

const held = { cookies: 'other=1; fragrant_state_9400=state-1', sid: 'sid-1' }

describe('The frame by which keycloak-js watches a login', () => {
  it.each([
    ['unchanged', 'spa sid-1', held],
    ['unchanged', 'an app with spaces sid-1', held],
    ['changed', 'spa sid-2', held],
    ['changed', 'spa ', held],
    ['changed', 'spa sid-1', { ...held, cookies: 'fragrant_state_9400=state-2' }],
    ['changed', 'spa sid-1', { ...held, cookies: '' }],
    ['changed', 'spa ', { ...held, sid: '' }],
    ['error', 'spa', held],
    ['error', `spa ${'x'.repeat(200)}`, held],
    ['error', { spa: 1 }, held],
    ['error', 'spa sid-1', { ...held, cookies: undefined }],
  ])('says %s to %j', (said, message, frame) => {
    expect(ask(message, frame)).toEqual([[said, 'https://app.example']])
  })

  it('says nothing to a page without an origin', () => {
    expect(ask('spa sid-1', held, 'null')).toEqual([])
  })
})

describe('The frame by which keycloak-js learns whether cookies are kept', () => {
  /** `keeps`: undefined where a sandbox keeps the frame from asking. */
  function said(keeps: boolean | undefined, protocol = 'http:') {
    const told: unknown[] = []
    const lines: string[] = []
    const document = {
      get cookie() {
        return keeps && lines.length === 1 ? (lines[0]?.split(';')[0] ?? '') : ''
      },
      set cookie(line: string) {
        if (keeps === undefined) throw new Error('SecurityError')
        lines.push(line)
      },
    }
    const window = { parent: { postMessage: (message: unknown) => void told.push(message) } }
    runInNewContext(source('cookie-frame.js'), { document, window, location: { protocol } })
    return { told, lines }
  }

  it.each([
    ['supported', true],
    ['unsupported', false],
    ['unsupported', undefined],
  ])('says %s where the answer is %s', (answer, keeps) => {
    expect(said(keeps).told).toEqual([answer])
  })

  it('asks by https with a cookie that frames of other sites get, and takes it away again', () => {
    expect(said(true, 'https:').lines).toEqual([
      '__Host-fragrant_probe=1; Path=/; SameSite=None; Secure',
      '__Host-fragrant_probe=; Max-Age=0; Path=/; SameSite=None; Secure',
    ])
  })
})
