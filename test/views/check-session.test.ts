import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { parse } from 'acorn'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { viewsRoot } from '../../src/http/pages/views.ts'
import type { ClientId } from '../../src/protocol/client/client.ts'
import { sessionStateOf, signedOut } from '../../src/protocol/session/session-state.ts'

const script = readFileSync(new URL('assets/check-session.js', viewsRoot), 'utf8')

const origin = 'https://app.example'
const cookie = 'fragrant_state_9400'

interface Frame {
  /** What `document.cookie` holds at first; undefined where a sandbox keeps the frame from asking. */
  readonly cookies?: string | undefined
  /** Whether the frame may set cookies. */
  readonly keeps?: boolean
  /** What `document.hasStorageAccess` says; undefined where the engine does not have it. */
  readonly access?: boolean
}

/** The page as an engine runs it: what a window of `from` is answered, and to which origin. */
async function ask(message: unknown, frame: Frame = {}, from = origin) {
  const { cookies = '', keeps = true, access } = frame
  const jar = new Map(
    cookies
      .split('; ')
      .flatMap((pair) => (pair === '' ? [] : [pair.split('=') as [string, string]])),
  )
  const document = {
    body: { getAttribute: (name: string) => (name === 'data-cookie' ? cookie : signedOut) },
    get cookie() {
      if ('cookies' in frame && frame.cookies === undefined) throw new Error('SecurityError')
      return [...jar].map((pair) => pair.join('=')).join('; ')
    },
    set cookie(line: string) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=')
      if (line.includes('Max-Age=0')) jar.delete(name)
      else if (keeps) jar.set(name, value)
    },
    ...(access !== undefined && { hasStorageAccess: async () => access }),
  }
  let hear: (event: object) => void = () => undefined
  const window = {
    addEventListener(_: string, listener: typeof hear) {
      hear = listener
    },
  }
  runInNewContext(script, { document, window, location: { protocol: 'http:' } })
  await Promise.resolve()
  const answers: (readonly [said: string, to: string])[] = []
  const source = { postMessage: (said: string, to: string) => void answers.push([said, to]) }
  hear({ data: message, origin: from, source })
  expect(jar.has('fragrant_probe')).toBe(false)
  return answers
}

const stateFor = (clientId: string, browserState: string, salt = 'salt') =>
  sessionStateOf({
    clientId: clientId as ClientId,
    redirectUri: `${origin}/callback`,
    browserState,
    salt,
  })

describe('the script of the check_session page', () => {
  it('is ECMAScript 5, for apps on old engines frame it too', () => {
    expect(() => parse(script, { ecmaVersion: 5 })).not.toThrow()
  })

  it('says unchanged to the app whose state holds, whatever its name is, and changed to others (OIDC Session §3.2)', async () => {
    const token = fc.stringMatching(/^[\w-]{1,128}$/)
    const name = fc.stringMatching(/^[!-~]([ -~]{0,254}[!-~])?$/)
    await fc.assert(
      fc.asyncProperty(name, token, token, async (clientId, browserState, salt) => {
        const cookies = `other=1; ${cookie}=${browserState}; ${cookie}_realm=2`
        const message = `${clientId} ${stateFor(clientId, browserState, salt)}`
        expect(await ask(message, { cookies })).toEqual([['unchanged', origin]])
        const elsewhere = 'https://evil.example'
        expect(await ask(message, { cookies }, elsewhere)).toEqual([['changed', elsewhere]])
        expect(await ask(`x${message}`, { cookies })).toEqual([['changed', origin]])
        const later = `${cookie}=${browserState}x`
        expect(await ask(message, { cookies: later })).toEqual([['changed', origin]])
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['', 'no-state', ' a.b', 'spa a', 'spa .', 'spa a.b.c', 'spa a.b ', 'spa é.b', 'é a.b'],
    [undefined, null, 1, {}, ['spa a.b'], `${'a'.repeat(257)} a.b`, `spa ${'a'.repeat(129)}.b`],
  ])('says error to what is no question (OIDC Session §3.2)', async (...messages) => {
    for (const message of messages) {
      expect([message, await ask(message, { cookies: `${cookie}=a` })]).toEqual([
        message,
        [['error', origin]],
      ])
    }
  })

  it('takes a browser without the cookie for signed out', async () => {
    expect(await ask(`spa ${stateFor('spa', 'before')}`)).toEqual([['changed', origin]])
    expect(await ask(`spa ${stateFor('spa', signedOut)}`)).toEqual([['unchanged', origin]])
    const told = { cookies: `${cookie}=${signedOut}` }
    expect(await ask(`spa ${stateFor('spa', signedOut)}`, told)).toEqual([['unchanged', origin]])
  })

  it.each<readonly [string, Frame]>([
    ['keeps them from frames of other sites', { keeps: false }],
    ['gives such frames a jar of their own', { access: false }],
    ['has put the frame into a sandbox', { cookies: undefined }],
  ])('says error, not changed, where a browser %s: nobody has signed out', async (_, frame) => {
    expect(await ask(`spa ${stateFor('spa', 'before')}`, frame)).toEqual([['error', origin]])
  })

  it('reads a cookie that is there, whatever the engine says of its access', async () => {
    const frame = { cookies: `${cookie}=now`, access: false, keeps: false }
    expect(await ask(`spa ${stateFor('spa', 'now')}`, frame)).toEqual([['unchanged', origin]])
  })

  it('answers no page that has no origin', async () => {
    for (const from of ['null', '', 'file://']) expect(await ask('spa a.b', {}, from)).toEqual([])
  })
})
