import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'

const algs = ['RS256', 'PS512', 'ES256', 'ES384', 'EdDSA', 'Ed25519'] as const
type Alg = (typeof algs)[number]

const keys = new Map<string, CryptoKey>()
let server: TestServer

beforeAll(async () => {
  const registered = await Promise.all(
    algs.map(async (alg) => {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
      keys.set(alg, privateKey)
      return { client_id: alg, jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: alg }] } }
    }),
  )
  server = await startServer({
    mode: 'strict',
    signing_alg: 'ES256',
    scopes: [{ name: 'orders', words: 'read orders' }],
    users: [{ username: 'alice', password: 'alice' }],
    clients: registered.map((client) => ({
      ...client,
      grant_types: ['client_credentials' as const],
      token_endpoint_auth_method: 'private_key_jwt' as const,
    })),
  })
})
afterAll(() => server.close())

async function sign(alg: Alg, changes: JWTPayload = {}, by = alg): Promise<string> {
  const key = keys.get(by)
  if (key === undefined) throw new Error('there is one')
  const now = Math.floor(Date.now() / 1000)
  const usual = {
    iss: alg,
    sub: alg,
    aud: server.issuer,
    iat: now,
    exp: now + 60,
    jti: randomUUID(),
  }
  return new SignJWT({ ...usual, ...changes }).setProtectedHeader({ alg: by }).sign(key)
}

const ask = (client_assertion: string, changes: Record<string, string | undefined> = {}) =>
  call(`${server.issuer}/token`, {
    grant_type: 'client_credentials',
    scope: 'orders',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion,
    ...changes,
  })

const refused = { status: 401, body: { error: 'invalid_client' } }

describe('a client with a key of its own', () => {
  it.each(algs)('authenticates by what it signs with %s (RFC 7523 §2.2)', async (alg) => {
    expect((await ask(await sign(alg))).body).toMatchObject({ scope: 'orders' })
    expect((await ask(await sign(alg), { client_id: alg })).status).toBe(200)
    const forEndpoint = await sign(alg, { aud: [`${server.issuer}/token`] })
    expect((await ask(forEndpoint)).status).toBe(200)
  })

  it('authenticates once by each, also when it comes many times at once', async () => {
    const assertion = await sign('ES256')
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(assertion)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect((await ask(await sign('ES256'))).status).toBe(200)
  })

  it('is not who signs with the key of another, or with none', async () => {
    expect(await ask(await sign('ES256', {}, 'ES384'))).toMatchObject(refused)
    expect(await ask(await sign('ES256', { sub: 'ES384' }))).toMatchObject(refused)
    expect(await ask(await sign('ES384'), { client_id: 'ES256' })).toMatchObject(refused)
    const now = Math.floor(Date.now() / 1000)
    const unsigned = new UnsecuredJWT({ iss: 'ES256', sub: 'ES256', aud: server.issuer, jti: 'j' })
    expect(await ask(unsigned.setExpirationTime(now + 60).encode())).toMatchObject(refused)
    for (const text of ['', 'a.b.c', '..', `${await sign('ES256')}x`]) {
      const { status } = await ask(text)
      expect([400, 401]).toContain(status)
    }
  })

  it('does not pass for one that expired, lives too long or is for another server', async () => {
    const now = Math.floor(Date.now() / 1000)
    for (const changes of [
      { exp: now - 120 },
      { exp: now + 3600 },
      { aud: 'https://other.example' },
      { aud: [server.issuer, 'https://other.example'] },
      { aud: [] },
      { nbf: now + 600 },
    ]) {
      expect(await ask(await sign('ES384', changes))).toMatchObject(refused)
      expect((await ask(await sign('ES384'))).status).toBe(200)
    }
  })

  it.each(['exp', 'nbf', 'iat'])(
    'does not pass for one whose %s is no time that holds now (RFC 7519 §2)',
    async (name) => {
      const now = Math.floor(Date.now() / 1000)
      const absurd = ['soon', `${now + 30}`, -1, -1e300, 1e300, null, [now + 30], { $: 1 }, true]
      for (const value of absurd) {
        const { status, body } = await ask(await sign('ES256', { [name]: value }))
        expect({ value, status, ...body }).toMatchObject({
          ...{ value, status: 401, error: 'invalid_client' },
          error_description: expect.stringMatching(`${name}.*seconds since 1970`),
        })
      }
    },
  )

  it('cannot come without its assertion', async () => {
    const changes = { client_assertion: undefined, client_assertion_type: undefined }
    expect(await ask('', { ...changes, client_id: 'ES256' })).toMatchObject(refused)
    expect(await ask('', { ...changes, client_id: 'ES256', client_secret: 'x' })).toMatchObject(
      refused,
    )
  })
})
