import { createHash } from 'node:crypto'
import {
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  jwtVerify,
} from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

const silent = { ...app, prompt: 'none' }

const userinfo = async (realm: Realm, token: string | undefined) => {
  const headers = { authorization: `Bearer ${token}` }
  const answer = await fetch(realm.endpoints.userinfo, { headers })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const verifier = 'a-verifier-that-is-43-characters-long-at-the-least'
const challenge = createHash('sha256').update(verifier).digest('base64url')

/** What the app `web` is answered at the token endpoint. */
async function tokenRequest(realm: Realm, form: Readonly<Record<string, string>>) {
  const body = new URLSearchParams({ client_id: 'web', ...form })
  const answer = await fetch(realm.endpoints.token, { method: 'POST', body })
  return (await answer.json()) as Record<string, unknown>
}

describe.each(interfaces)('a realm %s', (_, start) => {
  let idp: TestServer

  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256', login: { mode: 'form' }, consent: 'ask' })
  })
  afterAll(() => idp.stop())

  const fresh = () => idp.isolate()

  it('knows where it is', async () => {
    const discovery = await (await fetch(idp.endpoints.discovery)).json()
    expect(discovery).toMatchObject({
      issuer: idp.issuer,
      authorization_endpoint: idp.endpoints.authorization,
      token_endpoint: idp.endpoints.token,
      userinfo_endpoint: idp.endpoints.userinfo,
      jwks_uri: idp.endpoints.jwks,
      end_session_endpoint: idp.endpoints.endSession,
      introspection_endpoint: idp.endpoints.introspection,
      revocation_endpoint: idp.endpoints.revocation,
      registration_endpoint: idp.endpoints.registration,
    })
    expect(idp.env).toContain(`OIDC_ISSUER=${idp.issuer}\n`)
  })

  it('gives a token without a login, which an API verifies and userinfo takes', async () => {
    const { token, claims } = await idp.tokens.issue({
      ...{ sub: 'alice', aud: 'my-api', scope: 'openid email read', ttl: '5m' },
      claims: { roles: ['admin'] },
    })
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(idp.endpoints.jwks)), {
      issuer: idp.issuer,
      audience: 'my-api',
    })
    expect(payload).toEqual(claims)
    expect(payload).toMatchObject({ sub: 'alice', roles: ['admin'], scope: 'openid email read' })
    expect(Number(payload.exp) - Number(payload.iat)).toBe(300)
    const answer = await userinfo(idp, token)
    expect(answer).toMatchObject({ status: 200, body: { sub: 'alice' } })
    expect(answer.body['email']).toBe('alice@people.example')
  })

  it('has users of its own, who come, change and go', async () => {
    await using realm = await fresh()
    expect((await realm.users.list()).map(({ username }) => username)).toEqual(['alice', 'bob'])
    const carol = { username: 'carol', claims: { name: 'Carol', email: 'carol@x.example' } }
    const origin = { from: 'added', changed: false, kept: false }
    const shown = { sub: 'carol', enabled: true, ...origin, ...carol }
    expect(await realm.users.add(carol)).toEqual(shown)
    const changed = await realm.users.update('carol', { claims: { name: 'C', email: null } })
    expect(changed.claims).toEqual({ name: 'C' })
    expect(await realm.users.get('carol')).toEqual(changed)
    await expect(realm.users.add({ username: 'carol' })).rejects.toMatchObject({ status: 409 })
    const answered = await realm.authorize(app, { user: 'carol' })
    expect(answered.idToken).toMatchObject({ sub: 'carol' })
    expect((await userinfo(realm, answered.params['access_token'])).body['name']).toBe('C')
    await realm.users.remove('carol')
    expect((await userinfo(realm, answered.params['access_token'])).status).toBe(401)
    await expect(realm.users.get('carol')).rejects.toMatchObject({ status: 404 })
    expect((await idp.users.list()).map(({ username }) => username)).toEqual(['alice', 'bob'])
  })

  it('has clients of its own, which it treats as configured ones', async () => {
    await using realm = await fresh()
    const web = {
      ...{ client_id: 'web', redirect_uris: ['https://app.example/cb'] },
      response_types: ['id_token token'],
    }
    await realm.clients.add({ ...web, client_secret: 'a secret of 32 characters at least' })
    const shown = await realm.clients.get('web')
    expect(shown).toMatchObject({ ...web, source: 'operator' })
    expect(JSON.stringify(shown)).not.toContain('a secret')
    const asked = { ...app, client_id: 'web', redirect_uri: 'https://app.example/cb' }
    expect((await realm.authorize(asked, { user: 'alice' })).error).toBeNull()
    await realm.clients.update('web', { redirect_uris: ['https://other.example/cb'] })
    await expect(realm.authorize(asked, { user: 'alice' })).rejects.toThrow(/redirect_uri/)
    await realm.clients.remove('web')
    await expect(realm.clients.get('web')).rejects.toMatchObject({ status: 404 })
  })

  it('names the member that is wrong and what it takes, and changes nothing', async () => {
    await using realm = await fresh()
    const wrong = realm.clients.add({ client_id: 'x', redirect_uris: ['/relative'] })
    await expect(wrong).rejects.toMatchObject({
      status: 400,
      answer: { error: 'invalid_request', member: expect.stringMatching(/redirect_uris/) },
    })
    await expect(realm.users.add({ username: '' })).rejects.toThrow(/username.*must be text/)
    await expect(realm.clock.advance('soon')).rejects.toThrow(/by: must be a time/)
    const unknown = realm.tokens.issue({ defect: 'odd' as never })
    await expect(unknown).rejects.toMatchObject({ answer: { member: 'defect' } })
    expect((await realm.users.list()).length).toBe(2)
    expect((await realm.clients.list()).some(({ client_id: id }) => id === 'x')).toBe(false)
  })

  it('plans the next login, with claims for it alone', async () => {
    await using realm = await fresh()
    await realm.logins.next({ user: 'bob', claims: { nickname: 'B' }, grantScopes: ['openid'] })
    const planned = await realm.authorize(app)
    expect(planned.idToken).toMatchObject({ sub: 'bob', nickname: 'B' })
    expect(planned.params['scope']).toBe('openid')
    const claims = '{"id_token":{"nickname":null}}'
    const again = await realm.authorize({ ...app, claims }, { user: 'bob' })
    expect(again.idToken).toMatchObject({ sub: 'bob', nickname: 'Bobby' })
    await expect(realm.authorize(app)).rejects.toMatchObject({ status: 409 })
  })

  it('tells the claims of one login in all that it gives, whatever its scopes', async () => {
    await using realm = await fresh()
    await realm.logins.always({ user: 'bob', claims: { role: 'admin', name: 'Robert' } })
    const { params, idToken, sid } = await realm.authorize({ ...app, scope: 'openid' })
    expect(idToken).toMatchObject({ sub: 'bob', role: 'admin', name: 'Robert' })
    expect(decodeJwt(params['access_token'] ?? '')).toMatchObject({ role: 'admin', name: 'Robert' })
    const told = await userinfo(realm, params['access_token'])
    expect(told.body).toEqual({ sub: 'bob', role: 'admin', name: 'Robert' })
    const renewed = await realm.authorize({ ...silent, scope: 'openid' }, { sid: sid ?? '' })
    expect(renewed.idToken).toMatchObject({ role: 'admin' })
    await realm.logins.always(undefined)
    const usual = await realm.authorize({ ...app, scope: 'openid' }, { user: 'bob' })
    expect(usual.idToken).not.toHaveProperty('role')
  })

  it.each(['openid', 'openid offline_access'])(
    'keeps the claims of one login over a refresh: %s',
    async (scope) => {
      await using realm = await fresh()
      await realm.clients.add({
        client_id: 'web',
        redirect_uris: [app.redirect_uri],
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'none',
        ...(scope === 'openid' && { refresh_tokens: 'always' as const }),
      })
      await realm.logins.next({ user: 'bob', claims: { role: 'admin' } })
      const { params } = await realm.authorize({
        ...{ ...app, client_id: 'web', response_type: 'code', scope },
        ...{ code_challenge: challenge, code_challenge_method: 'S256' },
      })
      const redeemed = await tokenRequest(realm, {
        ...{ grant_type: 'authorization_code', code: params['code'] ?? '' },
        ...{ redirect_uri: app.redirect_uri, code_verifier: verifier },
      })
      const refresh_token = String(redeemed['refresh_token'])
      const refreshed = await tokenRequest(realm, { grant_type: 'refresh_token', refresh_token })
      for (const { id_token, access_token } of [redeemed, refreshed]) {
        expect(decodeJwt(String(id_token))).toMatchObject({ role: 'admin' })
        expect(decodeJwt(String(access_token))).toMatchObject({ role: 'admin' })
        expect((await userinfo(realm, String(access_token))).body['role']).toBe('admin')
      }
    },
  )

  it.each([
    ['iss', 'https://evil.example', /the server sets it/],
    ['exp', 1, /the server sets it/],
    ['nonce', 'n-2', /the server sets it/],
    ['sub', 'alice', /the server sets it/],
    ['email_verified', 'yes', /true or false/],
    ['role', null, /no null/],
  ])('plans no claim %s that no login could have: %s', async (name, value, problem) => {
    await using realm = await fresh()
    const planned = realm.logins.next({ user: 'bob', claims: { [name]: value } })
    await expect(planned).rejects.toMatchObject({
      status: 400,
      message: expect.stringMatching(problem),
      answer: { member: `answer.claims.${name}` },
    })
    await expect(realm.authorize(app)).rejects.toMatchObject({ status: 409 })
  })

  it.each([
    [{ error: 'temporarily"unavailable' }, 'answer.error', /printable ASCII/],
    [{ error: 'später' }, 'answer.error', /printable ASCII/],
    [{ error: 'server_error', description: 'Say "no".' }, 'answer.description', /RFC 6749/],
    [{ error: 'server_error', description: 'back\\slash' }, 'answer.description', /RFC 6749/],
    [{ error: 'server_error', descripton: 'x' }, 'answer.descripton', /did you mean description/],
    [{ user: 'bob', grantScopes: 'openid' }, 'answer.grantScopes', /must be a list of scopes/],
    [{ user: 'bob', grantScopes: ['openid email'] }, 'answer.grantScopes.0', /one scope/],
    [{ user: 'bob', claim: {} }, 'answer.claim', /did you mean claims/],
    [{ deny: false }, 'answer.deny', /must be true/],
    [{ user: 'bob', deny: true }, 'answer', /must be \{ user/],
  ])('plans no answer that could not be given: %j', async (answer, member, problem) => {
    await using realm = await fresh()
    const told = { status: 400, answer: { member }, message: expect.stringMatching(problem) }
    await expect(realm.logins.next(answer as never)).rejects.toMatchObject(told)
    await expect(realm.logins.always(answer as never)).rejects.toMatchObject(told)
    await expect(realm.authorize(app)).rejects.toMatchObject({ status: 409 })
  })

  it('plans no login for requests that ask for none', async () => {
    await using realm = await fresh()
    const plan = (match: object) => realm.logins.next({ user: 'bob' }, match as never)
    const told = (member: string) => ({ status: 400, answer: { member } })
    await expect(plan({ endpoint: 'token' })).rejects.toMatchObject(told('match.endpoint'))
    await expect(plan({ grantType: 'x' })).rejects.toMatchObject(told('match.grantType'))
    await expect(plan({ client: 'spa' })).rejects.toThrow(/match.client: is not known here/)
  })

  it('grants of the scopes that a test names those that are asked for', async () => {
    await using realm = await fresh()
    await realm.logins.next({ user: 'bob', grantScopes: ['openid', 'email', 'made-up'] })
    expect((await realm.authorize(app)).params['scope']).toBe('openid')
  })

  it.each([
    [{ user: 'bob', sidd: 'x' }, 'as.sidd', /is not known here \(did you mean sid\?\)/],
    [{ sid: 'x', usr: 'bob' }, 'as.usr', /did you mean user/],
    [{ user: 'bob', deny: true }, 'as', /must be \{ user, sid\? \}/],
    [{ user: 7 }, 'as.user', /must be text/],
  ])('walks for nobody who is named like this: %j', async (as, member, problem) => {
    await using realm = await fresh()
    const told = { status: 400, answer: { member }, message: expect.stringMatching(problem) }
    await expect(realm.authorize(app, as as never)).rejects.toMatchObject(told)
    const wrong = realm.authorize({ ...app, max_age: 60 } as never)
    await expect(wrong).rejects.toMatchObject({ answer: { member: 'params.max_age' } })
  })

  it('forgets the claims of a login when its user signs in anew', async () => {
    await using realm = await fresh()
    await realm.logins.next({ user: 'bob', claims: { role: 'admin' } })
    const { sid } = await realm.authorize(app)
    await realm.logins.next({ user: 'bob' })
    const anew = await realm.authorize({ ...app, prompt: 'login' }, { sid: sid ?? '' })
    expect(anew).toMatchObject({ sid, idToken: { sub: 'bob' } })
    expect(anew.idToken).not.toHaveProperty('role')
  })

  it('forgets them when its user signs in anew on the page, and the session stays', async () => {
    await using realm = await fresh()
    await realm.logins.next({ user: 'bob', claims: { role: 'admin' } })
    const planned = await realm.authorize(app)
    const sid = planned.sid ?? ''
    const anew = await realm.authorize({ ...app, prompt: 'login' }, { user: 'bob', sid })
    expect(anew).toMatchObject({ sid, idToken: { sub: 'bob' } })
    expect(anew.idToken).not.toHaveProperty('role')
    expect((await userinfo(realm, anew.params['access_token'])).body).not.toHaveProperty('role')
    const renewed = await realm.authorize(silent, { sid })
    expect(renewed.idToken).toMatchObject({ sub: 'bob' })
    expect(renewed.idToken).not.toHaveProperty('role')
  })

  it('plans a login for what fits alone, and every one until that ends', async () => {
    await using realm = await fresh()
    await realm.logins.next({ user: 'bob' }, { clientId: 'other' })
    await realm.logins.always({ user: 'alice' })
    expect((await realm.authorize(app)).idToken).toMatchObject({ sub: 'alice' })
    const other = await realm.authorize({ ...app, client_id: 'other' })
    expect(other.idToken).toMatchObject({ sub: 'bob' })
    await realm.logins.always(undefined)
    await expect(realm.authorize(app)).rejects.toMatchObject({ status: 409 })
  })

  it('plans a denial and any error, also of a silent renewal', async () => {
    await using realm = await fresh()
    await realm.logins.next({ deny: true })
    expect((await realm.authorize(app)).error).toBe('access_denied')
    await realm.logins.next({ error: 'temporarily_unavailable', description: 'Later.' })
    const refused = await realm.authorize(app)
    expect(refused.params).toMatchObject({
      error: 'temporarily_unavailable',
      error_description: 'Later.',
      state: 's-1',
    })
    await realm.logins.next({ error: 'interaction_required' }, { prompt: 'none' })
    const { sid } = await realm.authorize(app, { user: 'alice' })
    expect((await realm.authorize(silent, { sid: sid ?? '' })).error).toBe('interaction_required')
    expect((await realm.authorize(silent, { sid: sid ?? '' })).error).toBeNull()
    await expect(realm.logins.next({ user: 'nobody' })).rejects.toMatchObject({ status: 404 })
  })

  it('walks as somebody where no page would ask who it is', async () => {
    await using realm = await idp.isolate({
      login: { mode: 'auto', user: 'alice' },
      consent: 'auto',
    })
    expect((await realm.authorize(app)).idToken).toMatchObject({ sub: 'alice' })
    expect((await realm.authorize(app, { user: 'bob' })).idToken).toMatchObject({ sub: 'bob' })
    expect((await realm.authorize(silent, { user: 'bob' })).idToken).toMatchObject({ sub: 'bob' })
    await expect(realm.authorize(app, { deny: true })).rejects.toMatchObject({ status: 409 })
  })

  it('walks the pages by the rules of the server', async () => {
    await using realm = await fresh()
    expect((await realm.authorize(silent)).error).toBe('login_required')
    const first = await realm.authorize(app, { user: 'alice' })
    expect(first).toMatchObject({ mode: 'fragment', error: null, idToken: { nonce: 'n-1' } })
    expect(new URL(first.redirect).hash).toContain('state=s-1')
    const renewed = await realm.authorize(silent, { sid: first.sid ?? '' })
    expect(renewed.idToken).toMatchObject({ sub: 'alice', sid: first.sid })
    expect((await realm.authorize(app, { deny: true })).error).toBe('access_denied')
    const { nonce: _, ...without } = app
    expect((await realm.authorize(without, { user: 'alice' })).params['error_description']).toMatch(
      /nonce/,
    )
    const strange = { ...app, redirect_uri: 'http://app.example/cb' }
    await expect(realm.authorize(strange, { user: 'alice' })).rejects.toMatchObject({ status: 400 })
  })

  it('has a clock of its own, which everything obeys', async () => {
    await using realm = await fresh()
    const { sid, params } = await realm.authorize(app, { user: 'alice' })
    const before = await realm.clock.freeze('2027-01-31T12:00:00Z')
    expect(before).toBe(Date.parse('2027-01-31T12:00:00Z'))
    expect((await userinfo(realm, params['access_token'])).status).toBe(401)
    const later = await realm.authorize(app, { user: 'alice' })
    expect(later.idToken).toMatchObject({ iat: before / 1000, auth_time: before / 1000 })
    expect(
      (await realm.authorize(silent, { sid: sid ?? '' }).catch(() => undefined))?.error,
    ).not.toBe(null)
    expect((await userinfo(realm, later.params['access_token'])).status).toBe(200)
    expect(await realm.clock.advance('61m')).toBe(before + 3_660_000)
    expect((await userinfo(realm, later.params['access_token'])).status).toBe(401)
    expect(
      (await realm.authorize({ ...silent, max_age: '60' }, { sid: later.sid ?? '' })).error,
    ).toBe('login_required')
    await realm.clock.reset()
    expect(Math.abs((await realm.clock.now()) - Date.now())).toBeLessThan(2000)
    expect(Math.abs((await idp.clock.now()) - Date.now())).toBeLessThan(2000)
    await realm.clock.skew('-30s')
    expect(Date.now() - (await realm.clock.now())).toBeGreaterThan(28_000)
  })

  it('lists sessions, makes them, and ends them as a logout does', async () => {
    await using realm = await fresh()
    const [cookie] = await realm.sessions.cookiesFor('alice')
    const asked = `${realm.endpoints.authorization}?${new URLSearchParams(app)}`
    const signedIn = { headers: { cookie: `${cookie?.name}=${cookie?.value}` } }
    const page = await fetch(asked, { ...signedIn, redirect: 'manual' })
    expect(page.headers.get('location')).toMatch(/consent/)
    const { params, sid } = await realm.authorize(app, { user: 'bob' })
    expect((await realm.sessions.list()).map(({ sub }) => sub).sort()).toEqual(['alice', 'bob'])
    expect(await realm.sessions.end({ user: 'bob' })).toBe(1)
    expect((await userinfo(realm, params['access_token'])).status).toBe(401)
    const { error } = await realm.authorize(silent, { sid: sid ?? '' })
    expect(error).toBe('login_required')
    expect(await realm.sessions.end()).toBe(1)
  })

  it('expires and revokes tokens, of a user, of a client, or one', async () => {
    await using realm = await fresh()
    const alices = (await realm.tokens.issue({ sub: 'alice' })).token
    const bobs = (await realm.tokens.issue({ sub: 'bob', clientId: 'other' })).token
    expect(await realm.tokens.expire({ user: 'alice' })).toBe(1)
    const told = (why: string) => ({ error_description: `The access token is not valid. ${why}` })
    expect(await userinfo(realm, alices)).toMatchObject({
      status: 401,
      body: told('It has expired.'),
    })
    expect((await userinfo(realm, bobs)).status).toBe(200)
    expect(await realm.tokens.revoke({ token: bobs })).toBe(1)
    const revoked = told('It was revoked, or its code or refresh token was used twice.')
    expect(await userinfo(realm, bobs)).toMatchObject({ status: 401, body: revoked })
    const { params } = await realm.authorize({ ...app, client_id: 'third' }, { user: 'bob' })
    expect(await realm.tokens.revoke({ clientId: 'third' })).toBe(1)
    expect((await userinfo(realm, params['access_token'])).status).toBe(401)
  })

  it('issues and ends tokens of a user whom their client knows by a pairwise sub', async () => {
    await using realm = await fresh()
    const redirect_uris = [app.redirect_uri]
    const types = { response_types: ['id_token token' as const] }
    await realm.clients.add({
      ...{ client_id: 'pairwise', redirect_uris, subject_type: 'pairwise', ...types },
    })
    const { token, claims } = await realm.tokens.issue({ sub: 'alice', clientId: 'pairwise' })
    expect(claims['sub']).toMatch(/^[\w-]{43}$/)
    const told = await userinfo(realm, token)
    expect([told.status, told.body['sub']]).toEqual([200, claims['sub']])
    const asked = { ...app, client_id: 'pairwise' }
    const { params } = await realm.authorize(asked, { user: 'alice' })
    const bobs = await realm.authorize(asked, { user: 'bob' })
    expect(await realm.tokens.revoke({ user: 'alice' })).toBe(2)
    expect((await userinfo(realm, params['access_token'])).status).toBe(401)
    expect((await userinfo(realm, bobs.params['access_token'])).status).toBe(200)
  })

  it('rotates, adds and takes out keys', async () => {
    await using realm = await fresh()
    const old = await realm.tokens.issue()
    const [first] = await realm.keys.list()
    const rotated = await realm.keys.rotate()
    expect(rotated.filter(({ signs }) => signs).map(({ kid }) => kid)).not.toEqual([first?.kid])
    expect((await userinfo(realm, old.token)).status).toBe(200)
    await realm.keys.retire(first?.kid ?? '')
    expect((await userinfo(realm, old.token)).status).toBe(401)
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    const added = await realm.keys.add({ jwk: await exportJWK(privateKey), kid: 'mine' })
    expect(added.find(({ signs }) => signs)?.kid).toBe('mine')
    const { token } = await realm.tokens.issue()
    expect((await userinfo(realm, token)).status).toBe(200)
    await realm.keys.retire('mine')
    expect((await userinfo(realm, token)).status).toBe(401)
    await expect(realm.keys.retire('mine')).rejects.toMatchObject({ status: 404 })
  })

  it.each([
    ['expired', /exp/],
    ['not-yet', /nbf/],
    ['bad-signature', /signature/],
    ['unknown-kid', /no applicable key/],
    ['alg-none', /alg|Unsupported/],
    ['wrong-iss', /iss/],
    ['wrong-aud', /aud/],
    ['garbage', /Invalid|Compact|JWS/],
  ] as const)('makes a token that jose refuses: %s', async (defect, told) => {
    const { token } = await idp.tokens.issue({ kind: 'id', clientId: 'spa', defect })
    const verified = jwtVerify(token, createRemoteJWKSet(new URL(idp.endpoints.jwks)), {
      issuer: idp.issuer,
      audience: 'spa',
    })
    await expect(verified).rejects.toThrow(told)
    if (defect !== 'wrong-aud') {
      const access = await idp.tokens.issue({ defect })
      expect((await userinfo(idp, access.token)).status).toBe(401)
    }
  })

  it('comes back as it was: by reset as it was made, by restore as it was then', async () => {
    await using realm = await idp.isolate({ users: [{ username: 'dora' }] })
    const { sid } = await realm.authorize(app, { user: 'dora' })
    await realm.users.add({ username: 'emil' })
    const frozen = await realm.clock.freeze(Date.now() + 600_000)
    const before = await realm.snapshot()
    const [key] = await realm.keys.list()
    await realm.reset()
    await realm.reset()
    expect((await realm.users.list()).map(({ username }) => username)).toEqual(['dora'])
    expect(await realm.sessions.list()).toEqual([])
    expect(await realm.clock.now()).toBeLessThan(frozen)
    expect((await realm.keys.list())[0]?.kid).toBe(key?.kid)
    await realm.restore(before)
    expect((await realm.users.list()).map(({ username }) => username)).toEqual(['dora', 'emil'])
    expect(await realm.clock.now()).toBe(frozen)
    await realm.clock.reset()
    expect((await realm.authorize(silent, { sid: sid ?? '' })).idToken).toMatchObject({ sid })
  })

  it('makes a token as its API wants it', async () => {
    const apis = [
      { identifier: 'orders', access_token_lifetime: '5m', access_token_typ: 'JWT' },
      { identifier: 'stock', access_token_format: 'opaque' },
    ]
    await using realm = await idp.isolate({ apis })
    const { token, claims } = await realm.tokens.issue({ aud: 'orders' })
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(300)
    expect(decodeProtectedHeader(token).typ).toBe('JWT')
    const opaque = (await realm.tokens.issue({ aud: 'stock' })).token
    expect(opaque).not.toContain('.')
    expect((await userinfo(realm, opaque)).status).toBe(200)
  })

  it('is isolated from all others, and gone when it is disposed of', async () => {
    const realm = await idp.isolate()
    const other = await fresh()
    await realm.users.add({ username: 'carol' })
    await expect(other.authorize(app, { user: 'carol' })).rejects.toMatchObject({ status: 404 })
    const { token } = await realm.tokens.issue()
    expect((await userinfo(other, token)).status).toBe(401)
    await realm[Symbol.asyncDispose]()
    expect((await fetch(realm.endpoints.discovery)).status).toBe(404)
    await expect(idp.realm(realm.id)).rejects.toThrow(`There is no realm ${realm.id}.`)
    const named = await idp.realm('named-one', { consent: 'auto' })
    expect((await idp.realm('named-one')).issuer).toBe(named.issuer)
    await expect(idp.realm('named-one', {})).rejects.toMatchObject({ status: 409 })
    const wrong = idp.realm('wrong', { consent: 'maybe', users: [{ username: 7 }] })
    await expect(wrong).rejects.toMatchObject({
      answer: { faults: [{ member: 'consent' }, { member: 'users.0.username' }] },
    })
  })
})
