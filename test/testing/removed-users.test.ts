import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../src/testing/server.ts'
import { interfaces } from './interfaces.ts'

const app = {
  client_id: 'spa',
  redirect_uri: 'http://localhost:5173/callback',
  response_type: 'id_token',
  scope: 'openid',
  nonce: 'n-1',
}

describe.each(interfaces)('automatic login %s', (_, start) => {
  let idp: TestServer
  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256' })
  })
  afterAll(() => idp.stop())

  const subIn = async (realm: Pick<TestServer, 'authorize'>) =>
    (await realm.authorize(app)).idToken?.['sub']

  it.each(['a realm of its own', 'the default realm'])(
    'signs in the first who is left when its user goes: %s',
    async (which) => {
      const realm = which === 'the default realm' ? idp : await idp.isolate()
      await realm.users.remove('alice')
      expect(await subIn(realm)).toBe('bob')
      await realm.users.add({ username: 'carol' })
      expect(await subIn(realm)).toBe('bob')
      await realm.users.update('bob', { enabled: false })
      expect(await subIn(realm)).toBe('carol')
      await realm.users.add({ username: 'alice' })
      expect(await subIn(realm)).toBe('alice')
      await realm.reset()
      expect((await realm.users.list()).map(({ username }) => username)).toEqual(['alice', 'bob'])
    },
  )

  it('stays with its user when others change, and the list in its order', async () => {
    await using realm = await idp.isolate({ users: [{ username: 'dora' }, { username: 'emil' }] })
    await realm.users.update('dora', { claims: { name: 'Dora' } })
    expect(await subIn(realm)).toBe('dora')
    expect((await realm.users.list()).map(({ username }) => username)).toEqual(['dora', 'emil'])
    await realm.users.remove('dora')
    expect(await subIn(realm)).toBe('emil')
  })

  it('follows whom its realm names, and goes on without them', async () => {
    await using realm = await idp.isolate({ login: { mode: 'auto', user: 'bob' } })
    expect(await subIn(realm)).toBe('bob')
    await realm.users.add({ username: 'carol' })
    expect(await subIn(realm)).toBe('bob')
    await realm.users.remove('bob')
    expect(await subIn(realm)).toBe('alice')
  })

  it('says so where nobody is left, and begins again with whoever comes', async () => {
    await using realm = await idp.isolate()
    await realm.users.remove('alice')
    await realm.users.remove('bob')
    await expect(subIn(realm)).rejects.toMatchObject({
      status: 409,
      message: expect.stringMatching(/No user of this realm is enabled/),
    })
    const silent = await realm.authorize({ ...app, prompt: 'none' })
    expect(silent.error).toBe('login_required')
    const asked = `${realm.endpoints.authorization}?${new URLSearchParams(app)}`
    const redirect = await fetch(asked, { redirect: 'manual' })
    const cookie = redirect.headers.getSetCookie().map((line) => line.split(';')[0] ?? '')
    const page = new URL(redirect.headers.get('location') ?? '', realm.issuer)
    const shown = await fetch(page, { headers: { cookie: cookie.join('; ') } })
    expect(await shown.text()).toContain('No user of this realm is enabled')
    await realm.users.add({ username: 'carol' })
    expect(await subIn(realm)).toBe('carol')
  })
})
