import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, createApp } from '../support/app.ts'
import { call, codeFor, forCode, newVerifier, redemption } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

type Answer = Readonly<Record<string, unknown>>

interface Registered {
  readonly status: number
  readonly body: Answer
}

async function ask(
  url: string,
  {
    method = 'POST',
    metadata,
    token,
    origin,
  }: { method?: string; metadata?: unknown; token?: string; origin?: string },
): Promise<Registered> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(metadata !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(origin !== undefined && { origin }),
    },
    ...(metadata !== undefined && {
      body: typeof metadata === 'string' ? metadata : JSON.stringify(metadata),
    }),
  })
  const text = await response.text()
  expect(response.headers.get('cache-control')).toBe('no-store')
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Answer) }
}

const redirectUri = 'https://app.example/callback'
const said = { client_name: 'Photo Book', redirect_uris: [redirectUri] }

describe('a client that registers itself', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({ signing_alg: 'ES256' })
  })
  afterAll(() => server.close())
  const at = () => `${server.issuer}/register`

  it('is told all that holds for it, and its secret once (RFC 7591 §3.2.1)', async () => {
    const { status, body } = await ask(at(), {
      metadata: { ...said, software_statement: 'a.b.c', x: 1 },
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      ...said,
      client_id: expect.stringMatching(/^[\w-]{22}$/),
      client_secret: expect.stringMatching(/^[\w-]{43}$/),
      client_secret_expires_at: 0,
      token_endpoint_auth_method: 'client_secret_basic',
      response_types: ['code'],
      registration_client_uri: `${at()}/${body['client_id']}`,
    })
    expect(body).not.toHaveProperty('software_statement')
    expect(body).not.toHaveProperty('x')
    const uri = String(body['registration_client_uri'])
    const token = String(body['registration_access_token'])
    const again = await ask(uri, { method: 'GET', token })
    expect(again.status).toBe(200)
    const { client_secret: _, ...rest } = body
    expect(again.body).toEqual(rest)
  })

  it('gets tokens like any other, and nothing any more once it is gone', async () => {
    const { body } = await ask(at(), { metadata: said })
    const app = createApp(server.issuer, { clientId: String(body['client_id']), redirectUri })
    const visitor = createVisitor(server.issuer)
    const verifier = newVerifier()
    const code = await codeFor(app, visitor, verifier)
    const secret = String(body['client_secret'])
    const form = { ...redemption(app, code, verifier), client_id: undefined }
    const authorization = `Basic ${Buffer.from(`${app.clientId}:${secret}`).toString('base64')}`
    const given = await call(`${server.issuer}/token`, form, { authorization })
    expect(given.status).toBe(200)
    const bearer = { headers: { authorization: `Bearer ${given.body['access_token']}` } }
    expect((await fetch(`${server.issuer}/userinfo`, bearer)).status).toBe(200)

    const uri = String(body['registration_client_uri'])
    const token = String(body['registration_access_token'])
    expect((await ask(uri, { method: 'DELETE', token })).status).toBe(204)
    expect((await fetch(`${server.issuer}/userinfo`, bearer)).status).toBe(401)
    expect((await ask(uri, { method: 'GET', token })).status).toBe(401)
    expect((await app.ask(visitor)).status).toBe(400)
  })

  it('knows its users by pairwise subjects of its host, if it wants (OIDC Core §8.1)', async () => {
    const spa = { token_endpoint_auth_method: 'none', redirect_uris: [redirectUri] }
    const subOf = async (metadata: object) => {
      const { status, body } = await ask(at(), { metadata: { ...spa, ...metadata } })
      expect(status).toBe(201)
      const app = createApp(server.issuer, { clientId: String(body['client_id']), redirectUri })
      const verifier = newVerifier()
      const code = await codeFor(app, createVisitor(server.issuer), verifier)
      const given = await call(`${server.issuer}/token`, redemption(app, code, verifier))
      const bearer = { headers: { authorization: `Bearer ${given.body['access_token']}` } }
      const claims = (await (await fetch(`${server.issuer}/userinfo`, bearer)).json()) as Answer
      expect(claims['sub']).toBe(decodeJwt(String(given.body['id_token'])).sub)
      return claims['sub']
    }
    const pairwise = { subject_type: 'pairwise' }
    const [one, other] = [await subOf(pairwise), await subOf(pairwise)]
    expect(one).toMatch(/^[\w-]{43}$/)
    expect(other).toBe(one)
    expect(await subOf({ subject_type: 'public' })).toBe('alice')
  })

  it('changes what it has registered, but no secret of its own choice (RFC 7592 §2.2)', async () => {
    const { body } = await ask(at(), { metadata: said })
    const { client_id, client_secret } = body
    const uri = String(body['registration_client_uri'])
    const token = String(body['registration_access_token'])
    const put = (metadata: object) => ask(uri, { method: 'PUT', token, metadata })
    const moved = { client_id, redirect_uris: ['https://app.example/new'] }
    expect((await put({ ...moved, client_secret: 'chosen' })).body['error']).toBe(
      'invalid_client_metadata',
    )
    expect((await put({ ...moved, client_id: 'other' })).body['error']).toBe(
      'invalid_client_metadata',
    )
    expect((await put({ ...moved, client_secret })).body).toMatchObject({
      redirect_uris: ['https://app.example/new'],
    })
    const asPublic = { ...moved, token_endpoint_auth_method: 'none' }
    expect((await put(asPublic)).body).not.toHaveProperty('client_secret_expires_at')
    expect((await put(moved)).body['client_secret']).toMatch(/^[\w-]{43}$/)
    const app = createApp(server.issuer, { clientId: String(client_id), redirectUri })
    expect((await app.ask(createVisitor(server.issuer))).status).toBe(400)
  })

  it.each([
    ['http://localhost:5173', 201],
    ['http://127.0.0.1:8080', 201],
    ['https://evil.example', 403],
    ['http://localhost.evil.example', 403],
    ['http://192.168.0.7:3000', 403],
    ['null', 403],
  ])(
    'from a page of %s is answered %i, for registration is open to this machine only',
    async (origin, status) => {
      const answer = await ask(at(), { metadata: said, origin })
      expect(answer.status).toBe(status)
      if (status === 403) expect(answer.body).toMatchObject({ error: 'access_denied' })
    },
  )

  it('asks its users again once its answers go elsewhere', async () => {
    const { body } = await ask(at(), { metadata: said })
    const clientId = String(body['client_id'])
    const visitor = createVisitor(server.issuer)
    const app = createApp(server.issuer, { clientId, redirectUri })
    await codeFor(app, visitor, newVerifier())
    const silently = forCode(newVerifier(), { prompt: 'none' })
    expect(answerOf(await app.ask(visitor, silently)).values.get('code')).toBeDefined()

    const elsewhere = 'https://other.example/callback'
    const metadata = { client_id: clientId, redirect_uris: [elsewhere] }
    const token = String(body['registration_access_token'])
    const uri = String(body['registration_client_uri'])
    expect((await ask(uri, { method: 'PUT', token, metadata })).status).toBe(200)
    const moved = createApp(server.issuer, { clientId, redirectUri: elsewhere })
    const answer = answerOf(await moved.ask(visitor, silently))
    expect(answer.values.get('error')).toBe('consent_required')
  })

  it.each([
    ['no redirect URI', {}, 'invalid_redirect_uri'],
    ['plain http', { redirect_uris: ['http://app.example/cb'] }, 'invalid_redirect_uri'],
    ['a fragment', { redirect_uris: [`${redirectUri}#x`] }, 'invalid_redirect_uri'],
    ['a wildcard', { redirect_uris: ['https://*.example/cb'] }, 'invalid_redirect_uri'],
    ['javascript', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    ['another response type', { ...said, response_types: ['x'] }, 'invalid_client_metadata'],
    ['the password grant', { ...said, grant_types: ['password'] }, 'invalid_client_metadata'],
    ['an unknown scope', { ...said, scope: 'openid nope' }, 'invalid_client_metadata'],
    ['keys by reference', { ...said, jwks_uri: 'https://app.example/' }, 'invalid_client_metadata'],
    ['an unknown subject type', { ...said, subject_type: 'secret' }, 'invalid_client_metadata'],
    [
      'pairwise subjects of several hosts',
      { redirect_uris: [redirectUri, 'https://b.example/'], subject_type: 'pairwise' },
      'invalid_client_metadata',
    ],
    [
      'a sector by reference',
      { ...said, subject_type: 'pairwise', sector_identifier_uri: 'https://bank.example/' },
      'invalid_client_metadata',
    ],
    [
      'an algorithm that has no key',
      { ...said, id_token_signed_response_alg: 'RS256' },
      'invalid_client_metadata',
    ],
    [
      'an algorithm of userinfo that has no key',
      { ...said, userinfo_signed_response_alg: 'RS256' },
      'invalid_client_metadata',
    ],
    [
      'answers that are encrypted',
      { ...said, authorization_encrypted_response_alg: 'RSA-OAEP' },
      'invalid_client_metadata',
    ],
    ['a list', [], 'invalid_client_metadata'],
    ['no JSON', '{', 'invalid_client_metadata'],
    ['a prototype', '{"__proto__":{"x":1}}', 'invalid_client_metadata'],
  ])('is refused with %s, and told why', async (_, metadata, error) => {
    const { status, body } = await ask(at(), { metadata })
    expect(status).toBe(400)
    expect(body).toMatchObject({ error, error_description: expect.stringMatching(/\.$/) })
  })

  it.each([
    ['redirect_uris', '/authorize', 'invalid_redirect_uri'],
    ['post_logout_redirect_uris', '/logout', 'invalid_client_metadata'],
    ['backchannel_logout_uri', '/revoke', 'invalid_client_metadata'],
  ])(
    'is refused with %s at an address of the server, by any of its names (RFC 9700 §4.1.3)',
    async (name, path, error) => {
      const { port } = new URL(server.issuer)
      for (const host of ['localhost', '127.0.0.1', '[::1]']) {
        const uri = `http://${host}:${port}${path}`
        const metadata = { ...said, [name]: name.endsWith('s') ? [uri] : uri }
        const { status, body } = await ask(at(), { metadata })
        expect({ status, ...body }).toMatchObject({ status: 400, error })
        expect(body['error_description']).toMatch(/must be an address of the app/)
      }
      const { body } = await ask(at(), { metadata: said })
      const client_id = body['client_id']
      const own = `${server.issuer}${path}`
      const put = await ask(String(body['registration_client_uri']), {
        method: 'PUT',
        token: String(body['registration_access_token']),
        metadata: { ...said, client_id, [name]: name.endsWith('s') ? [own] : own },
      })
      expect(put.body).toMatchObject({ error })
    },
  )

  it.each(['\u202egnp.exe', 'My\u200bBank', 'My\u0000Bank', '   '])(
    'is refused with the name %j, which is not what it looks like (RFC 7591 §5)',
    async (client_name) => {
      const { status, body } = await ask(at(), { metadata: { ...said, client_name } })
      expect({ status, ...body }).toMatchObject({ status: 400, error: 'invalid_client_metadata' })
      expect(body['error_description']).toMatch(/^client_name must be text .* invisible/)
    },
  )

  it('decides nothing that is its operator’s', async () => {
    const metadata = { ...said, audience: 'https://bank.example', client_secret: 'x'.repeat(43) }
    const { body } = await ask(at(), { metadata })
    expect(body).not.toHaveProperty('audience')
    expect(body['client_secret']).not.toBe(metadata.client_secret)
  })

  it('is looked after by whoever has its token alone', async () => {
    const { body } = await ask(at(), { metadata: said })
    const uri = String(body['registration_client_uri'])
    const other = String((await ask(at(), { metadata: said })).body['registration_access_token'])
    for (const method of ['GET', 'DELETE']) {
      expect((await ask(uri, { method })).status).toBe(401)
      expect((await ask(uri, { method, token: other })).status).toBe(401)
    }
    const missing = await ask(`${at()}/nobody`, { method: 'GET', token: other })
    expect(missing.status).toBe(401)
  })

  it('ends after thirty days without use, and lives on with it', async () => {
    const register = async () => String((await ask(at(), { metadata: said })).body['client_id'])
    const [used, unused] = [await register(), await register()]
    const askAs = (clientId: string) => {
      const app = createApp(server.issuer, { clientId, redirectUri })
      return { app, visitor: createVisitor(server.issuer) }
    }
    const day = 86_400
    try {
      server.clock.ahead += 20 * day
      const { app, visitor } = askAs(used)
      expect(await codeFor(app, visitor, newVerifier())).not.toBe('')
      server.clock.ahead += 20 * day
      expect((await askAs(used).app.ask(askAs(used).visitor)).status).toBe(303)
      expect((await askAs(unused).app.ask(askAs(unused).visitor)).status).toBe(400)
    } finally {
      server.clock.ahead = 0
    }
  })
})

describe('registration that is switched off while the server runs', () => {
  it('takes with it whoever registered openly, and nobody else (RFC 7591 §5)', async () => {
    const token = 'a-token-of-at-least-16'
    const base = { signing_alg: 'ES256' as const }
    const byToken = { ...base, registration: 'token' as const, initial_access_token: token }
    const server = await startServer({ ...base, registration: 'open' })
    const at = `${server.issuer}/register`
    const metadata = { ...said, grant_types: ['authorization_code', 'client_credentials'] }
    const open = (await ask(at, { metadata })).body
    server.reload(byToken)
    const invited = (await ask(at, { metadata, token })).body
    const tokenOf = (client: Answer) => {
      const basic = Buffer.from(`${client['client_id']}:${client['client_secret']}`)
      const authorization = `Basic ${basic.toString('base64')}`
      const form = { grant_type: 'client_credentials' }
      return call(`${server.issuer}/token`, form, { authorization })
    }
    const manage = async (client: Answer) => {
      const own = String(client['registration_access_token'])
      const uri = String(client['registration_client_uri'])
      return (await ask(uri, { method: 'GET', token: own })).status
    }
    for (const options of [byToken, { ...base, registration: 'off' as const }]) {
      server.reload(options)
      expect([(await tokenOf(open)).status, await manage(open)]).toEqual([401, 401])
      expect([(await tokenOf(invited)).status, await manage(invited)]).toEqual([200, 200])
    }
    expect((await ask(at, { metadata, token })).status).toBe(403)
    const app = createApp(server.issuer, { clientId: String(open['client_id']), redirectUri })
    expect((await app.ask(createVisitor(server.issuer))).status).toBe(400)
    server.reload({ ...base, registration: 'open' })
    expect([(await tokenOf(open)).status, await manage(open)]).toEqual([200, 200])
    await server.close()
  })
})

describe('registration in strict mode', () => {
  const strict = { mode: 'strict' as const, users: [{ username: 'a', password: 'a' }] }

  it('is off, and not advertised', async () => {
    const server = await startServer(strict)
    const { status, body } = await ask(`${server.issuer}/register`, { metadata: said })
    expect([status, body['error']]).toEqual([403, 'access_denied'])
    const metadata = await fetch(`${server.issuer}/.well-known/openid-configuration`)
    expect(await metadata.json()).not.toHaveProperty('registration_endpoint')
    await server.close()
  })

  it('is for who has the initial access token (RFC 7591 §3)', async () => {
    const token = 'a token of at least 16'.replaceAll(' ', '-')
    const server = await startServer({
      ...strict,
      ...{ registration: 'token', initial_access_token: token },
    })
    const at = `${server.issuer}/register`
    expect((await ask(at, { metadata: said })).status).toBe(401)
    expect((await ask(at, { metadata: said, token: `${token}x` })).status).toBe(401)
    const { status, body } = await ask(at, { metadata: said, token })
    expect(status).toBe(201)
    const app = createApp(server.issuer, { clientId: String(body['client_id']), redirectUri })
    const changes = { response_type: 'code', nonce: undefined, prompt: 'none' }
    const { values } = answerOf(await app.ask(createVisitor(server.issuer), changes))
    expect(values.get('error')).toBe('login_required')
    await server.close()
  })
})
