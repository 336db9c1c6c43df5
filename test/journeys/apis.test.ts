import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, createApp, decide, signIn } from '../support/app.ts'
import { call, codeFor, newVerifier, redemption } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { readToken } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

const redirectUri = 'https://app.example/callback'
const orders = 'https://orders.example'

let server: TestServer

beforeAll(async () => {
  server = await startServer({
    signing_alg: 'ES256',
    users: [
      { username: 'alice', password: 'alice', claims: { role: 'clerk', email: 'a@x.example' } },
    ],
    apis: [
      {
        identifier: orders,
        scopes: ['orders:read', { name: 'orders:write', words: 'change your orders' }],
        access_token_claims: ['role'],
        access_token_lifetime: '5m',
        access_token_typ: 'JWT',
      },
      { identifier: 'stock', scopes: ['stock:read'], access_token_format: 'opaque' },
      { identifier: 'archive', access_token_lifetime: '2h' },
    ],
    clients: [
      {
        ...{ client_id: 'spa', redirect_uris: [redirectUri] },
        response_types: ['code', 'token', 'id_token token'],
        refresh_tokens: 'always',
      },
      {
        ...{ client_id: 'service', client_secret: 'a secret of 32 characters at least' },
        grant_types: ['client_credentials'],
      },
    ],
  })
})
afterAll(() => server.close())

const app = () => createApp(server.issuer, { clientId: 'spa', redirectUri })

async function approved(changes: Readonly<Record<string, string>>) {
  const visitor = createVisitor(server.issuer)
  const asked = await app().ask(visitor, changes)
  const signedIn = await signIn(visitor, asked, 'alice')
  return { page: signedIn, decide: () => decide(visitor, signedIn, 'allow') }
}

const implicit = { response_type: 'token', nonce: 'n' }

describe('an app', () => {
  it('gets a token for the API that it names, in every response type (RFC 8707 §2)', async () => {
    const asked = await approved({ ...implicit, scope: 'openid orders:write', resource: orders })
    expect(asked.page.body).toContain('change your orders')
    const { values } = answerOf(await asked.decide())
    expect(values.get('expires_in')).toBe('300')
    const token = values.get('access_token') ?? ''
    const { claims } = await readToken(server.issuer, token)
    expect(claims).toMatchObject({ aud: orders, scope: 'openid orders:write', role: 'clerk' })
    expect(Number(claims.exp) - Number(claims.iat)).toBe(300)
    expect(decodeProtectedHeader(token).typ).toBe('JWT')
  })

  it('may choose it by its scopes alone, as Swagger UI does, and have an opaque token', async () => {
    const asked = await approved({ ...implicit, scope: 'openid stock:read' })
    const { values } = answerOf(await asked.decide())
    expect(values.get('access_token')).not.toContain('.')
    expect(values.get('expires_in')).toBe('3600')
  })

  it('is told which scopes it was given, and which were for another API (RFC 6749 §3.3)', async () => {
    const asked = await approved({ ...implicit, scope: 'openid stock:read', audience: orders })
    expect(answerOf(await asked.decide()).values.get('scope')).toBe('openid')
  })

  it('is refused where it names one that there is not, or two', async () => {
    for (const changes of [
      { audience: 'oders' },
      { scope: 'openid stock:read orders:read' },
      { resource: orders, audience: 'stock' },
    ]) {
      const asked = await app().ask(createVisitor(server.issuer), { ...implicit, ...changes })
      expect(answerOf(asked).values.get('error')).toBe('invalid_target')
    }
  })

  it('keeps it over a code and its refresh, with the lifetime of the API', async () => {
    const verifier = newVerifier()
    const visitor = createVisitor(server.issuer)
    const changes = { scope: 'openid orders:read', resource: orders }
    const code = await codeFor(app(), visitor, verifier, { changes })
    const first = await call(`${server.issuer}/token`, redemption(app(), code, verifier))
    expect(first.body).toMatchObject({ expires_in: 300, scope: 'openid orders:read' })
    const form = { grant_type: 'refresh_token', client_id: 'spa' }
    const refresh_token = String(first.body['refresh_token'])
    const second = await call(`${server.issuer}/token`, { ...form, refresh_token })
    expect(second.body['expires_in']).toBe(300)
    const { claims } = await readToken(server.issuer, String(second.body['access_token']))
    expect(claims).toMatchObject({ aud: orders, role: 'clerk' })
    const refused = await call(`${server.issuer}/token`, {
      ...{ ...form, refresh_token: String(second.body['refresh_token']), resource: 'urn:other' },
    })
    expect(refused.body['error']).toBe('invalid_target')
  })

  it('whose token was revoked stays refused for the longest lifetime of all APIs (RFC 7009 §2.1)', async () => {
    const asked = await approved({ ...implicit, scope: 'openid', audience: 'archive' })
    const { values } = answerOf(await asked.decide())
    expect(values.get('expires_in')).toBe('7200')
    const token = values.get('access_token') ?? ''
    const userinfo = () =>
      fetch(`${server.issuer}/userinfo`, { headers: { authorization: `Bearer ${token}` } })
    expect((await userinfo()).status).toBe(200)
    await call(`${server.issuer}/revoke`, { token, client_id: 'spa' })
    server.clock.ahead += 5400
    expect((await userinfo()).status).toBe(401)
    server.clock.ahead = 0
  })
})

describe('a service', () => {
  it('gets a token for its API (RFC 8707 §2.2)', async () => {
    const form = {
      ...{ grant_type: 'client_credentials', client_id: 'service' },
      client_secret: 'a secret of 32 characters at least',
    }
    const answer = await call(`${server.issuer}/token`, { ...form, scope: 'orders:read' })
    expect(answer.body).toMatchObject({ expires_in: 300, scope: 'orders:read' })
    const { claims } = await readToken(server.issuer, String(answer.body['access_token']))
    expect(claims).toMatchObject({ aud: orders, client_id: 'service' })
    const both = await call(`${server.issuer}/token`, { ...form, scope: 'orders:read stock:read' })
    expect(both).toMatchObject({ status: 400, body: { error: 'invalid_target' } })
  })
})

it('the metadata name the scopes of APIs (RFC 8414 §2)', async () => {
  const metadata = await (await fetch(`${server.issuer}/.well-known/openid-configuration`)).json()
  expect(metadata).toMatchObject({
    scopes_supported: expect.arrayContaining(['orders:read', 'orders:write', 'stock:read']),
  })
})
