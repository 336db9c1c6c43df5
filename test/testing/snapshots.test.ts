import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Realm } from '../../src/testing/realm/realm.ts'
import type { TestServer } from '../../src/testing/server.ts'
import { interfaces } from './interfaces.ts'

const verifier = 'a-verifier-that-is-43-characters-long-at-the-least'

/** An app that nobody has registered. */
const app = {
  client_id: 'spa',
  redirect_uri: 'http://localhost:5173/callback',
  response_type: 'code',
  scope: 'openid offline_access',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
}

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, string>>
}

async function ask(url: string, init: RequestInit): Promise<Answer> {
  const answer = await fetch(url, init)
  return { status: answer.status, body: (await answer.json()) as Answer['body'] }
}

const tokenRequest = (realm: Realm, form: Readonly<Record<string, string>>) =>
  ask(realm.endpoints.token, {
    method: 'POST',
    body: new URLSearchParams({ client_id: 'spa', ...form }),
  })

const codeFor = async (realm: Realm, user = 'alice') =>
  (await realm.authorize(app, { user })).params['code'] ?? ''

const redeem = (realm: Realm, code: string) =>
  tokenRequest(realm, {
    ...{ grant_type: 'authorization_code', code, code_verifier: verifier },
    redirect_uri: app.redirect_uri,
  })

const refresh = (realm: Realm, refresh_token = '') =>
  tokenRequest(realm, { grant_type: 'refresh_token', refresh_token })

const userinfo = (realm: Realm, token = '') =>
  ask(realm.endpoints.userinfo, { headers: { authorization: `Bearer ${token}` } })

describe.each(interfaces)('a realm %s', (_, start) => {
  let idp: TestServer
  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256' })
  })
  afterAll(() => idp.stop())

  it('is not given back what another server has kept of one of that name', async () => {
    await using other = await start({ signing_alg: 'ES256' })
    const snapshot = await other.snapshot()
    await expect(idp.restore(snapshot)).rejects.toMatchObject({ status: 404 })
    expect(await other.restore(snapshot)).toBeUndefined()
  })

  it('that is restored knows how often a planned login was met', async () => {
    await using realm = await idp.isolate()
    await realm.logins.next({ deny: true }, { clientId: 'spa', nth: 2 })
    expect((await realm.authorize(app, { user: 'alice' })).error).toBeNull()
    const snapshot = await realm.snapshot()
    const asked = { ...app, prompt: 'login' }
    expect((await realm.authorize(asked, { user: 'alice' })).error).toBe('access_denied')
    await realm.restore(snapshot)
    expect((await realm.authorize(asked, { user: 'alice' })).error).toBe('access_denied')
  })

  it('that is reset takes no token of before, and says so', async () => {
    await using realm = await idp.isolate()
    const { body: given } = await redeem(realm, await codeFor(realm))
    const code = await codeFor(realm)
    const { token: issued } = await realm.tokens.issue()
    const { token: revoked } = await realm.tokens.issue()
    await realm.tokens.revoke({ token: revoked })
    await realm.reset()
    for (const token of [given['access_token'], issued, revoked]) {
      expect(await userinfo(realm, token)).toMatchObject({
        status: 401,
        body: { error_description: expect.stringMatching(/A test has reset its realm since/) },
      })
    }
    expect((await refresh(realm, given['refresh_token'])).status).toBe(401)
    expect((await redeem(realm, code)).status).toBe(401)
    const { token } = await realm.tokens.issue()
    expect((await userinfo(realm, token)).status).toBe(200)
    expect(await realm.tokens.revoke({ user: 'alice' })).toBe(1)
    expect((await userinfo(realm, token)).status).toBe(401)
  })

  it('that is restored knows the apps that were accepted, and what they were given', async () => {
    await using realm = await idp.isolate()
    const { body: given } = await redeem(realm, await codeFor(realm))
    const code = await codeFor(realm)
    const before = await realm.snapshot()
    await realm.reset()
    await realm.restore(before)
    expect((await userinfo(realm, given['access_token'])).status).toBe(200)
    const refreshed = await refresh(realm, given['refresh_token'])
    const redeemed = await redeem(realm, code)
    expect([refreshed.status, redeemed.status]).toEqual([200, 200])
    await realm.tokens.revoke({ user: 'alice' })
    for (const { body } of [{ body: given }, refreshed, redeemed]) {
      expect((await userinfo(realm, body['access_token'])).status).toBe(401)
    }
  })

  it('that is restored takes no token that came after its snapshot', async () => {
    await using realm = await idp.isolate()
    const { token: early } = await realm.tokens.issue()
    const before = await realm.snapshot()
    const { token: late } = await realm.tokens.issue()
    const later = await realm.snapshot()
    await realm.tokens.expire({ user: 'alice' })
    await realm.restore(before)
    const statuses = async () =>
      Promise.all([early, late].map(async (token) => (await userinfo(realm, token)).status))
    expect(await statuses()).toEqual([200, 401])
    await realm.restore(later)
    expect(await statuses()).toEqual([200, 200])
  })

  it('that is restored knows who came, and who was gone for a while', async () => {
    await using realm = await idp.isolate()
    await realm.users.add({ username: 'carol' })
    const carols = await redeem(realm, await codeFor(realm, 'carol'))
    const bobs = await redeem(realm, await codeFor(realm, 'bob'))
    await realm.clock.advance('1m')
    await realm.users.remove('bob')
    await realm.users.add({ username: 'bob' })
    const before = await realm.snapshot()
    await realm.restore(before)
    const statuses = await Promise.all(
      [carols, bobs].map(async ({ body }) => (await userinfo(realm, body['access_token'])).status),
    )
    expect(statuses).toEqual([200, 401])
  })
})
