import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attribute, elementsOf } from '../support/pages.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** What breaks out of quotes, of lines, of a terminal, of a pattern, and of what is read. */
const hostile: readonly string[] = [
  `'; touch pwned; '`,
  '$(touch pwned)`touch pwned`',
  '"; process.exit(1); "',
  '`$' + '{process.exit(1)}',
  '\\',
  '*/ process.exit(1) /*',
  'a\nb\r\nc',
  '\u0003touch pwned\n',
  '\u001b[201~touch pwned\n',
  '\u0015\u007f\u0008\u0004',
  '\u009b31m',
  '\u2028\u2029',
  'abc\u202etxt.exe',
  '\ud83c',
  '@/etc/hosts',
  '[1-1000000]{a,b}',
  '__proto__',
  '%00',
]

let server: TestServer
/** A folder with a curl that asks nobody, and writes down what it was called with. */
const folder = mkdtempSync(join(tmpdir(), 'fragrant-curl-'))
beforeAll(async () => {
  server = await startServer()
  const script = '#!/bin/sh\nfor one; do printf \'%s\\0\' "$one"; done > called\n'
  writeFileSync(join(folder, 'curl'), script)
  chmodSync(join(folder, 'curl'), 0o755)
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await server.close()
})

const get = async (path: string) => (await fetch(server.issuer + path)).text()

/** The snippets of the exchange that was the last, by their titles. */
async function snippets(): Promise<Readonly<Record<string, string>>> {
  const [, id] = /data-id="([^"]*)"/.exec(await get('/activity')) ?? []
  const all = elementsOf(await get(`/activity/${id}`))
  const shown = all.filter(({ tagName, attrs }) => tagName === 'pre' && attrs.length > 3)
  const textIn = (node: unknown): string => {
    const { value = '', childNodes = [] } = node as { value?: string; childNodes?: unknown[] }
    return value + childNodes.map(textIn).join('')
  }
  return Object.fromEntries(shown.map((pre) => [attribute(pre, 'data-copy'), textIn(pre)]))
}

/** What curl is called with when a shell is given the command. */
function calledWith(command: string): readonly string[] {
  const env = { PATH: `${folder}:/usr/bin:/bin` }
  const { status, stderr } = spawnSync('/bin/sh', ['-c', command], { cwd: folder, env })
  expect([status, String(stderr)]).toEqual([0, ''])
  const listed = spawnSync('/bin/sh', ['-c', 'ls; cat called'], { cwd: folder })
  const [files = '', ...words] = String(listed.stdout).split('\0')
  expect(files.split('\n').slice(0, 2)).toEqual(['called', 'curl'])
  return [files.split('\n').slice(2).join('\n'), ...words.slice(0, -1)]
}

const visible = /^[\x20-\x7e\n]*$/

/** The form that curl would send for these words. */
function formOf(words: readonly string[]): URLSearchParams {
  const form = new URLSearchParams()
  words.forEach((word, at) => {
    const text = words[at + 1] ?? ''
    const [name = '', ...rest] = text.split('=')
    if (word === '--data-urlencode') form.append(name, rest.join('='))
    if (word === '--data') for (const pair of new URLSearchParams(text)) form.append(...pair)
  })
  return form
}

describe.each(hostile.map((value) => [JSON.stringify(value), value] as const))(
  'what repeats a request that brought %s',
  (_shown, value) => {
    it('is a command that a terminal and a shell read as that request and nothing else', async () => {
      const sent = new URLSearchParams({ grant_type: value, [`${value}x`]: value, custom: value })
      await fetch(`${server.issuer}/token`, { method: 'POST', body: sent })
      const { curl = '' } = await snippets()
      expect(curl).toMatch(visible)
      const words = calledWith(curl)
      expect([...formOf(words)].toSorted()).toEqual([...new URLSearchParams(`${sent}`)].toSorted())
      expect(words.filter((word) => word.includes('/token'))).toEqual([`${server.issuer}/token`])
    })

    it('is a command of visible characters, whatever a header brought', async () => {
      const authorization = `Basic ${Buffer.from(`${value}:secret`).toString('base64')}`
      await fetch(`${server.issuer}/token`, { method: 'POST', headers: { authorization } })
      const { curl = '' } = await snippets()
      expect(curl).toMatch(visible)
      expect(calledWith(curl).filter((word) => word.startsWith('authorization'))).toHaveLength(1)
    })

    it('is a test that asks the same and does nothing else', async () => {
      const query = new URLSearchParams({ client_id: value, state: value, [value]: value })
      await fetch(`${server.issuer}/authorize?${query}`, { redirect: 'manual' })
      const { vitest = '', curl = '' } = await snippets()
      expect(vitest).not.toMatch(/[^\P{C}\n]/u)
      const asked = await askedBy(vitest)
      const wanted = [...new URLSearchParams(`${query}`)]
      expect(Object.entries(asked).toSorted()).toEqual(wanted.toSorted())
      const words = calledWith(curl)
      expect(words).toContain(`${server.issuer}/authorize?${query}`)
    })
  },
)

/** Runs the test of a snippet with a server that only hears what it is asked. */
async function askedBy(code: string): Promise<Record<string, string>> {
  const body = code.replace(/^import .*$/gm, '')
  let asked: Record<string, string> = {}
  const idp = {
    async authorize(sent: Record<string, string>) {
      asked = sent
      return { params: sent }
    },
  }
  const runs: Promise<unknown>[] = []
  const test = (_: string, work: (given: unknown) => Promise<unknown>) => runs.push(work({ idp }))
  const checks = { toThrow: async () => undefined, toBe: () => undefined, toEqual: () => undefined }
  const unasked = Object.assign(() => ({ ...checks, rejects: checks }), {
    arrayContaining: () => undefined,
  })
  new Function('test', 'expect', body)(test, unasked)
  await Promise.all(runs)
  return asked
}

it('keeps curl from reading patterns and steps in an address', async () => {
  await fetch(`${server.issuer}/authorize?state=[1-9]{a,b}`)
  const { curl = '' } = await snippets()
  expect(calledWith(curl)).toContain('--globoff')
})
