import { request } from 'node:http'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'

/** An address that the network of containers knows, and this machine need not. */
const inside = 'http://fragrant:9400'

let server: TestServer
beforeAll(async () => {
  server = await startServer({
    signing_alg: 'ES256',
    also_at: [inside],
    login: { mode: 'auto', user: 'alice' },
    consent: 'auto',
    realms: { one: {} },
  })
})
afterAll(() => server.close())

/** Asks by the Host header alone, as whoever resolves that name to the server does. */
async function ask(path: string, host: string, headers: Record<string, string> = {}) {
  const { port } = new URL(server.issuer)
  return new Promise<{ status: number; body: Record<string, unknown> }>((resolve, reject) => {
    const asking = request(
      { host: '127.0.0.1', port, path, headers: { host, ...headers }, agent: false },
      async (response) => {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk as Buffer)
        const text = Buffer.concat(chunks).toString()
        const isJson = response.headers['content-type']?.includes('json') ?? false
        resolve({ status: response.statusCode ?? 0, body: isJson ? JSON.parse(text) : {} })
      },
    )
    asking.once('error', reject).end()
  })
}

describe.each([
  ['the default realm', ''],
  ['a further realm', '/realms/one'],
])('the metadata of %s', (_, base) => {
  const path = `${base}/.well-known/openid-configuration`
  const own = () => new URL(server.issuer).host

  it('names the issuer alone when it is asked there', async () => {
    const { body } = await ask(path, own())
    const urls = Object.values(body).filter((value) => String(value).startsWith('http'))
    expect(urls.length).toBeGreaterThan(5)
    for (const url of urls) expect(url).toMatch(new RegExp(`^${server.issuer}${base}(/|$)`))
  })

  it('asked at a further address, names that for tokens, userinfo and keys, and nothing else', async () => {
    const [{ body: here }, { body: there }] = await Promise.all([
      ask(path, own()),
      ask(path, new URL(inside).host),
    ])
    expect(there).toEqual({
      ...here,
      token_endpoint: `${inside}${base}/token`,
      pushed_authorization_request_endpoint: `${inside}${base}/par`,
      revocation_endpoint: `${inside}${base}/revoke`,
      introspection_endpoint: `${inside}${base}/introspect`,
      userinfo_endpoint: `${inside}${base}/userinfo`,
      registration_endpoint: `${inside}${base}/register`,
      jwks_uri: `${inside}${base}/.well-known/jwks.json`,
    })
  })

  it('is never made from a Host that is not configured', async () => {
    for (const host of [
      'evil.example',
      'fragrant',
      'fragrant:9401',
      'fragrant.evil.example:9400',
    ]) {
      expect((await ask(path, host)).status).toBe(421)
    }
  })

  it('is the same at the address of RFC 8414', async () => {
    const asked = `/.well-known/oauth-authorization-server${base}`
    const [one, other] = await Promise.all([
      ask(path, new URL(inside).host),
      ask(asked, new URL(inside).host),
    ])
    expect(other.body).toEqual(one.body)
  })
})

describe('a token that a browser got by the issuer', () => {
  it('opens /userinfo at the further address, whose keys verify it', async () => {
    const parameters = new URLSearchParams({
      client_id: 'app',
      redirect_uri: 'http://localhost:5173/cb',
      response_type: 'token',
      scope: 'openid',
    })
    const answer = await fetch(`${server.issuer}/authorize?${parameters}`, { redirect: 'manual' })
    const fragment = new URL(answer.headers.get('location') ?? '').hash.slice(1)
    const token = new URLSearchParams(fragment).get('access_token') ?? ''
    const host = new URL(inside).host
    const userinfo = await ask('/userinfo', host, { authorization: `Bearer ${token}` })
    expect(userinfo).toMatchObject({ status: 200, body: { sub: 'alice' } })
    const keys = createRemoteJWKSet(new URL(`${server.issuer}/.well-known/jwks.json`))
    const { payload } = await jwtVerify(token, keys, { issuer: server.issuer })
    expect(payload.sub).toBe('alice')
    expect((await ask('/.well-known/jwks.json', host)).body['keys']).toHaveLength(1)
  })
})

describe('an app at a further address that is on loopback', () => {
  it('is not accepted, for the address is the server’s own', async () => {
    const own = await startServer({ signing_alg: 'ES256', also_at: ['http://localhost:9417'] })
    const at = async (redirectUri: string) => {
      const parameters = new URLSearchParams({
        client_id: 'app',
        redirect_uri: redirectUri,
        response_type: 'token',
        scope: 'openid',
      })
      return fetch(`${own.issuer}/authorize?${parameters}`, { redirect: 'manual' })
    }
    expect((await at('http://localhost:9417/authorize')).status).toBe(400)
    expect((await at('http://localhost:9418/authorize')).status).toBe(303)
    await own.close()
  })
})

describe('a server on all addresses of a container', () => {
  it('names itself as browsers know it, by the port that is published on loopback', async () => {
    const inside = await startServer({ signing_alg: 'ES256', host: '0.0.0.0', container: true })
    expect(inside.issuer).toMatch(/^http:\/\/localhost:\d+$/)
    const metadata = await fetch(`${inside.issuer}/.well-known/openid-configuration`)
    expect(await metadata.json()).toMatchObject({ issuer: inside.issuer })
    await inside.close()
  })
})

describe('a host that is allowed', () => {
  it('is answered, by the addresses of the issuer', async () => {
    const other = await startServer({ signing_alg: 'ES256', allowed_hosts: ['op.test'] })
    const { port } = new URL(other.issuer)
    const seen = await new Promise((resolve, reject) => {
      const headers = { host: `op.test:${port}` }
      request({ host: '127.0.0.1', port, path: '/health', headers, agent: false })
        .once('response', (response) => resolve(response.resume().statusCode))
        .once('error', reject)
        .end()
    })
    expect(seen).toBe(200)
    await other.close()
  })
})
