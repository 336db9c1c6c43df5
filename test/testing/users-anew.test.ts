import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../src/testing/server.ts'
import { app, givenTo, used, worksAll, worksNot } from './given.ts'
import { interfaces } from './interfaces.ts'

describe.each(interfaces)('a user who is removed and added again %s', (_, start) => {
  let idp: TestServer
  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256' })
  })
  afterAll(() => idp.stop())

  /** Its clock stands: all happens within one second. */
  const still = async (settings = {}) => {
    const realm = await idp.isolate(settings)
    await realm.clock.freeze()
    return realm
  }

  const spa = {
    ...{ client_id: 'spa', redirect_uris: [app.redirect_uri] },
    response_types: ['code' as const, 'id_token token' as const],
  }

  it.each([
    {},
    { clients: [{ ...spa, access_token_format: 'opaque' as const }] },
    { clients: [{ ...spa, subject_type: 'pairwise' as const }] },
  ])('has nothing of the one before, and all that is given anew: %o', async (settings) => {
    await using realm = await still(settings)
    const before = await givenTo(realm, 'alice')
    const bobs = await givenTo(realm, 'bob')
    await realm.users.remove('alice')
    await realm.users.add({ username: 'alice' })
    expect(await used(realm, before)).toEqual(worksNot)
    expect(await realm.users.grants('alice')).toEqual([])
    expect(await realm.sessions.list({ user: 'alice' })).toEqual([])
    expect(await used(realm, bobs)).toEqual(worksAll)
    expect(await used(realm, await givenTo(realm, 'alice'))).toEqual(worksAll)
  })

  it('is asked by apps again', async () => {
    await using realm = await still({ consent: 'ask' })
    const silentError = async () => {
      const [cookie] = await realm.sessions.cookiesFor('alice')
      const asked = new URLSearchParams({ ...app, scope: 'openid', prompt: 'none' })
      const answer = await fetch(`${realm.endpoints.authorization}?${asked}`, {
        ...{ redirect: 'manual', headers: { cookie: `${cookie?.name}=${cookie?.value}` } },
      })
      return new URL(answer.headers.get('location') ?? '').searchParams.get('error')
    }
    // what a planned login lets an app have is let for good
    await realm.logins.next({ user: 'alice' })
    const asked = new URLSearchParams({ ...app, scope: 'openid' })
    await fetch(`${realm.endpoints.authorization}?${asked}`, { redirect: 'manual' })
    expect(await silentError()).toBeNull()
    await realm.users.remove('alice')
    await realm.users.add({ username: 'alice' })
    expect(await silentError()).toBe('consent_required')
  })

  it('is the one of before, with all they had, after a restore', async () => {
    await using realm = await still()
    const before = await givenTo(realm, 'alice')
    const snapshot = await realm.snapshot()
    await realm.users.remove('alice')
    await realm.users.add({ username: 'alice' })
    await realm.restore(snapshot)
    expect(await used(realm, before)).toEqual(worksAll)
    expect(await realm.users.get('alice')).toMatchObject({ from: 'demo', changed: false })
  })

  it('is told to be added, and not to have changed', async () => {
    await using realm = await still()
    await realm.users.remove('alice')
    const told = { from: 'added', changed: false }
    expect(await realm.users.add({ username: 'alice' })).toMatchObject(told)
    await realm.users.update('alice', { claims: { name: 'A' } })
    expect(await realm.users.get('alice')).toMatchObject(told)
    await realm.users.update('bob', { enabled: false })
    expect(await realm.users.get('bob')).toMatchObject({ from: 'demo', changed: true })
  })
})
