import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { serverPaths } from '../../src/protocol/paths.ts'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'

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

it('docs/testing.md begins with lines that work as they stand', async () => {
  const [first = ''] = snippets('ts')
  const body = first.replace(/^import .*$/m, '')
  // biome-ignore lint/security/noGlobalEval: the page is ours
  const run = eval(`(async (startFragrant) => { ${body}; return { token, params, idToken } })`)
  const { token: made, params, idToken } = await run(startFragrant)
  expect(made).toMatch(/^eyJ/)
  expect(params.access_token).toMatch(/^eyJ/)
  expect(idToken).toMatchObject({ sub: 'carol', nonce: 'n-1' })
})

it('docs/testing.md has curl lines that the server takes', async () => {
  const [, calls = ''] = snippets('bash')
  const lines = [...calls.matchAll(/\$api(\S+) -d '([^']+)'/g)]
  expect(lines).toHaveLength(4)
  for (const [, path = '', body = ''] of lines) {
    const answer = await fetch(`${idp.origin}${serverPaths.control}${path}`, {
      ...{ method: 'POST', body },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    })
    expect([path, answer.status]).toEqual([path, expect.toSatisfy((status) => status < 300)])
  }
})
