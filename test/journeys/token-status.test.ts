import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../support/app.ts'
import { call, codeFor, newVerifier, redemption } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

const redirectUri = 'https://app.example/callback'
const usual = { redirect_uris: [redirectUri], refresh_tokens: 'always' as const }
let server: TestServer

beforeAll(async () => {
  server = await startServer({
    mode: 'strict',
    signing_alg: 'ES256',
    users: [{ username: 'alice', password: 'alice' }],
    clients: [
      { client_id: 'spa', ...usual },
      { client_id: 'opaque', ...usual, access_token_format: 'opaque' },
      { client_id: 'other', ...usual },
      { client_id: 'api', client_secret: 's', grant_types: ['client_credentials'] },
      { client_id: 'web', ...usual, client_secret: 's' },
    ],
  })
})
afterAll(() => server.close())

async function tokensOf(clientId: string, secret?: string) {
  const app = createApp(server.issuer, { clientId, redirectUri })
  const visitor = createVisitor(server.issuer)
  const verifier = newVerifier()
  const code = await codeFor(app, visitor, verifier)
  const form = { ...redemption(app, code, verifier), client_secret: secret }
  const { body } = await call(`${server.issuer}/token`, form)
  const access = String(body['access_token'])
  return { access, refresh: String(body['refresh_token']), visitor }
}

const revoke = (token: string | undefined, client_id: string | undefined, headers = {}) =>
  call(`${server.issuer}/revoke`, { token, client_id }, headers)

const introspect = (
  token: string | undefined,
  client: object = { client_id: 'api', client_secret: 's' },
) => call(`${server.issuer}/introspect`, { token, ...client })

const refresh = (refresh_token: string, client_id: string) =>
  call(`${server.issuer}/token`, { grant_type: 'refresh_token', refresh_token, client_id })

describe.each(['spa', 'opaque'])('a token of %s', (clientId) => {
  it('is told to an API that authenticates (RFC 7662 §2.2)', async () => {
    const { access, refresh: refreshToken } = await tokensOf(clientId)
    const { status, headers, body } = await introspect(access)
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toEqual({
      active: true,
      token_type: 'Bearer',
      iss: server.issuer,
      aud: server.issuer,
      sub: 'alice',
      username: 'alice',
      client_id: clientId,
      scope: 'openid profile email',
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.any(String),
    })
    // a refresh token is nobody's business but its client's
    expect((await introspect(refreshToken)).body).toEqual({ active: false })
  })

  it('ends when its client revokes it, and by nobody else (RFC 7009 §2)', async () => {
    const { access, refresh: refreshToken } = await tokensOf(clientId)
    expect((await revoke(access, 'other')).status).toBe(200)
    expect((await userinfo(server.issuer, access)).status).toBe(200)
    expect((await revoke(access, clientId)).status).toBe(200)
    expect((await userinfo(server.issuer, access)).status).toBe(401)
    expect((await introspect(access)).body).toEqual({ active: false })
    expect((await revoke(access, clientId)).status).toBe(200)
    expect((await refresh(refreshToken, clientId)).status).toBe(200)
  })

  it('ends with the refresh token that gave it, or that was given beside it (RFC 7009 §2.1)', async () => {
    const { refresh: refreshToken, access: beside } = await tokensOf(clientId)
    expect((await revoke(refreshToken, 'other')).status).toBe(200)
    const { body } = await refresh(refreshToken, clientId)
    expect((await revoke(String(body['refresh_token']), clientId)).status).toBe(200)
    expect((await refresh(String(body['refresh_token']), clientId)).status).toBe(400)
    expect((await userinfo(server.issuer, String(body['access_token']))).status).toBe(401)
    expect((await userinfo(server.issuer, beside)).status).toBe(401)
  })

  it('ends by an id in the header, with its colon and without', async () => {
    for (const text of [clientId, `${clientId}:`]) {
      const { access } = await tokensOf(clientId)
      const authorization = `Basic ${Buffer.from(text).toString('base64')}`
      expect((await revoke(access, undefined, { authorization })).status).toBe(200)
      expect((await userinfo(server.issuer, access)).status).toBe(401)
    }
  })
})

describe('a request about a token', () => {
  it('says nothing of a token that does not work', async () => {
    const { access, visitor } = await tokensOf('spa')
    for (const token of ['x', 'a.b.c', `${access}x`]) {
      expect((await introspect(token)).body).toEqual({ active: false })
    }
    await visitor.open(`${server.issuer}/logout`)
    server.clock.ahead += 3600
    expect((await introspect(access)).body).toEqual({ active: false })
    server.clock.ahead = 0
  })

  it('is told of its own refresh token', async () => {
    const { refresh: token } = await tokensOf('web', 's')
    const { body } = await introspect(token, { client_id: 'web', client_secret: 's' })
    expect(body).toMatchObject({ active: true, token_type: 'refresh_token', client_id: 'web' })
  })

  it.each([
    [{ client_id: 'spa' }, 401, 'invalid_client'],
    [{ client_id: 'api', client_secret: 'wrong' }, 401, 'invalid_client'],
    [{}, 401, 'invalid_client'],
  ])('must come from a client that authenticates: %j', async (client, status, error) => {
    const { access } = await tokensOf('spa')
    expect(await introspect(access, client)).toMatchObject({ status, body: { error } })
  })

  it('must name a token', async () => {
    const error = 'invalid_request'
    expect(await introspect(undefined)).toMatchObject({ status: 400, body: { error } })
    expect(await revoke(undefined, 'spa')).toMatchObject({ status: 400, body: { error } })
    expect(await revoke('x', 'nobody')).toMatchObject({ status: 401 })
  })
})

describe('an app that was accepted on loopback', () => {
  it('is told of no token, whatever secret it brings, for it has none (RFC 7662 §4)', async () => {
    const local = await startServer({ signing_alg: 'ES256' })
    const app = createApp(local.issuer)
    const verifier = newVerifier()
    const code = await codeFor(app, createVisitor(local.issuer), verifier)
    const { body } = await call(`${local.issuer}/token`, redemption(app, code, verifier))
    const basic = Buffer.from(`${app.clientId}:any`).toString('base64')
    for (const [client, headers] of [
      [{ client_id: app.clientId, client_secret: 'any' }, {}],
      [{}, { authorization: `Basic ${basic}` }],
    ] as const) {
      for (const name of ['access_token', 'refresh_token']) {
        const form = { token: String(body[name]), ...client }
        const answer = await call(`${local.issuer}/introspect`, form, headers)
        expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
      }
    }
    await local.close()
  })
})
