import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Realm } from '../../src/testing/realm/realm.ts'
import type { TestServer } from '../../src/testing/server.ts'
import { app, givenTo, used, worksAll, worksNot } from './given.ts'
import { interfaces } from './interfaces.ts'

const spa = {
  ...{ client_id: 'spa', redirect_uris: [app.redirect_uri], refresh_tokens: 'always' },
  response_types: ['code', 'id_token token'],
}

const api = {
  ...{ client_id: 'api', client_secret: 'a-secret-that-only-the-api-has-0001' },
  grant_types: ['client_credentials'],
}

async function isActive(realm: Realm, token = '') {
  const body = new URLSearchParams({ token })
  const authorization = `Basic ${btoa(`${api.client_id}:${api.client_secret}`)}`
  const init = { method: 'POST', body, headers: { authorization } }
  const answer = await fetch(realm.endpoints.introspection, init)
  return ((await answer.json()) as { readonly active: boolean }).active
}

/** How a silent request ends in the browser that has a cookie. */
async function silently(realm: Realm, cookie: string) {
  const asked = new URLSearchParams({ ...app, prompt: 'none' })
  const answer = await fetch(`${realm.endpoints.authorization}?${asked}`, {
    ...{ redirect: 'manual', headers: { cookie } },
  })
  const { searchParams } = new URL(answer.headers.get('location') ?? 'about:blank')
  return searchParams.get('error') ?? (searchParams.has('code') ? 'signed in' : answer.status)
}

const isShown = async (realm: Realm, cookie: string) => {
  const page = await fetch(`${realm.issuer}/account`, { redirect: 'manual', headers: { cookie } })
  return (await page.text()).includes('id="sign-out-everywhere"')
}

const signsIn = async (realm: Realm) =>
  (await realm.authorize(app, { user: 'alice' })).params['code'] !== undefined

describe.each(interfaces)('whoever is disabled %s', (_, start) => {
  let idp: TestServer
  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256', login: { mode: 'form' } })
  })
  afterAll(() => idp.stop())

  it.each<readonly [string, boolean, (realm: Realm, enabled: boolean) => Promise<unknown>]>([
    ['a user', false, (realm, enabled) => realm.users.update('alice', { enabled })],
    [
      'a user, while the clock stands',
      true,
      (realm, enabled) => realm.users.update('alice', { enabled }),
    ],
    ['a client', false, (realm, enabled) => realm.clients.update('spa', { enabled })],
    [
      'a client, while the clock stands',
      true,
      (realm, enabled) => realm.clients.update('spa', { enabled }),
    ],
  ])(
    'is answered nowhere, and has nothing of before when it is enabled: %s',
    async (who, stands, put) => {
      await using realm = await idp.isolate({
        clients: [spa, api],
        login: { mode: 'form' },
        consent: 'auto',
      })
      if (stands) await realm.clock.freeze()
      const [before, bobs] = [await givenTo(realm, 'alice'), await givenTo(realm, 'bob')]
      const isUser = who.startsWith('a user')
      expect([await silently(realm, before.cookie), await isShown(realm, before.cookie)]).toEqual([
        'signed in',
        true,
      ])
      await put(realm, false)

      expect(await used(realm, before)).toEqual(isUser ? worksNot : [401, 401, 401, 401, 401])
      expect(await Promise.all(before.access.map((one) => isActive(realm, one)))).toEqual([
        false,
        false,
        false,
      ])
      expect(await silently(realm, before.cookie)).toBe(isUser ? 'login_required' : 400)
      expect(await isShown(realm, before.cookie)).toBe(!isUser)
      await expect(signsIn(realm)).rejects.toMatchObject({ status: isUser ? 404 : 400 })
      await put(realm, true)

      expect(await used(realm, before)).toEqual(worksNot)
      expect(await Promise.all(before.access.map((one) => isActive(realm, one)))).toEqual([
        false,
        false,
        false,
      ])
      expect(await silently(realm, before.cookie)).toBe(isUser ? 'login_required' : 'signed in')
      expect(await used(realm, bobs)).toEqual(isUser ? worksAll : worksNot)
      expect(await used(realm, await givenTo(realm, 'alice'))).toEqual(worksAll)
    },
  )
})
