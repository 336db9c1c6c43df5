import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from '../../src/testing/realm/faults.ts'
import type { Realm } from '../../src/testing/realm/realm.ts'
import type { TestServer } from '../../src/testing/server.ts'
import { interfaces } from './interfaces.ts'

const app = {
  client_id: 'spa',
  redirect_uri: 'http://localhost:5173/callback',
  response_type: 'id_token token',
  scope: 'openid profile',
  nonce: 'n-1',
  state: 's-1',
}

/** With a challenge of no verifier: its code is never redeemed. */
const byCode = {
  ...{ ...app, response_type: 'code' },
  ...{ code_challenge: 'A'.repeat(43), code_challenge_method: 'S256' },
}

const origin = 'http://localhost:5173'

describe.each(interfaces)('faults of a realm %s', (_, start) => {
  let idp: TestServer

  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256' })
  })
  afterAll(() => idp.stop())

  const fresh = () => idp.isolate()

  const keys = (realm: Realm) => fetch(realm.endpoints.jwks)
  const statuses = async (realm: Realm, times: number) => {
    const seen: number[] = []
    for (let time = 0; time < times; time += 1) seen.push((await keys(realm)).status)
    return seen
  }

  const ask = (realm: Realm, changes: Record<string, string> = {}, headers = {}) =>
    fetch(`${realm.endpoints.authorization}?${new URLSearchParams({ ...app, ...changes })}`, {
      headers,
      redirect: 'manual',
    })

  const callToken = (realm: Realm, form: Record<string, string>, headers = {}) =>
    fetch(realm.endpoints.token, { method: 'POST', body: new URLSearchParams(form), headers })

  const bearing = (realm: Realm, token: string) =>
    fetch(realm.endpoints.userinfo, { headers: { authorization: `Bearer ${token}` } })
  const userinfo = async (realm: Realm, order: Parameters<Realm['tokens']['issue']>[0] = {}) =>
    bearing(realm, (await realm.tokens.issue(order)).token)

  it('are met once, so many times, always, or from the nth request on', async () => {
    await using realm = await fresh()
    await realm.faults.once({ endpoint: 'jwks' }, { status: 500 })
    expect(await statuses(realm, 2)).toEqual([500, 200])
    await realm.faults.times(2, { endpoint: 'jwks' }, { status: 502 })
    expect(await statuses(realm, 3)).toEqual([502, 502, 200])
    await realm.faults.once({ endpoint: 'jwks', nth: 2 }, { status: 503 })
    expect(await statuses(realm, 3)).toEqual([200, 503, 200])
    const { id } = await realm.faults.always({ endpoint: 'jwks' }, { status: 504 })
    expect(await statuses(realm, 3)).toEqual([504, 504, 504])
    await realm.faults.remove(id)
    expect(await statuses(realm, 1)).toEqual([200])
    expect((await realm.faults.list()).map(({ times, used }) => [times, used])).toEqual([
      [1, 1],
      [2, 2],
      [1, 1],
    ])
    await realm.faults.clear()
    expect(await realm.faults.list()).toEqual([])
    await expect(realm.faults.remove(id)).rejects.toMatchObject({ status: 404 })
  })

  it('are met in the order in which they were planned, by the realm that they are of', async () => {
    await using realm = await fresh()
    await realm.faults.once({}, { status: 501 })
    await realm.faults.once({ endpoint: 'jwks' }, { status: 502 })
    expect((await fetch(idp.endpoints.jwks)).status).toBe(200)
    expect(await statuses(realm, 3)).toEqual([501, 502, 200])
  })

  it('that were not met make the test fail, with what they were for', async () => {
    await using realm = await fresh()
    await realm.faults.assertAllUsed()
    await realm.faults.times(2, { endpoint: 'jwks' }, { status: 500 })
    await realm.faults.always({ endpoint: 'token', clientId: 'nobody' }, { reset: true })
    await statuses(realm, 1)
    await expect(realm.faults.assertAllUsed()).rejects.toThrow(
      [
        'Faults that were planned and not met:',
        '- {"status":500} for {"endpoint":"jwks"}: met 1 of 2',
        '- {"reset":true} for {"endpoint":"token","clientId":"nobody"}: met 0 of 1 or more',
      ].join('\n'),
    )
    await statuses(realm, 1)
    await expect(realm.faults.assertAllUsed()).rejects.toThrow(/^Faults[^-]*- {"reset":true}[^-]*$/)
  })

  it.each([
    ['a kind that there is not', { explode: true }, 'fault.explode'],
    ['no kind', {}, 'fault'],
    ['two kinds', { hang: true, reset: true }, 'fault'],
    ['a defect that there is not', { tokens: 'rotten' }, 'fault.tokens'],
    ['another way to be malformed', { malformed: 'xml' }, 'fault.malformed'],
    ['no status', { status: 99 }, 'fault.status'],
    ['no length of time', { delay: 'soon' }, 'fault.delay'],
    ['a description of no error', { status: 500, description: 'x' }, 'fault.description'],
    ['a header that is two', { status: 200, headers: { a: 'b\r\nc: d' } }, 'fault.headers.a'],
    ['an error in quotes', { oauthError: 'a"b' }, 'fault.oauthError'],
  ])('are refused with %s', async (_what, fault, member) => {
    const refused = idp.faults.once({}, fault as unknown as Fault)
    await expect(refused).rejects.toMatchObject({ status: 400, answer: { member } })
    expect(await idp.faults.list()).toEqual([])
  })

  it('are refused for an endpoint that there is not', async () => {
    const refused = idp.faults.once({ endpoint: 'tokens' as 'token' }, { status: 500 })
    await expect(refused).rejects.toMatchObject({ answer: { member: 'match.endpoint' } })
  })

  it('are addressed by client, user, prompt, response type and grant type', async () => {
    await using realm = await fresh()
    const [cookie] = await realm.sessions.cookiesFor('bob')
    const bobs = { cookie: `${cookie?.name}=${cookie?.value}` }
    const planned = { status: 418 }
    const met = async (
      match: Parameters<Realm['faults']['once']>[0],
      send: () => Promise<Response>,
    ) => {
      await realm.faults.once(match, planned)
      const { status } = await send()
      await realm.faults.clear()
      return status === 418
    }
    const alice = { endpoint: 'authorize', user: 'alice' } as const
    expect(await met(alice, () => ask(realm, { login_hint: 'alice' }))).toBe(true)
    expect(await met(alice, () => ask(realm, {}, bobs))).toBe(false)
    expect(await met({ user: 'bob' }, () => ask(realm, {}, bobs))).toBe(true)
    expect(await met({ clientId: 'spa' }, () => ask(realm))).toBe(true)
    expect(await met({ clientId: 'other' }, () => ask(realm))).toBe(false)
    expect(await met({ prompt: 'none' }, () => ask(realm))).toBe(false)
    expect(await met({ prompt: 'none' }, () => ask(realm, { prompt: 'none' }))).toBe(true)
    expect(await met({ responseType: 'token id_token' }, () => ask(realm))).toBe(true)
    expect(await met({ responseType: 'code' }, () => ask(realm))).toBe(false)
    const order = { sub: 'bob', clientId: 'spa' }
    expect(await met({ user: 'bob', clientId: 'spa' }, () => userinfo(realm, order))).toBe(true)
    expect(await met({ user: 'alice' }, () => userinfo(realm, order))).toBe(false)
    const code = async () => {
      await realm.logins.next({ user: 'bob' })
      return (await realm.authorize(byCode)).params['code'] ?? ''
    }
    const redeem = {
      grant_type: 'authorization_code',
      redirect_uri: app.redirect_uri,
      client_id: 'spa',
    }
    const asks = async () => callToken(realm, { ...redeem, code: await code() })
    expect(await met({ endpoint: 'token', user: 'bob' }, asks)).toBe(true)
    expect(await met({ endpoint: 'token', user: 'alice' }, asks)).toBe(false)
    expect(await met({ grantType: 'authorization_code', clientId: 'spa' }, asks)).toBe(true)
    expect(await met({ grantType: 'refresh_token' }, asks)).toBe(false)
    const basic = { authorization: `Basic ${Buffer.from('web:secret').toString('base64')}` }
    const own = () => callToken(realm, { grant_type: 'client_credentials' }, basic)
    expect(await met({ clientId: 'web' }, own)).toBe(true)
    expect(await met({ clientId: 'spa' }, own)).toBe(false)
  })

  it('answer with a status, a body and headers of their own', async () => {
    await using realm = await fresh()
    await realm.faults.once({ endpoint: 'token' }, { status: 429, headers: { 'Retry-After': '7' } })
    const answer = await callToken(realm, { grant_type: 'x' }, { origin })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7'])
    expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
    await realm.faults.once({ endpoint: 'userinfo' }, { status: 200, body: { sub: 'mallory' } })
    expect(await (await userinfo(realm)).json()).toEqual({ sub: 'mallory' })
  })

  it('answer an error as the endpoint itself would say it', async () => {
    await using realm = await fresh()
    await realm.faults.once(
      { endpoint: 'token' },
      { oauthError: 'invalid_grant', description: 'Gone.' },
    )
    const refused = await callToken(realm, { grant_type: 'refresh_token' })
    expect([refused.status, await refused.json()]).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'Gone.' },
    ])
    await realm.faults.once({ endpoint: 'userinfo' }, { oauthError: 'invalid_token' })
    const challenged = await userinfo(realm)
    expect(challenged.status).toBe(401)
    expect(challenged.headers.get('www-authenticate')).toContain(
      'Bearer realm="fragrant", error="invalid_token"',
    )
    await realm.faults.once({ endpoint: 'token' }, { oauthError: 'temporarily_unavailable' })
    expect((await callToken(realm, {})).status).toBe(503)
  })

  it('delay an answer by real time', async () => {
    await using realm = await fresh()
    await realm.clock.freeze()
    await realm.faults.once({ endpoint: 'jwks' }, { delay: '120ms' })
    const before = performance.now()
    expect((await keys(realm)).status).toBe(200)
    expect(performance.now() - before).toBeGreaterThanOrEqual(115)
  })

  it('delay an answer that is none besides', async () => {
    await using realm = await fresh()
    await realm.faults.once({ endpoint: 'jwks' }, { delay: 1 })
    await realm.faults.once({ endpoint: 'jwks' }, { status: 500 })
    expect(await statuses(realm, 1)).toEqual([500])
    await realm.faults.assertAllUsed()
  })

  it('leave a request without an answer until its client goes', async () => {
    await using realm = await fresh()
    await realm.faults.once({ endpoint: 'jwks' }, { hang: true })
    const gone = fetch(realm.endpoints.jwks, { signal: AbortSignal.timeout(200) })
    await expect(gone).rejects.toMatchObject({ name: 'TimeoutError' })
    expect((await keys(realm)).status).toBe(200)
  })

  it('end the connection', async () => {
    await using realm = await fresh()
    await realm.faults.once({ endpoint: 'jwks' }, { reset: true })
    await expect(keys(realm)).rejects.toMatchObject({
      cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) },
    })
    await realm.faults.assertAllUsed()
  })

  it('answer what is no JSON, a page, half of the answer, or nothing', async () => {
    await using realm = await fresh()
    const malformed = async (how: 'json' | 'html' | 'truncated' | 'empty') => {
      await realm.faults.once({ endpoint: 'discovery' }, { malformed: how })
      return fetch(realm.endpoints.discovery)
    }
    const json = await malformed('json')
    expect(json.headers.get('content-type')).toContain('application/json')
    await expect(json.json()).rejects.toThrow(SyntaxError)
    const html = await malformed('html')
    expect([html.status, html.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ])
    expect(await (await malformed('empty')).text()).toBe('')
    const whole = Number((await fetch(realm.endpoints.discovery)).headers.get('content-length'))
    const half = await malformed('truncated')
    expect(Number(half.headers.get('content-length'))).toBeGreaterThanOrEqual(whole)
    await expect(half.text()).rejects.toThrow(/terminated/)
    await realm.faults.assertAllUsed()
  })

  it('change the members of an answer in JSON, also of one that is cached', async () => {
    await using realm = await fresh()
    const [first] = [await fetch(realm.endpoints.discovery)]
    const known = { headers: { 'if-none-match': first?.headers.get('etag') ?? '' } }
    expect((await fetch(realm.endpoints.discovery, known)).status).toBe(304)
    const params = { drop: ['jwks_uri'], set: { issuer: 'https://evil.example' } }
    await realm.faults.once({ endpoint: 'discovery' }, { params })
    const changed = await (await fetch(realm.endpoints.discovery, known)).json()
    expect(changed).toMatchObject({
      issuer: 'https://evil.example',
      token_endpoint: realm.endpoints.token,
    })
    expect(changed).not.toHaveProperty('jwks_uri')
    await realm.faults.once({ endpoint: 'userinfo' }, { params: { set: { sub: 'bob' } } })
    expect(await (await userinfo(realm)).json()).toMatchObject({ sub: 'bob' })
  })

  it('change no answer that is a JWT', async () => {
    await using realm = await fresh()
    const redirect_uris = [app.redirect_uri]
    const signed = { client_id: 'signed', userinfo_signed_response_alg: 'ES256', redirect_uris }
    await realm.clients.add(signed)
    await realm.faults.always({ endpoint: 'userinfo' }, { params: { set: { sub: 'bob' } } })
    const answer = await userinfo(realm, { sub: 'alice', clientId: 'signed' })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/jwt'])
    expect(decodeJwt(await answer.text()).sub).toBe('alice')
    expect(await realm.faults.list()).toMatchObject([{ used: 0, missed: 'The answer is no JSON.' }])
  })

  it('wait for an answer that they change, and say why one was not', async () => {
    await using realm = await fresh()
    await realm.faults.once({ endpoint: 'token' }, { params: { set: { scope: 'admin' } } })
    await realm.faults.once({ endpoint: 'jwks' }, { params: { drop: ['keys', 'x5c'] } })
    await realm.faults.once({ endpoint: 'discovery' }, { params: { drop: ['x5c'] } })
    await realm.faults.once({ endpoint: 'authorize' }, { params: { drop: ['state'] } })
    await realm.faults.once({ endpoint: 'authorize' }, { tokens: 'no-nonce' })
    expect((await callToken(realm, { grant_type: 'authorization_code' })).status).toBe(401)
    expect(await (await keys(realm)).json()).toEqual({})
    await fetch(realm.endpoints.discovery)
    const { state: _, nonce: __, ...bare } = { ...app, response_type: 'token' }
    await realm.authorize(bare)
    const unchanged = 'The answer has nothing that is changed by that.'
    await expect(realm.faults.assertAllUsed()).rejects.toThrow(
      [
        'Faults that were planned and not met:',
        '- {"params":{"set":{"scope":"admin"}}} for {"endpoint":"token"}: met 0 of 1 (The server has refused what the app asked: invalid_client.)',
        `- {"params":{"drop":["x5c"]}} for {"endpoint":"discovery"}: met 0 of 1 (${unchanged})`,
        `- {"params":{"drop":["state"]}} for {"endpoint":"authorize"}: met 0 of 1 (${unchanged})`,
        '- {"tokens":"no-nonce"} for {"endpoint":"authorize"}: met 0 of 1 (The answer has no token that could have the defect.)',
      ].join('\n'),
    )
  })

  it('leave the headers of CORS out, of a preflight too, for scripts alone', async () => {
    await using realm = await fresh()
    await realm.faults.times(2, { endpoint: 'userinfo' }, { cors: 'omit' })
    const allowed = async (init: RequestInit) =>
      (await fetch(realm.endpoints.userinfo, init)).headers.has('access-control-allow-origin')
    const preflight = { origin, 'access-control-request-method': 'GET' }
    expect(await allowed({ method: 'OPTIONS', headers: preflight })).toBe(false)
    expect(await allowed({})).toBe(false)
    expect((await realm.faults.list())[0]?.used).toBe(1)
    expect(await allowed({ headers: { origin } })).toBe(false)
    expect(await allowed({ headers: { origin } })).toBe(true)
  })

  it('show nothing in a frame, and leave windows alone', async () => {
    await using realm = await fresh()
    await realm.faults.once({ endpoint: 'authorize' }, { frame: 'deny' })
    const inWindow = await ask(realm, {}, { 'sec-fetch-dest': 'document' })
    expect(inWindow.headers.get('location')).toContain('#access_token=')
    const framed = await ask(realm, {}, { 'sec-fetch-dest': 'iframe' })
    expect([framed.status, framed.headers.get('location')]).toEqual([200, null])
    expect(framed.headers.get('x-frame-options')).toBe('DENY')
    expect(framed.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    await realm.faults.once({ endpoint: 'check_session' }, { frame: 'deny' })
    const page = await fetch(`${realm.issuer}/check-session`, {
      headers: { 'sec-fetch-dest': 'iframe' },
    })
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  })

  it('block the cookies of frames, and of no window', async () => {
    await using realm = await idp.isolate({ login: { mode: 'form' } })
    const [cookie] = await realm.sessions.cookiesFor('alice')
    const signedIn = { cookie: `${cookie?.name}=${cookie?.value}` }
    const silent = async (dest: string) => {
      const answer = await ask(realm, { prompt: 'none' }, { ...signedIn, 'sec-fetch-dest': dest })
      return new URL(answer.headers.get('location') ?? '').hash
    }
    expect(await silent('iframe')).toContain('access_token=')
    await realm.faults.always({}, { cookies: 'third-party-blocked' })
    expect(await silent('iframe')).toContain('error=login_required')
    expect(await silent('document')).toContain('access_token=')
    const auto = await idp.isolate()
    await auto.faults.once({}, { cookies: 'third-party-blocked' })
    const framed = await ask(auto, {}, { 'sec-fetch-dest': 'iframe' })
    expect(framed.headers.get('set-cookie')).toBeNull()
    await auto.faults.once({}, { cookies: 'third-party-blocked' })
    const renewed = await ask(auto, { prompt: 'none' }, { 'sec-fetch-dest': 'iframe' })
    expect(renewed.headers.get('location')).toContain('error=login_required')
    expect((await ask(auto)).headers.get('set-cookie')).not.toBeNull()
  })

  it('send an error back to the app before any page is shown, in its response mode', async () => {
    await using realm = await idp.isolate({ login: { mode: 'form' } })
    const planned = { oauthError: 'server_error', description: 'Later.' }
    await realm.faults.times(2, { endpoint: 'authorize', clientId: 'spa' }, planned)
    const { hash } = new URL((await ask(realm)).headers.get('location') ?? '')
    expect(Object.fromEntries(new URLSearchParams(hash.slice(1)))).toEqual({
      ...{ error: 'server_error', error_description: 'Later.', state: 's-1', iss: realm.issuer },
    })
    const page = await (await ask(realm, { response_mode: 'form_post' })).text()
    expect(page).toMatch(/name="error" value="server_error"/)
    expect((await ask(realm)).headers.get('location')).toContain('/login/')
    await realm.faults.assertAllUsed()
  })

  it('send an error back to whoever is signed in, and count a request once', async () => {
    await using realm = await idp.isolate({ login: { mode: 'form' }, consent: 'ask' })
    const { sid } = await realm.authorize(app, { user: 'alice' })
    const match = { endpoint: 'authorize', user: 'alice', nth: 2 } as const
    await realm.faults.once(match, { oauthError: 'consent_required' })
    const consents = { ...app, prompt: 'consent' }
    const ofAlice = { user: 'alice', sid: sid ?? '' }
    expect((await realm.authorize(app, { user: 'bob' })).error).toBeNull()
    const first = await realm.authorize({ ...consents, login_hint: 'alice' }, ofAlice)
    expect(first.error).toBeNull()
    const silent = { ...app, prompt: 'none' }
    expect((await realm.authorize(silent, { sid: first.sid ?? '' })).error).toBe('consent_required')
    expect((await realm.authorize(silent, { sid: first.sid ?? '' })).error).toBeNull()
  })

  it('change the parameters of an answer, its mode, and those of an error', async () => {
    await using realm = await fresh()
    const params = { drop: ['state'], set: { token_type: 'mac', code: ['one', 'two'] } }
    await realm.faults.once({ endpoint: 'authorize', user: 'alice' }, { params })
    const { redirect } = await realm.authorize(app)
    const sent = [...new URLSearchParams(new URL(redirect).hash.slice(1))]
    expect(sent.filter(([name]) => ['state', 'token_type', 'code'].includes(name))).toEqual([
      ...[['token_type', 'mac']],
      ...[
        ['code', 'one'],
        ['code', 'two'],
      ],
    ])
    await realm.faults.once({}, { params: { mode: 'query' } })
    const query = new URL((await ask(realm)).headers.get('location') ?? '').searchParams
    expect(query.get('access_token')).toMatch(/^eyJ/)
    await realm.faults.once({ prompt: 'none' }, { params: { set: { state: 'not-mine' } } })
    await realm.logins.next({ error: 'login_required' }, { prompt: 'none' })
    const refused = await realm.authorize({ ...app, prompt: 'none' })
    expect(refused.params).toMatchObject({ error: 'login_required', state: 'not-mine' })
    await realm.faults.assertAllUsed()
  })

  it('change what an answer says before it is signed as a JWT (JARM §2.1)', async () => {
    await using realm = await fresh()
    await realm.faults.once({}, { tokens: 'wrong-nonce' })
    await realm.faults.once({}, { params: { set: { state: 'not-mine' } } })
    const { params } = await realm.authorize({ ...app, response_mode: 'fragment.jwt' })
    expect(Object.keys(params)).toEqual(['response'])
    const jwks = createRemoteJWKSet(new URL(realm.endpoints.jwks))
    const sound = { issuer: realm.issuer, audience: 'spa' }
    const { payload } = await jwtVerify(params['response'] ?? '', jwks, sound)
    expect(payload['state']).toBe('not-mine')
    const idToken = await jwtVerify(String(payload['id_token']), jwks, sound)
    expect(idToken.payload['nonce']).not.toBe('n-1')
  })

  it('spoil the access token alone, and the ID Token goes on to hash it', async () => {
    await using realm = await fresh()
    await realm.faults.once({}, { tokens: 'expired', of: 'access_token' })
    const { params, idToken } = await realm.authorize(app)
    const token = params['access_token'] ?? ''
    expect((await bearing(realm, token)).status).toBe(401)
    const jwks = createRemoteJWKSet(new URL(realm.endpoints.jwks))
    await jwtVerify(params['id_token'] ?? '', jwks, { issuer: realm.issuer, audience: 'spa' })
    const half = createHash('sha256').update(token).digest().subarray(0, 16)
    expect(idToken?.['at_hash']).toBe(half.toString('base64url'))
  })

  it('spoil the ID Token alone', async () => {
    await using realm = await fresh()
    await realm.faults.once({}, { tokens: 'expired', of: 'id_token' })
    const { params } = await realm.authorize(app)
    expect((await bearing(realm, params['access_token'] ?? '')).status).toBe(200)
    const jwks = createRemoteJWKSet(new URL(realm.endpoints.jwks))
    await expect(jwtVerify(params['id_token'] ?? '', jwks)).rejects.toThrow(/exp/)
  })

  it('wait for an answer whose tokens can have the defect', async () => {
    await using realm = await fresh()
    await realm.faults.once({}, { tokens: 'wrong-nonce' })
    const accessOnly = await realm.authorize({ ...app, response_type: 'token' })
    expect((await bearing(realm, accessOnly.params['access_token'] ?? '')).status).toBe(200)
    await expect(realm.faults.assertAllUsed()).rejects.toThrow('wrong-nonce')
    expect((await realm.authorize(app)).idToken?.['nonce']).not.toBe('n-1')
    await realm.faults.assertAllUsed()
  })

  it('make an opaque access token one that nobody knows', async () => {
    const apis = [{ identifier: 'stock', access_token_format: 'opaque' }]
    await using realm = await idp.isolate({ apis })
    await realm.faults.once({}, { tokens: 'bad-signature', of: 'access_token' })
    const asked = { ...app, audience: 'stock' }
    const spoilt = (await realm.authorize(asked)).params['access_token'] ?? ''
    expect((await bearing(realm, spoilt)).status).toBe(401)
    const sound = (await realm.authorize(asked)).params['access_token'] ?? ''
    expect((await bearing(realm, sound)).status).toBe(200)
  })

  it('stand in the journal beside the exchange that has met them', async () => {
    await using realm = await fresh()
    const { id } = await realm.faults.once({ endpoint: 'jwks' }, { reset: true })
    await keys(realm).catch(() => {})
    await statuses(realm, 1)
    const token = await realm.faults.once({}, { tokens: 'expired' })
    await realm.authorize(app)
    const all = await realm.journal.all()
    expect(all.map(({ endpoint, faults }) => [endpoint, faults])).toEqual([
      ...[
        ['jwks', [id]],
        ['jwks', []],
        ['authorize', [token.id]],
      ],
    ])
    expect(all[0]?.response.status).toBe(0)
  })

  it('come and go with the realm', async () => {
    await using realm = await fresh()
    await realm.faults.times(2, { endpoint: 'jwks' }, { status: 500 })
    await statuses(realm, 1)
    const before = await realm.snapshot()
    expect(await statuses(realm, 2)).toEqual([500, 200])
    await realm.restore(before)
    expect(await statuses(realm, 2)).toEqual([500, 200])
    await realm.reset()
    expect(await realm.faults.list()).toEqual([])
  })
})

it('a server stops at once, whatever hangs or is delayed', async () => {
  const { startFragrant } = await import('../../src/testing/index.ts')
  const idp = await startFragrant()
  await idp.faults.once({ endpoint: 'jwks' }, { hang: true })
  await idp.faults.once({ endpoint: 'discovery' }, { delay: '1h' })
  const hung = fetch(idp.endpoints.jwks).catch(() => 'ended')
  const delayed = fetch(idp.endpoints.discovery).then(({ status }) => status)
  while ((await idp.faults.list()).some(({ used }) => used === 0)) await setImmediate()
  await idp.stop()
  expect([await hung, await delayed]).toEqual(['ended', 200])
})
