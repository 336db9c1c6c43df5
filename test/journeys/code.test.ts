import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, createApp, goThrough, signIn } from '../support/app.ts'
import { call, codeFor, forCode, newVerifier, redemption } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { atHash, readToken, userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ signing_alg: 'ES256' })
})
afterAll(() => server.close())

const at = () => {
  const { issuer } = server
  return { issuer, token: `${issuer}/token`, visitor: createVisitor(issuer) }
}

describe('an app that nobody has configured', () => {
  it('gets a code in the query, and tokens for it (RFC 6749 §4.1, OIDC Core §3.1)', async () => {
    const { issuer, token, visitor } = at()
    const app = createApp(issuer)
    const verifier = newVerifier()
    const asked = await app.ask(visitor, forCode(verifier, { nonce: 'n-1' }))
    const consent = await signIn(visitor, asked)
    const answer = answerOf(await visitor.submit(consent, 'consent', 'consent-allow'))
    expect(answer.by).toBe('query')
    expect(answer.address).toContain(app.redirectUri)
    expect([...answer.values.keys()]).toEqual(expect.arrayContaining(['code', 'state', 'iss']))
    const code = answer.values.get('code') ?? ''
    expect(code).toMatch(/^[\w-]{43}$/)

    const { status, headers, body } = await call(token, redemption(app, code, verifier))
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'openid profile email',
    })
    const accessToken = String(body['access_token'])
    const { claims } = await readToken(issuer, String(body['id_token']), { audience: app.clientId })
    expect(claims).toMatchObject({
      nonce: 'n-1',
      at_hash: atHash(accessToken, String(body['id_token'])),
    })
    expect(claims).not.toHaveProperty('email')
    const told = await userinfo(issuer, accessToken)
    expect(told.claims).toMatchObject({ sub: claims.sub, email: 'alice@people.example' })
  })

  it('renews with a refresh token that changes each time, and ends with a reuse (RFC 9700 §4.14.2)', async () => {
    const { issuer, token, visitor } = at()
    const app = createApp(issuer)
    const verifier = newVerifier()
    const code = await codeFor(app, visitor, verifier, {
      changes: { scope: 'openid offline_access' },
    })
    const first = (await call(token, redemption(app, code, verifier))).body
    const refresh = (refresh_token: unknown, changes = {}) =>
      call(token, {
        ...{ grant_type: 'refresh_token', client_id: app.clientId },
        refresh_token: String(refresh_token),
        ...changes,
      })
    const second = (await refresh(first['refresh_token'])).body
    expect(second['refresh_token']).not.toBe(first['refresh_token'])
    expect((await userinfo(issuer, String(second['access_token']))).status).toBe(200)
    const narrow = await refresh(second['refresh_token'], { scope: 'offline_access' })
    expect(narrow.body).toMatchObject({ scope: 'offline_access' })
    expect(narrow.body).not.toHaveProperty('id_token')

    const reused = await refresh(first['refresh_token'])
    expect(reused).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await refresh(narrow.body['refresh_token'])).body).toMatchObject({
      error: 'invalid_grant',
    })
    for (const { access_token } of [first, second]) {
      expect((await userinfo(issuer, String(access_token))).status).toBe(401)
    }
  })

  it.each(['revoked', 'used twice'])(
    'loses every access token of a refresh token that is %s, however many that gave (RFC 7009 §2.1)',
    async (how) => {
      const { issuer, token, visitor } = at()
      const app = createApp(issuer)
      const verifier = newVerifier()
      const changes = { ...forCode(verifier), response_type: 'code token' }
      const { values } = await goThrough(app, visitor, { changes })
      const given = [String(values.get('access_token'))]
      const refreshTokens: string[] = []
      const keep = ({ body }: Awaited<ReturnType<typeof call>>) => {
        given.push(String(body['access_token']))
        refreshTokens.push(String(body['refresh_token']))
      }
      const client = { client_id: app.clientId, grant_type: 'refresh_token' }
      keep(await call(token, redemption(app, values.get('code') ?? '', verifier)))
      for (let time = 0; time < 12; time += 1) {
        keep(await call(token, { ...client, refresh_token: refreshTokens.at(-1) }))
      }
      const working = async () =>
        Promise.all(given.map(async (one) => (await userinfo(issuer, one)).status))
      expect(new Set(await working())).toEqual(new Set([200]))
      if (how === 'revoked') {
        await call(`${issuer}/revoke`, { ...client, token: refreshTokens.at(-1) })
      } else await call(token, { ...client, refresh_token: refreshTokens[10] })
      expect(new Set(await working())).toEqual(new Set([401]))
    },
  )

  it('is answered at the addresses of auth0-spa-js too, and these are not in the metadata', async () => {
    const { issuer, visitor } = at()
    const app = createApp(issuer)
    const verifier = newVerifier()
    const code = await codeFor(app, visitor, verifier)
    const { body } = await call(`${issuer}/oauth/token`, redemption(app, code, verifier))
    expect(body).toMatchObject({ token_type: 'Bearer' })
    const token = String(body['refresh_token'])
    const given = { client_id: app.clientId, token }
    expect((await call(`${issuer}/oauth/revoke`, given)).status).toBe(200)
    expect((await userinfo(issuer, String(body['access_token']))).status).toBe(401)
    const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).text()
    expect(metadata).not.toContain('/oauth/')
  })

  it('loses all that a code gave when that comes a second time (RFC 6749 §4.1.2)', async () => {
    const { issuer, token, visitor } = at()
    const app = createApp(issuer)
    const verifier = newVerifier()
    const form = redemption(app, await codeFor(app, visitor, verifier), verifier)
    const { body } = await call(token, form)
    expect((await userinfo(issuer, String(body['access_token']))).status).toBe(200)
    // Long after its minute it is still known.
    server.clock.ahead += 600
    expect(await call(token, form)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await userinfo(issuer, String(body['access_token']))).status).toBe(401)
    const { refresh_token } = body
    const refreshed = await call(token, {
      ...{ grant_type: 'refresh_token', client_id: app.clientId },
      refresh_token: String(refresh_token),
    })
    expect(refreshed.body).toMatchObject({ error: 'invalid_grant' })
  })

  it.each([
    ['code id_token', ['code', 'id_token']],
    ['code token', ['code', 'access_token']],
    ['code id_token token', ['code', 'access_token', 'id_token']],
  ])('gets %s in the fragment, bound together (OIDC Core §3.3)', async (response_type, names) => {
    const { issuer, token, visitor } = at()
    const app = createApp(issuer)
    const verifier = newVerifier()
    const changes = { ...forCode(verifier), response_type, nonce: 'n-2' }
    const answer = await goThrough(app, visitor, { changes })
    expect(answer.by).toBe('fragment')
    for (const name of names) expect(answer.values.has(name)).toBe(true)
    const code = answer.values.get('code') ?? ''
    const front = answer.values.get('id_token')
    const { body } = await call(token, redemption(app, code, verifier))
    const { claims } = await readToken(issuer, String(body['id_token']))
    expect(claims['nonce']).toBe('n-2')
    if (front === undefined) return
    const shown = await readToken(issuer, front)
    expect(shown.claims).toMatchObject({ sub: claims.sub, c_hash: atHash(code, front) })
  })

  it.each(['code token', 'code id_token token'])(
    'loses the access token that came beside the code of %s when that comes a second time (RFC 6749 §10.5)',
    async (response_type) => {
      const { issuer, token, visitor } = at()
      const app = createApp(issuer)
      const verifier = newVerifier()
      const changes = { ...forCode(verifier), response_type, nonce: 'n-3' }
      const { values } = await goThrough(app, visitor, { changes })
      const form = redemption(app, values.get('code') ?? '', verifier)
      const { body } = await call(token, form)
      const given = [values.get('access_token'), body['access_token']].map(String)
      for (const one of given) expect((await userinfo(issuer, one)).status).toBe(200)
      await call(token, form)
      for (const one of given) expect((await userinfo(issuer, one)).status).toBe(401)
    },
  )

  it('loses the access token beside its code with the refresh token that the code gave (RFC 7009 §2.1)', async () => {
    const { issuer, token, visitor } = at()
    const app = createApp(issuer)
    const verifier = newVerifier()
    const changes = { ...forCode(verifier), response_type: 'code token' }
    const { values } = await goThrough(app, visitor, { changes })
    const { body } = await call(token, redemption(app, values.get('code') ?? '', verifier))
    const beside = values.get('access_token') ?? ''
    expect((await userinfo(issuer, beside)).status).toBe(200)
    const ended = { client_id: app.clientId, token: String(body['refresh_token']) }
    expect((await call(`${issuer}/revoke`, ended)).status).toBe(200)
    expect((await userinfo(issuer, beside)).status).toBe(401)
  })

  it('is remembered for as long as the last token of its code works', async () => {
    const { issuer, token, visitor } = at()
    const app = createApp(issuer)
    const verifier = newVerifier()
    const form = redemption(app, await codeFor(app, visitor, verifier), verifier)
    server.clock.ahead += 50
    const { body } = await call(token, form)
    server.clock.ahead += 3590
    const accessToken = String(body['access_token'])
    expect((await userinfo(issuer, accessToken)).status).toBe(200)
    await call(token, form)
    expect((await userinfo(issuer, accessToken)).status).toBe(401)
  })

  it('may ask for nothing but an answer: none (OAuth Responses §4)', async () => {
    const { issuer, visitor } = at()
    const changes = { response_type: 'none', nonce: undefined }
    const answer = await goThrough(createApp(issuer), visitor, { changes })
    expect([...answer.values.keys()]).toEqual(['session_state', 'state', 'iss'])
    expect(answer.by).toBe('query')
  })

  it.each(['form_post', 'fragment', 'query'] as const)('is answered by %s', async (mode) => {
    const { issuer, visitor } = at()
    const changes = { ...forCode(newVerifier()), response_mode: mode }
    const answer = await goThrough(createApp(issuer), visitor, { changes })
    expect(answer.by).toBe(mode)
    expect(answer.values.has('code')).toBe(true)
  })

  it('authenticates by any secret where it sends no challenge, and by none not at all', async () => {
    const { issuer, token, visitor } = at()
    const app = createApp(issuer)
    const plain = { code_challenge: undefined, code_challenge_method: undefined }
    const code = await codeFor(app, visitor, '', { changes: plain })
    const without = redemption(app, code, '', { code_verifier: undefined })
    const refused = await call(token, without)
    expect(refused.body).toMatchObject({
      error: 'invalid_grant',
      error_description: expect.stringContaining('code_challenge'),
    })
    const authorization = `Basic ${Buffer.from(`${app.clientId}:secret`).toString('base64')}`
    const { status } = await call(token, { ...without, client_id: undefined }, { authorization })
    expect(status).toBe(200)
  })

  it('gets nothing for its code once its user has signed out', async () => {
    const { issuer, token, visitor } = at()
    const app = createApp(issuer)
    const { values } = await goThrough(app, visitor)
    const verifier = newVerifier()
    const code = await codeFor(app, visitor, verifier)
    await visitor.open(`${issuer}/logout?id_token_hint=${values.get('id_token')}`)
    const { body } = await call(token, redemption(app, code, verifier))
    expect(body).toMatchObject({ error: 'invalid_grant' })
  })
})

describe('clients that are registered', () => {
  let strict: TestServer
  const redirect_uris = ['https://app.example/callback']
  beforeAll(async () => {
    strict = await startServer({
      mode: 'strict',
      signing_alg: 'ES256',
      consent: 'ask',
      users: [{ username: 'alice', password: 'alice' }],
      scopes: [{ name: 'orders', words: 'read orders' }],
      clients: [
        { client_id: 'spa', redirect_uris },
        { client_id: 'web', redirect_uris, client_secret: 'se cret/+:' },
        {
          client_id: 'post',
          redirect_uris,
          client_secret: 's',
          token_endpoint_auth_method: 'client_secret_post',
        },
        { client_id: 'service', client_secret: 's', grant_types: ['client_credentials'] },
        { client_id: 'old', redirect_uris, response_types: ['id_token token'] },
      ],
    })
  })
  afterAll(() => strict.close())

  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(
      `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`,
    ).toString('base64')}`,
  })
  const app = (clientId: string) =>
    createApp(strict.issuer, { clientId, redirectUri: 'https://app.example/callback' })

  it('must send a challenge when they have no secret (RFC 9700 §2.1.1)', async () => {
    const visitor = createVisitor(strict.issuer)
    const changes = { response_type: 'code', nonce: undefined, prompt: 'none' }
    const { by, values } = answerOf(await app('spa').ask(visitor, changes))
    expect(by).toBe('query')
    expect(values.get('error')).toBe('invalid_request')
    expect(values.get('error_description')).toContain('code_challenge')
    const web = answerOf(await app('web').ask(visitor, changes))
    expect(web.values.get('error')).toBe('login_required')
    const old = answerOf(await app('old').ask(visitor, changes))
    expect(old.values.get('error')).toBe('unauthorized_client')
  })

  it('redeem a code by secret and verifier both (RFC 6749 §2.3.1)', async () => {
    const token = `${strict.issuer}/token`
    const visitor = createVisitor(strict.issuer)
    const verifier = newVerifier()
    const web = app('web')
    const code = await codeFor(web, visitor, verifier)
    const form = redemption(web, code, verifier, { client_id: undefined })
    expect(await call(token, form)).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    })
    const wrong = await call(token, form, basic('web', 'wrong'))
    expect(wrong).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(wrong.headers.get('www-authenticate')).toBe('Basic realm="fragrant"')
    const other = await call(token, { ...form, client_id: 'post', client_secret: 's' })
    expect(other).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    for (const changes of [
      { code_verifier: newVerifier() },
      { code_verifier: undefined },
      { redirect_uri: 'https://app.example/callback/' },
    ]) {
      const refused = await call(token, { ...form, ...changes }, basic('web', 'se cret/+:'))
      expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    }
    const { status, body } = await call(token, form, basic('web', 'se cret/+:'))
    expect(status).toBe(200)
    expect(body).not.toHaveProperty('refresh_token')
  })

  it('act for themselves only when they are services (RFC 6749 §4.4)', async () => {
    const token = `${strict.issuer}/token`
    const form = { grant_type: 'client_credentials', scope: 'orders' }
    const { body } = await call(token, form, basic('service', 's'))
    expect(body).toMatchObject({ scope: 'orders' })
    expect(body).not.toHaveProperty('id_token')
    const { claims } = await readToken(strict.issuer, String(body['access_token']))
    expect(claims).toMatchObject({ sub: 'service', client_id: 'service' })
    expect((await userinfo(strict.issuer, String(body['access_token']))).status).toBe(403)
    const wide = await call(token, { ...form, scope: 'openid' }, basic('service', 's'))
    expect(wide.body).toMatchObject({ error: 'invalid_scope' })
    const web = await call(token, form, basic('web', 'se cret/+:'))
    expect(web).toMatchObject({ status: 400, body: { error: 'unauthorized_client' } })
  })

  it.each(['password', 'implicit', 'urn:ietf:params:oauth:grant-type:device_code', 'x'])(
    'may not use the grant type %s here (RFC 6749 §5.2)',
    async (grant_type) => {
      const answer = await call(`${strict.issuer}/token`, { grant_type, client_id: 'spa' })
      expect(answer).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } })
    },
  )
})
