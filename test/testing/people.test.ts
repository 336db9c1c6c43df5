import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../src/testing/server.ts'
import { interfaces } from './interfaces.ts'

const app = {
  client_id: 'spa',
  redirect_uri: 'http://localhost:5173/callback',
  response_type: 'id_token token',
  scope: 'openid email',
  nonce: 'n-1',
}

describe.each(interfaces)('the people of a realm %s', (_, start) => {
  let idp: TestServer
  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256', users: [{ username: 'alice' }] })
  })
  afterAll(() => idp.stop())

  it('are told by where they come from, and whether they have changed', async () => {
    await using realm = await idp.isolate({})
    const originOf = async (name: string) => {
      const { from, changed } = await realm.users.get(name)
      return { from, changed }
    }
    expect(await originOf('alice')).toEqual({ from: 'configuration', changed: false })
    await realm.users.add({ username: 'carol' })
    await realm.users.update('alice', { claims: { name: 'Alice' } })
    expect(await originOf('alice')).toEqual({ from: 'configuration', changed: true })
    await realm.users.update('carol', { claims: { name: 'Carol' } })
    expect(await originOf('carol')).toEqual({ from: 'added', changed: false })
    await realm.reset()
    expect(await originOf('alice')).toEqual({ from: 'configuration', changed: false })
  })

  it('are called by nothing that another is known by, and each is meant by their own sub first', async () => {
    const users = [
      { username: 'x', sub: 'dora' },
      { username: 'emil', sub: 'x' },
    ]
    await using realm = await idp.isolate({ users })
    expect((await realm.users.get('x')).username).toBe('emil')
    const named = { username: 'dora', sub: 'another' }
    await expect(realm.users.add(named)).rejects.toMatchObject({ status: 409 })
    const renamed = realm.users.update('x', { username: 'dora' })
    await expect(renamed).rejects.toMatchObject({ status: 409 })
    expect((await realm.users.update('dora', { username: 'dora' })).username).toBe('dora')
  })

  it('have sessions, which are listed by user as long as they are alive', async () => {
    await using realm = await idp.isolate({ users: [{ username: 'dora' }, { username: 'emil' }] })
    await realm.sessions.cookiesFor('dora')
    await realm.sessions.cookiesFor('emil')
    expect((await realm.sessions.list({ user: 'emil' })).map(({ sub }) => sub)).toEqual(['emil'])
    await realm.users.update('emil', { enabled: false })
    expect((await realm.sessions.list()).map(({ sub }) => sub)).toEqual(['dora'])
  })

  it('have let apps in, which lose what they were given when it is withdrawn', async () => {
    await using realm = await idp.isolate({ users: [{ username: 'dora' }, { username: 'emil' }] })
    const { params } = await realm.authorize(app, { user: 'dora' })
    await realm.authorize({ ...app, client_id: 'other' }, { user: 'emil' })
    expect(await realm.users.grants('dora')).toMatchObject([
      { client_id: 'spa', grants: ['openid', 'email'] },
    ])
    expect(await realm.users.withdraw('dora', 'other')).toBe(0)
    expect(await realm.users.withdraw('dora', 'spa')).toBe(1)
    const headers = { authorization: `Bearer ${params['access_token']}` }
    expect((await fetch(realm.endpoints.userinfo, { headers })).status).toBe(401)
    expect(await realm.users.grants('dora')).toEqual([])
    expect(await realm.users.grants('emil')).toHaveLength(1)
    expect(await realm.users.withdraw('emil')).toBe(1)
    await expect(realm.users.grants('nobody')).rejects.toMatchObject({ status: 404 })
  })
})

describe.each(interfaces)('putting claims %s', (_, start) => {
  let idp: TestServer
  beforeAll(async () => {
    idp = await start({
      users: [{ username: 'alice', password: 'a', claims: { address: { country: 'NL' }, a: 1 } }],
    })
  })
  afterAll(() => idp.stop())

  it('leaves nothing of those that were there, and the rest of the user as it is', async () => {
    const after = await idp.users.putClaims('alice', { address: { region: 'Utrecht' } })
    expect(after).toMatchObject({ sub: 'alice', changed: true })
    expect((await idp.users.get('alice')).claims).toEqual({ address: { region: 'Utrecht' } })
  })

  it('names each claim that is wrong, and changes nothing then', async () => {
    const before = await idp.users.get('alice')
    const members = ['email', 'iss', 'https://x.example/roles']
    const refused = idp.users.putClaims('alice', { email: 7, iss: 'me', [members[2] ?? '']: null })
    await expect(refused).rejects.toMatchObject({
      status: 400,
      answer: { faults: members.map((member) => expect.objectContaining({ member })) },
    })
    expect(await idp.users.get('alice')).toEqual(before)
  })
})
