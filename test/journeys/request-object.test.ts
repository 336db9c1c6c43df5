import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, answerOf, createApp, decide, signIn } from '../support/app.ts'
import { call } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const callback = 'https://app.example/callback'
const other = 'https://app.example/other'

let server: TestServer
let key: CryptoKey
let stranger: CryptoKey

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true })
  key = pair.privateKey
  stranger = (await generateKeyPair('ES256')).privateKey
  const app = { redirect_uris: [callback, other], response_types: ['id_token token' as const] }
  server = await startServer({
    mode: 'strict',
    signing_alg: 'ES256',
    users: [{ username: 'alice', password: 'alice' }],
    clients: [
      { ...app, client_id: 'signs', jwks: { keys: [await exportJWK(pair.publicKey)] } },
      { ...app, client_id: 'does-not', request_object_signing_alg: 'none' },
      { ...app, client_id: 'neither' },
    ],
  })
})
afterAll(() => server.close())

const appOf = (clientId: string) => createApp(server.issuer, { clientId, redirectUri: callback })

const sign = (claims: JWTPayload, by = key) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'oauth-authz-req+jwt' }).sign(by)

const unsigned = (claims: JWTPayload) => new UnsecuredJWT(claims).encode()

type Changes = Readonly<Record<string, string | undefined>>

/** The whole way, by a request that sends `request`. */
async function answerTo(clientId: string, request: string, changes: Changes = {}): Promise<Answer> {
  const visitor = createVisitor(server.issuer)
  const asked = await appOf(clientId).ask(visitor, { request, ...changes })
  if (!asked.page.has('login')) return answerOf(asked)
  return answerOf(await decide(visitor, await signIn(visitor, asked), 'allow'))
}

const errorOf = async (clientId: string, request: string, changes: Changes = {}) =>
  (await answerTo(clientId, request, changes)).values.get('error')

describe('a client that signs its requests', () => {
  it('is answered as its object says, not as its address does (OIDC Core §6.1)', async () => {
    const claims = {
      iss: 'signs',
      aud: server.issuer,
      client_id: 'signs',
      response_type: 'id_token token',
      redirect_uri: other,
      state: 'inside',
      scope: 'openid',
      response_mode: 'form_post',
      nonce: 'of-the-object',
    }
    const { by, address, values } = await answerTo('signs', await sign(claims))
    expect([by, address, values.get('state')]).toEqual(['form_post', other, 'inside'])
    expect(values.get('scope')).toBe('openid')
    const [, payload = ''] = (values.get('id_token') ?? '').split('.')
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString()).nonce).toBe('of-the-object')
  })

  it('needs nothing beside it but its client_id (RFC 9101 §5)', async () => {
    const app = appOf('signs')
    const { client_id, ...claims } = Object.fromEntries(app.parameters())
    const nothing = Object.fromEntries(Object.keys(claims).map((name) => [name, undefined]))
    const { address, values } = await answerTo('signs', await sign(claims), {
      ...nothing,
      client_id,
    })
    expect(address).toBe(callback)
    expect(values.has('access_token')).toBe(true)
  })

  it('is refused what another has signed, or nobody, in its own mode and with its own state', async () => {
    const claims = { state: 'inside', response_mode: 'form_post', redirect_uri: other }
    for (const [request, error] of [
      [await sign(claims, stranger), 'invalid_request_object'],
      [unsigned(claims), 'request_not_supported'],
    ] as const) {
      const { by, address, values } = await answerTo('signs', request)
      expect([by, address, values.get('state')]).toEqual(['form_post', callback, 'inside'])
      expect(values.get('error')).toBe(error)
    }
  })

  it.each([
    [{ client_id: 'other' }],
    [{ response_type: 'code' }],
    [{ request: 'a.b.c' }],
    [{ request_uri: 'https://app.example/request' }],
    [{ aud: 'https://other.example' }],
    [{ exp: 1 }],
    [{ sub: 'signs' }],
    [{ state: { not: 'text' } }],
  ])('is refused an object with %j (RFC 9101 §6)', async (claims) => {
    expect(await errorOf('signs', await sign(claims))).toBe('invalid_request_object')
  })

  it('is refused what is no JWT, or too long a one', async () => {
    for (const request of ['x', 'a.b.c.d.e', `${await sign({})}.`]) {
      expect(await errorOf('signs', request)).toBe('invalid_request_object')
    }
  })

  it('has its parameters judged by the same rules, wherever they stand', async () => {
    expect(await errorOf('signs', await sign({ response_mode: 'pigeon' }))).toBe('invalid_request')
    expect(await errorOf('signs', await sign({ prompt: 'none' }))).toBe('login_required')
    const elsewhere = await sign({ redirect_uri: 'https://evil.example/' })
    const visit = await appOf('signs').ask(createVisitor(server.issuer), { request: elsewhere })
    expect([visit.status, visit.location]).toEqual([400, undefined])
  })

  it('may push its object (RFC 9126 §3)', async () => {
    const app = appOf('signs')
    const claims = Object.fromEntries(app.parameters({ state: 'pushed' }))
    const form = { client_id: 'signs', request: await sign(claims) }
    const pushed = await call(`${server.issuer}/par`, form)
    expect(pushed.status).toBe(201)
    const visitor = createVisitor(server.issuer)
    const query = { client_id: 'signs', request_uri: String(pushed.body['request_uri']) }
    const asked = await visitor.open(`${server.issuer}/authorize?${new URLSearchParams(query)}`)
    const { values } = answerOf(await decide(visitor, await signIn(visitor, asked), 'allow'))
    expect([values.get('state'), values.has('access_token')]).toEqual(['pushed', true])
    const refused = await call(`${server.issuer}/par`, {
      client_id: 'signs',
      request: await sign(claims, stranger),
    })
    expect([refused.status, refused.body['error']]).toEqual([400, 'invalid_request_object'])
  })
})

describe('a client that has registered request_object_signing_alg none', () => {
  it('is answered by form_post and with its state where both stand in the object alone (OIDC Core §6.1)', async () => {
    const app = appOf('does-not')
    const claims = Object.fromEntries(app.parameters({ response_mode: 'form_post' }))
    const changes = { state: undefined, nonce: undefined }
    const { by, address, values } = await answerTo('does-not', unsigned(claims), changes)
    expect([by, address]).toEqual(['form_post', callback])
    expect(values.get('state')).toBe(app.parameters().get('state'))
    expect(values.has('id_token')).toBe(true)
  })

  it('signs none, for that is what it registered (OIDC Registration §2)', async () => {
    expect(await errorOf('does-not', await sign({}))).toBe('invalid_request_object')
  })
})

describe('a client that has registered neither keys nor none', () => {
  it('is told so by form_post and with its state, though both stand in the object alone', async () => {
    const app = appOf('neither')
    const claims = Object.fromEntries(app.parameters({ response_mode: 'form_post' }))
    const changes = { state: undefined, nonce: undefined }
    const { by, values } = await answerTo('neither', unsigned(claims), changes)
    expect([by, values.get('error')]).toEqual(['form_post', 'request_not_supported'])
    expect(values.get('state')).toBe(app.parameters().get('state'))
    expect(await errorOf('neither', await sign({}))).toBe('invalid_request_object')
  })
})

describe('an app that nobody has registered', () => {
  it('makes no request by an object, for it has said nothing of how it signs', async () => {
    const local = await startServer()
    const app = createApp(local.issuer)
    const request = unsigned({ state: 'inside' })
    const { values } = answerOf(await app.ask(createVisitor(local.issuer), { request }))
    expect([values.get('error'), values.get('state')]).toEqual(['request_not_supported', 'inside'])
    await local.close()
  })

  it('may register none by itself, as conformance suites do (OIDC Registration §2)', async () => {
    const local = await startServer()
    const registered = await fetch(`${local.issuer}/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        redirect_uris: [callback],
        response_types: ['id_token'],
        grant_types: ['implicit'],
        token_endpoint_auth_method: 'none',
        request_object_signing_alg: 'none',
      }),
    })
    const { client_id, request_object_signing_alg } = (await registered.json()) as Record<
      string,
      string
    >
    expect(request_object_signing_alg).toBe('none')
    const app = createApp(local.issuer, { clientId: client_id ?? '', redirectUri: callback })
    const changes = { response_type: 'id_token', request: unsigned({ state: 'inside' }) }
    const asked = await app.ask(createVisitor(local.issuer), changes)
    expect(asked.page.has('login')).toBe(true)
    await local.close()
  })
})
