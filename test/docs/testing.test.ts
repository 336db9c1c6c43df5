import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serverPaths } from '../../src/protocol/paths.ts'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'
import type { Realm } from '../../src/testing/realm/realm.ts'

const page = readFileSync('docs/testing.md', 'utf8')
const token = 'a-token-that-only-tests-have'

/** The snippets of a language, in their order. */
const snippets = (language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, code = '']) => code,
  )

let idp: TestServer

beforeAll(async () => {
  idp = await startFragrant({ control_token: token })
})
afterAll(() => idp.stop())

type Run = (fixtures: { readonly idp: Realm }) => Promise<void>

it('docs/testing.md begins with tests that pass as they stand', async () => {
  const [first = ''] = snippets('ts')
  const tests = new Map<string, Run>()
  const body = first.replace(/^import .*$/m, '').replace('http://localhost:3000', idp.origin)
  // biome-ignore lint/security/noGlobalEval: the page is ours
  eval(`(test) => { ${body} }`)((name: string, run: Run) => tests.set(name, run))
  expect([...tests.keys()]).toEqual([
    'a user and a token',
    'a login without typing',
    'a renewal that fails',
  ])
  for (const run of tests.values()) {
    await using realm = await idp.isolate()
    await run({ idp: realm })
  }
})

it('docs/testing.md shows how a server is started in any runner', async () => {
  const [, , third = ''] = snippets('ts')
  const body = third.replace(/^import .*$/m, '')
  // biome-ignore lint/security/noGlobalEval: the page is ours
  const run = eval(`(async (startFragrant) => { ${body}; return token })`)
  expect(await run(startFragrant)).toMatch(/^eyJ/)
})

it('docs/testing.md has curl lines that the server takes', async () => {
  const [, calls = ''] = snippets('bash')
  const lines = [...calls.matchAll(/\$api(\S+) -d '([^']+)'/g)]
  expect(lines).toHaveLength(5)
  for (const [, path = '', body = ''] of lines) {
    const answer = await fetch(`${idp.origin}${serverPaths.control}${path}`, {
      ...{ method: 'POST', body },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    })
    expect([path, answer.status]).toEqual([path, expect.toSatisfy((status) => status < 300)])
  }
})

it('docs/testing.md shows the example of the scenarios as it is', () => {
  const file = 'docs/examples/playwright-scenarios/scenarios.spec.ts'
  expect(snippets('ts')).toContain(readFileSync(file, 'utf8'))
})

/** Test code of an example: what is neither the app nor what builds it. */
const isTestCode = (file: string): boolean =>
  !/(?:^|\/)(?:api|auth)\.\w+$|(?:^|\/)app\/|\/main\/|pom\.xml$|go\.(?:mod|sum)$/.test(file)

const rows = [...page.matchAll(/^\| \[[\w-]+\]\((examples\/[\w-]+)\) \|[^|]+\| (\d+) \|/gm)]

it.each(rows.map(([, folder = '', lines = '']) => [folder, Number(lines)] as const))(
  'docs/testing.md counts the lines of %s',
  (folder, lines) => {
    const files = readdirSync(join('docs', folder), { recursive: true, withFileTypes: true })
    const counts = files
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter(isTestCode)
      .map((file) => readFileSync(file, 'utf8').split('\n'))
      .map((text) => text.filter((line) => line.trim() !== '').length)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(lines)
  },
)

it('docs/testing.md has a row for every example of a test, docs/operations.md a link to the others', () => {
  const told = rows.map(([, folder]) => folder?.replace('examples/', ''))
  const operations = readFileSync('docs/operations.md', 'utf8')
  const linked = [...operations.matchAll(/\(examples\/([a-z-]+)[/)]/g)].map(([, folder]) => folder)
  expect([...told, ...linked].sort()).toEqual(readdirSync('docs/examples').sort())
})
