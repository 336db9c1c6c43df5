import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, goThrough, silently } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

const redirectUri = 'https://app.example/callback'
const spa = {
  redirect_uris: [redirectUri],
  response_types: ['id_token token', 'token'] as ('id_token token' | 'token')[],
}

let server: TestServer

beforeAll(async () => {
  server = await startServer({
    registration: 'off',
    clients: [
      { ...spa, client_id: 'plain' },
      { ...spa, client_id: 'signed', userinfo_signed_response_alg: 'ES256' },
    ],
  })
})
afterAll(() => server.close())

async function signInTo(clientId: string, changes = {}) {
  const app = createApp(server.issuer, { clientId, redirectUri })
  const visitor = createVisitor(server.issuer)
  const { values } = await goThrough(app, visitor, { changes })
  const idToken = values.get('id_token') ?? ''
  return { app, visitor, accessToken: values.get('access_token') ?? '', idToken }
}

const ask = (accessToken: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${server.issuer}/userinfo`, {
    headers: { authorization: `Bearer ${accessToken}`, ...headers },
  })

const verified = (jwt: string) =>
  jwtVerify(jwt, createRemoteJWKSet(new URL(`${server.issuer}/.well-known/jwks.json`)), {
    issuer: server.issuer,
    audience: 'signed',
    algorithms: ['ES256'],
  })

describe('a client that registered userinfo_signed_response_alg', () => {
  it('is answered a JWT for itself, signed as it said, whatever it accepts (OIDC Core §5.3.2)', async () => {
    const { accessToken } = await signInTo('signed')
    for (const accept of ['*/*', 'application/json']) {
      const response = await ask(accessToken, { accept })
      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toBe('application/jwt')
      expect(response.headers.get('cache-control')).toBe('no-store')
      const { payload } = await verified(await response.text())
      expect(payload).toMatchObject({
        iss: server.issuer,
        aud: 'signed',
        sub: 'alice',
        email: 'alice@people.example',
      })
    }
  })

  it('is told the same as in JSON, and no times, for it must not pass for an ID Token (OIDC Core §3.1.3.7)', async () => {
    const { accessToken } = await signInTo('signed')
    const { payload } = await verified(await (await ask(accessToken)).text())
    const plain = await userinfo(server.issuer, (await signInTo('plain')).accessToken)
    expect(payload).toEqual({ ...plain.claims, iss: server.issuer, aud: 'signed' })
    expect(payload).not.toHaveProperty('exp')
    expect(payload).not.toHaveProperty('iat')
  })

  it('is told in JSON what is wrong (RFC 6750 §3)', async () => {
    const response = await ask('made-up', { accept: 'application/jwt' })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"')
    expect(await response.json()).toMatchObject({ error: 'invalid_token' })

    const { accessToken } = await signInTo('signed', { response_type: 'token', scope: 'profile' })
    const narrow = await userinfo(server.issuer, accessToken)
    expect(narrow.status).toBe(403)
    expect(narrow.claims).toMatchObject({ error: 'insufficient_scope' })
  })

  it('has nothing in it that is a hint or an access token here', async () => {
    const { app, visitor, accessToken, idToken } = await signInTo('signed')
    const jwt = await (await ask(accessToken)).text()
    expect((await userinfo(server.issuer, jwt)).status).toBe(401)
    expect(await silently(app, visitor, { id_token_hint: idToken })).toBe('ok')
    expect(await silently(app, visitor, { id_token_hint: jwt })).toBe('invalid_request')
  })
})

describe('any other client', () => {
  it('is answered JSON, whatever it accepts', async () => {
    const { accessToken } = await signInTo('plain')
    const response = await ask(accessToken, { accept: 'application/jwt' })
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await response.json()).not.toHaveProperty('aud')
  })
})

describe('the metadata', () => {
  const metadataOf = async ({ issuer }: TestServer) =>
    (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as Readonly<
      Record<string, unknown>
    >

  it('list what userinfo is signed with, where some client may have it so (OIDC Discovery §3)', async () => {
    const name = 'userinfo_signing_alg_values_supported'
    expect((await metadataOf(server))[name]).toEqual(['RS256', 'ES256'])
    for (const [registration, listed] of [
      ['off', undefined],
      ['open', ['RS256']],
    ] as const) {
      const other = await startServer({ registration })
      expect((await metadataOf(other))[name]).toEqual(listed)
      await other.close()
    }
  })
})
