import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFragrant, type TestServer as TestTarget } from '../../src/testing/index.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const redirect = 'http://localhost:5173/callback'
const request = {
  ...{ client_id: 'spa', redirect_uri: redirect, response_type: 'id_token token' },
  ...{ scope: 'openid profile', nonce: 'n-1', state: 's-1' },
}

let server: TestServer
let target: TestTarget

beforeAll(async () => {
  server = await startServer({ control: true, control_token: token })
  target = await startFragrant()
})
afterAll(async () => {
  await server.close()
  await target.stop()
})

const token = 'a-token-that-only-tests-have'

const add = (kind: 'clients' | 'users', body: unknown) =>
  fetch(`${server.issuer}/_control/v1/realms/default/${kind}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

const ask = (changes: Readonly<Record<string, string>> = {}) => {
  const query = new URLSearchParams({ ...request, ...changes })
  return fetch(`${server.issuer}/authorize?${query}`, { redirect: 'manual' })
}

const pageAt = async (path: string) => (await fetch(server.issuer + path)).text()

/** The snippets of the exchange that was the last of those, by their titles. */
async function snippetsOf(query: string): Promise<ReadonlyMap<string, string>> {
  const [, id] = /data-id="([^"]*)"/.exec(await pageAt(`/activity?${query}`)) ?? []
  const html = await pageAt(`/activity/${id}`)
  const found = [...html.matchAll(/data-copy="(\w+)"><code[^>]*>([^<]*)</g)]
  return new Map(found.map(([, title = '', code = '']) => [title, plain(code)]))
}

const plain = (html: string) =>
  html
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

type Body = (fixtures: { readonly idp: unknown }) => Promise<void>

/** Runs a test as `fragrant/vitest` does: in a realm of its own, by what it says that it has. */
async function runs(code: string): Promise<void> {
  const tests: { body: Body; seed: Readonly<Record<string, unknown>> }[] = []
  const withSeed = (seed: Readonly<Record<string, unknown>>) =>
    Object.assign((_name: string, body: Body) => tests.push({ body, seed }), {
      extend: ({ idpSeed }: { readonly idpSeed: Readonly<Record<string, unknown>> }) =>
        withSeed(idpSeed),
    })
  const name = code.includes('test as base') ? 'base' : 'test'
  // the imports are given
  const script = code.replaceAll(/^import .*\n/gm, '')
  new Function('expect', name, script)(expect, withSeed({}))
  expect(tests).toHaveLength(1)
  for (const { body, seed } of tests) {
    await using idp = await target.isolate(seed)
    await body({ idp })
  }
}

const vitestOf = async (query: string): Promise<string> =>
  (await snippetsOf(query)).get('vitest') ?? ''

describe('a test that repeats a request', () => {
  it('brings the app along that is registered here, and is refused as it was', async () => {
    const shop = { client_id: 'shop', redirect_uris: [redirect], response_types: ['code'] }
    await add('clients', { ...shop, colour: '#0a7f5c' })
    await ask({ client_id: 'shop', redirect_uri: 'http://localhost:5173/callbac' })
    const code = await vitestOf('app=shop')
    expect(code).not.toContain('colour')
    await runs(code)
    // an app that nobody has registered may have any address on loopback
    await expect(
      runs(code.replace('"client_id": "shop"', '"client_id": "other"')),
    ).rejects.toThrow()
    await ask({ client_id: 'shop' })
    await runs(await vitestOf('app=shop'))
  })

  it('expects what is given once its user has signed in, where they were sent on to', async () => {
    await ask({ client_id: 'waits' })
    const code = await vitestOf('app=waits')
    expect(code).toContain('["id_token","access_token"]')
    await runs(code)
    await expect(runs(code.replace('"id_token token"', '"id_token"'))).rejects.toThrow()
  })

  it('asks a browser in which nobody is signed in, where that was why', async () => {
    await ask({ client_id: 'silent', prompt: 'none' })
    const code = await vitestOf('app=silent')
    expect(code).toContain('toBe("login_required")')
    await runs(code)
  })

  it('brings its user along, with their claims', async () => {
    await add('users', {
      username: 'carla',
      sub: 'c-1',
      claims: { name: 'Carla Nova' },
    })
    const visitor = createVisitor(server.issuer)
    const query = new URLSearchParams({ ...request, client_id: 'known' })
    const page = await visitor.open(`${server.issuer}/authorize?${query}`)
    const consent = await visitor.submit(page, 'picker', 'pick-3')
    await visitor.submit(consent, 'consent', 'consent-allow')
    await visitor.open(`${server.issuer}/authorize?${query}&prompt=none`)
    const code = await vitestOf('app=known&user=carla&endpoint=authorize')
    expect(code).toContain('"name": "Carla Nova"')
    await runs(code)
  })
})

describe('a command that repeats a request', () => {
  it('leaves secrets to whoever repeats it', async () => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'x' })
    body.set('client_secret', 'hush-hush')
    await fetch(`${server.issuer}/token`, { method: 'POST', body })
    const curl = (await snippetsOf('endpoint=token')).get('curl') ?? ''
    expect(curl).toContain('--data-urlencode "client_secret=$CLIENT_SECRET"')
    expect(curl).toContain("--data-urlencode 'client_id=x'")
  })

  it('is not offered for a page that is answered once', async () => {
    const visitor = createVisitor(server.issuer)
    const page = await visitor.open(`${server.issuer}/authorize?${new URLSearchParams(request)}`)
    await visitor.submit(page, 'login', 'login-submit', { username: 'alice', password: 'wrong' })
    expect([...(await snippetsOf('endpoint=login')).keys()]).toEqual([])
  })
})
