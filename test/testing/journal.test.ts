import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Exchange } from '../../src/testing/realm/journal.ts'
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

const verifier = 'a-code-verifier-that-is-long-enough-for-the-rules-of-pkce'
const withCode = {
  ...app,
  response_type: 'code',
  scope: 'openid profile offline_access',
  prompt: 'consent',
  code_challenge: 'Ds9moUJQ_2pu2J7Q8S1mNGtgVsiTDsm_Mln_Z739fZY',
  code_challenge_method: 'S256',
}

const silent = { ...app, prompt: 'none' }

const form = (members: Record<string, string>) => ({
  method: 'POST',
  body: new URLSearchParams(members),
})

const bearer = (token: unknown) => ({ headers: { authorization: `Bearer ${token}` } })

const namesOf = (exchanges: readonly Exchange[]) => exchanges.map(({ endpoint }) => endpoint)

const urlOf = (realm: Realm, params: Record<string, string>) =>
  `${realm.endpoints.authorization}?${new URLSearchParams(params)}`

describe.each(interfaces)('the journal of a realm %s', (_, start) => {
  let idp: TestServer

  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256', login: { mode: 'form' }, consent: 'ask' })
  })
  afterAll(() => idp.stop())

  it('has what was asked and what was answered, decoded', async () => {
    await using realm = await idp.isolate({ consent: 'auto' })
    const [cookie] = await realm.sessions.cookiesFor('alice')
    await fetch(urlOf(realm, app), {
      headers: { cookie: `${cookie?.name}=${cookie?.value}` },
      redirect: 'manual',
    })
    const exchange = await realm.journal.last()
    expect(exchange).toMatchObject({
      ...{ channel: 'front', endpoint: 'authorize', clientId: 'spa', user: 'alice', prompt: [] },
      responseType: 'id_token token',
      request: { method: 'GET', parameters: app },
      response: { status: 303, mode: 'fragment', parameters: { state: 's-1' } },
      verdict: { ok: true },
    })
    expect(exchange?.events).toContain('tokens.issued')
    expect(exchange?.request.url).toContain(`/realms/${realm.id}/authorize?client_id=spa`)
    const idToken = exchange?.tokens.find(({ name }) => name === 'id_token')
    expect(idToken).toMatchObject({
      header: { alg: 'ES256' },
      claims: { iss: realm.issuer, sub: 'alice', nonce: 'n-1' },
    })
    expect(Math.abs((exchange?.time ?? 0) - Date.now())).toBeLessThan(10_000)
  })

  it('has the walk without a browser as a request of one', async () => {
    await using realm = await idp.isolate()
    const { params, redirect } = await realm.authorize(app, { user: 'bob' })
    const exchange = await realm.journal.last({ endpoint: 'authorize' })
    expect(exchange).toMatchObject({ clientId: 'spa', user: 'bob', verdict: { ok: true } })
    expect(exchange?.response).toMatchObject({
      parameters: params,
      headers: { location: redirect },
    })
    await realm.authorize({ ...app, response_mode: 'form_post' }, { user: 'bob' })
    const posted = await realm.journal.last()
    expect(posted?.response).toMatchObject({ mode: 'form_post', parameters: { state: 's-1' } })
    await expect(realm.authorize({ ...app, redirect_uri: 'http://x.example/' })).rejects.toThrow()
    expect(await realm.journal.last()).toMatchObject({ response: { status: 400 } })
  })

  it('says what the rules say, with their citation', async () => {
    await using realm = await idp.isolate()
    const { nonce: _, ...without } = app
    await realm.authorize(without, { user: 'alice' })
    expect((await realm.journal.last())?.verdict).toMatchObject({
      ...{ ok: false, error: 'invalid_request', citation: 'OIDC Core §3.2.2.1' },
      rule: expect.stringMatching(/^The request must send nonce /),
      sentence: expect.stringMatching(/^refused: must send nonce .*, OIDC Core §3[.]2[.]2[.]1$/),
    })
    await realm.authorize(silent)
    expect(await realm.journal.last()).toMatchObject({
      prompt: ['none'],
      response: { parameters: { error: 'login_required' } },
      verdict: { ok: false, error: 'login_required' },
    })
    await fetch(realm.endpoints.token, form({ grant_type: 'authorization_code', client_id: 'spa' }))
    const token = await realm.journal.last({ endpoint: 'token' })
    expect(token).toMatchObject({
      ...{ channel: 'back', clientId: 'spa', grantType: 'authorization_code' },
      response: { status: 400, mode: 'json', parameters: { error: 'invalid_grant' } },
      verdict: { ok: false, error: 'invalid_grant', citation: expect.stringContaining('RFC 6749') },
    })
    await fetch(realm.endpoints.userinfo)
    expect((await realm.journal.last())?.verdict).toMatchObject({ ok: false })
    await fetch(`${realm.issuer}/nowhere`)
    expect(await realm.journal.last()).toMatchObject({
      endpoint: 'unknown',
      response: { status: 404 },
      verdict: { ok: false },
    })
  })

  it('lists, counts, clears and takes what fits', async () => {
    await using realm = await idp.isolate({ users: [{ username: 'carol', sub: 'u-1' }] })
    await realm.authorize({ ...app, login_hint: 'carol' }, { user: 'carol' })
    await realm.authorize({ ...app, client_id: 'other' }, { user: 'carol' })
    await realm.authorize({ ...silent, client_id: 'other' })
    await fetch(realm.endpoints.userinfo)
    const { journal } = realm
    expect(namesOf(await journal.all())).toEqual([...Array(3).fill('authorize'), 'userinfo'])
    expect(await journal.count({ endpoint: 'authorize' })).toBe(3)
    expect(await journal.count({ clientId: 'other' })).toBe(2)
    expect(await journal.count({ user: 'carol' })).toBe(2)
    expect(await journal.count({ user: 'u-1', clientId: 'other' })).toBe(1)
    expect(await journal.count({ prompt: 'none' })).toBe(1)
    expect(await journal.count({ responseType: 'token id_token' })).toBe(3)
    const [first, second] = await journal.all()
    expect(await journal.count({ since: second?.id ?? '' })).toBe(2)
    expect((await journal.all({ endpoint: 'authorize', nth: 2 }))[0]?.id).toBe(second?.id)
    expect((await journal.take({ endpoint: 'authorize' })).id).toBe(first?.id)
    expect((await journal.take()).id).toBe(second?.id)
    expect(await journal.count()).toBe(2)
    await journal.clear()
    expect(await journal.all()).toEqual([])
    expect(await journal.last()).toBeUndefined()
    await realm.authorize(silent)
    const frozen = await realm.clock.freeze('2027-01-31T12:00:00Z')
    await realm.authorize(silent)
    expect(await journal.all({ since: new Date(frozen) })).toMatchObject([{ time: frozen }])
    expect(await journal.count({ since: '2027-01-31T12:00:00.001Z' })).toBe(0)
  })

  it('waits for what has not come yet, and for the nth of them', async () => {
    await using realm = await idp.isolate()
    const waiting = realm.journal.waitFor({ endpoint: 'userinfo', nth: 2 })
    const taking = realm.journal.take({ endpoint: 'authorize' }, '5s')
    await fetch(realm.endpoints.userinfo)
    await realm.authorize(silent)
    await fetch(realm.endpoints.userinfo, { method: 'POST' })
    expect((await waiting).request.method).toBe('POST')
    expect((await taking).prompt).toEqual(['none'])
    expect(await realm.journal.count({ endpoint: 'authorize' })).toBe(0)
    expect((await realm.journal.waitFor({ endpoint: 'userinfo' })).request.method).toBe('GET')
  })

  it('names the nearest misses when what is waited for does not come', async () => {
    await using realm = await idp.isolate()
    await realm.authorize({ ...app, prompt: 'login' }, { user: 'alice' })
    await fetch(realm.endpoints.userinfo)
    const wanted = { endpoint: 'authorize', clientId: 'spa', prompt: 'none' } as const
    const missed = await realm.journal.waitFor(wanted, '20ms').catch((error: unknown) => error)
    expect(missed).toMatchObject({
      status: 408,
      answer: {
        error: 'timeout',
        misses: [
          {
            endpoint: 'authorize',
            differs: [{ member: 'prompt', wanted: 'none', found: 'login' }],
          },
          { endpoint: 'userinfo', differs: [{}, {}, {}] },
        ],
      },
    })
    expect(String(missed)).toContain('authorize: prompt is login and not none')
    await expect(realm.journal.take({ endpoint: 'token' })).rejects.toMatchObject({ status: 408 })
    await expect(realm.journal.waitFor({}, 'soon')).rejects.toMatchObject({ status: 400 })
  })

  it('opens answers that are JWTs, and names a user as the realm does', async () => {
    await using realm = await idp.isolate({ consent: 'auto' })
    await realm.clients.add({
      ...{ client_id: 'signed', redirect_uris: [app.redirect_uri], subject_type: 'pairwise' },
      response_types: ['id_token token'],
      authorization_signed_response_alg: 'ES256',
      userinfo_signed_response_alg: 'ES256',
    })
    const asked = { ...app, client_id: 'signed', response_mode: 'jwt' }
    await realm.authorize(asked, { user: 'alice' })
    const answered = await realm.journal.last()
    const { response, access_token } = answered?.response.parameters ?? {}
    expect(answered).toMatchObject({ clientId: 'signed', user: 'alice' })
    expect(answered?.response.parameters).toMatchObject({ aud: 'signed', state: 's-1' })
    expect(answered?.tokens.map(({ name }) => name)).toContain('response')
    expect(response).toMatch(/^eyJ/)

    await fetch(realm.endpoints.userinfo, bearer(access_token))
    const told = await realm.journal.last()
    expect(told).toMatchObject({ endpoint: 'userinfo', user: 'alice', verdict: { ok: true } })
    expect(told?.response).toMatchObject({ mode: 'jwt', parameters: { aud: 'signed' } })
    expect(told?.response.parameters['sub']).toMatch(/^[\w-]{43}$/)
  })

  it('joins what belongs to one login: pages, code, tokens, userinfo, refresh', async () => {
    await using realm = await idp.isolate()
    const { params } = await realm.authorize(withCode, { user: 'alice' })
    const redeem = {
      grant_type: 'authorization_code',
      client_id: 'spa',
      code: params['code'] ?? '',
    }
    const redirect = { redirect_uri: app.redirect_uri, code_verifier: verifier }
    const redeemed = await fetch(realm.endpoints.token, form({ ...redeem, ...redirect }))
    const tokens = (await redeemed.json()) as Record<string, string>
    await fetch(realm.endpoints.userinfo, bearer(tokens['access_token']))
    const refresh = { grant_type: 'refresh_token', client_id: 'spa' }
    const refreshed = await fetch(
      realm.endpoints.token,
      form({ ...refresh, refresh_token: tokens['refresh_token'] ?? '' }),
    )
    const again = (await refreshed.json()) as Record<string, string>
    await fetch(realm.endpoints.userinfo, bearer(again['access_token']))
    const all = await realm.journal.all()
    expect(namesOf(all)).toEqual(['authorize', 'token', 'userinfo', 'token', 'userinfo'])
    expect(all.map(({ response }) => response.status)).toEqual([303, 200, 200, 200, 200])
    expect(all[0]?.login).toBeDefined()
    expect(new Set(all.map(({ login }) => login)).size).toBe(1)
    await realm.authorize(app, { user: 'alice' })
    expect((await realm.journal.last())?.login).not.toBe(all[0]?.login)
  })

  it('joins implicit, userinfo, silent renewal and logout, and no other login', async () => {
    await using realm = await idp.isolate()
    const first = await realm.authorize(app, { user: 'alice' })
    const other = await realm.authorize(app, { user: 'bob' })
    await fetch(realm.endpoints.userinfo, bearer(first.params['access_token']))
    const renewed = await realm.authorize(silent, { sid: first.sid ?? '' })
    await fetch(realm.endpoints.userinfo, bearer(renewed.params['access_token']))
    await fetch(realm.endpoints.userinfo, bearer(other.params['access_token']))
    const hint = new URLSearchParams({ id_token_hint: renewed.params['id_token'] ?? '' })
    await fetch(`${realm.endpoints.endSession}?${hint}`)
    const logins = (await realm.journal.all()).map(({ login }) => login)
    const [one, two] = logins
    expect(one).not.toBe(two)
    expect(logins).toEqual([one, two, one, one, one, two, one])
  })

  it('shows what was sent where a fault was planned', async () => {
    await using realm = await idp.isolate({ consent: 'auto' })
    await realm.faults.once({ endpoint: 'userinfo' }, { status: 503, body: 'later' })
    await fetch(realm.endpoints.userinfo)
    expect(await realm.journal.last()).toMatchObject({ response: { status: 503 } })
    await realm.faults.once({ endpoint: 'discovery' }, { reset: true })
    await expect(fetch(realm.endpoints.discovery)).rejects.toThrow()
    const cut = await realm.journal.waitFor({ endpoint: 'discovery' })
    expect(cut).toMatchObject({ response: { status: 0 }, faults: ['fault-2'] })
    await realm.faults.once({ endpoint: 'userinfo' }, { params: { set: { sub: 'another' } } })
    const { token } = await realm.tokens.issue()
    await fetch(realm.endpoints.userinfo, bearer(token))
    const changed = await realm.journal.last()
    expect(changed).toMatchObject({ response: { parameters: { sub: 'another' } } })
    await realm.faults.once({ endpoint: 'authorize' }, { tokens: 'wrong-nonce' })
    await realm.authorize(app, { user: 'alice' })
    const spoilt = await realm.journal.last()
    expect(spoilt).toMatchObject({ verdict: { ok: true }, faults: ['fault-4'] })
    const idToken = spoilt?.tokens.find(({ name }) => name === 'id_token')
    expect(idToken?.claims['nonce']).not.toBe('n-1')
  })

  it('is asked about endpoints that there are, and names them', async () => {
    await using realm = await idp.isolate()
    const match = { endpoint: 'tokens' } as never
    const told = {
      status: 400,
      message: expect.stringMatching(
        /endpoint: must be one of authorize, .*, preflight, unknown \("[a-z]+" was sent\)$/,
      ),
    }
    await expect(realm.journal.waitFor(match, '1s')).rejects.toMatchObject(told)
    await expect(realm.journal.take(match)).rejects.toMatchObject(told)
    await expect(realm.journal.all(match)).rejects.toMatchObject(told)
    await expect(realm.journal.count(match)).rejects.toMatchObject(told)
    expect(await realm.journal.count({ endpoint: 'preflight' })).toBe(0)
  })

  it('keeps apart what realms are asked, and forgets with them', async () => {
    await using realm = await idp.isolate()
    const other = await idp.isolate()
    await realm.authorize(silent)
    expect(await other.journal.all()).toEqual([])
    const waiting = other.journal.waitFor({ endpoint: 'userinfo' })
    const gone = expect(waiting).rejects.toMatchObject({ status: 404 })
    await other.users.list()
    await other[Symbol.asyncDispose]()
    await gone
    await expect(other.journal.all()).rejects.toMatchObject({ status: 404 })
    const snapshot = await realm.snapshot()
    await realm.authorize(silent)
    expect(await realm.journal.count()).toBe(2)
    await realm.reset()
    expect(await realm.journal.count()).toBe(0)
    await realm.restore(snapshot)
    expect(await realm.journal.count()).toBe(1)
    await realm.authorize(silent)
    const ids = (await realm.journal.all()).map(({ id }) => id)
    expect(new Set(ids).size).toBe(2)
  })
})
