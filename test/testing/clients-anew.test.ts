import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { connectFragrant } from '../../src/testing/client.ts'
import type { Realm } from '../../src/testing/realm/realm.ts'
import type { TestServer } from '../../src/testing/server.ts'
import { startServer } from '../support/server.ts'
import { app, givenTo, used, worksAll, worksNot } from './given.ts'
import { interfaces, token } from './interfaces.ts'

const redirect = { redirect_uris: [app.redirect_uri] }

const spa = {
  ...{ client_id: 'spa', ...redirect, response_types: ['code', 'id_token token'] },
  refresh_tokens: 'always',
} as const

/** It answers how the client came, and how it goes and comes again. */
type Ways = Readonly<Record<string, (realm: Realm) => Promise<Way>>>

interface Way {
  readonly id: string
  readonly again: () => Promise<unknown>
}

const added = async (realm: Realm, change: object = {}): Promise<Way> => {
  await realm.clients.add({ ...spa, ...change })
  return {
    id: 'spa',
    async again() {
      await realm.clients.remove('spa')
      await realm.clients.add({ ...spa, ...change })
    },
  }
}

async function register(realm: Realm) {
  const metadata = {
    ...{ ...redirect, response_types: spa.response_types, token_endpoint_auth_method: 'none' },
    ...{ grant_types: ['authorization_code', 'refresh_token', 'implicit'] },
  }
  const answer = await fetch(realm.endpoints.registration, {
    ...{ method: 'POST', body: JSON.stringify(metadata) },
    headers: { 'content-type': 'application/json' },
  })
  return (await answer.json()) as Readonly<Record<string, string>>
}

const ways: Ways = {
  'it was added': added,
  'its access tokens are opaque': (realm) => added(realm, { access_token_format: 'opaque' }),
  'its users have pairwise subs': (realm) => added(realm, { subject_type: 'pairwise' }),
  'it was accepted on loopback': async (realm) => ({
    id: 'spa',
    async again() {
      await realm.clients.remove('spa')
      await realm.authorize(app, { user: 'bob' })
    },
  }),
  'it was accepted on loopback, and is added': async (realm) => ({
    id: 'spa',
    again: () => realm.clients.add(spa),
  }),
  'it has registered and unregistered itself, and is added': async (realm) => {
    const { client_id: id = '', registration_access_token: bearer } = await register(realm)
    return {
      id,
      async again() {
        const headers = { authorization: `Bearer ${bearer}` }
        const at = `${realm.endpoints.registration}/${id}`
        expect((await fetch(at, { method: 'DELETE', headers })).status).toBe(204)
        await realm.clients.add({ ...spa, client_id: id })
      },
    }
  },
  'it has registered itself, is removed and is added': async (realm) => {
    const { client_id: id = '' } = await register(realm)
    return {
      id,
      async again() {
        await realm.clients.remove(id)
        await realm.clients.add({ ...spa, client_id: id })
      },
    }
  },
  'it is disabled and enabled': async (realm) => ({
    ...(await added(realm)),
    async again() {
      await realm.clients.update('spa', { enabled: false })
      await realm.clients.update('spa', { enabled: true })
    },
  }),
}

describe.each(interfaces)('a client that goes and comes again within one second %s', (_, start) => {
  let idp: TestServer
  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256' })
  })
  afterAll(() => idp.stop())

  it.each(Object.keys(ways))(
    'has nothing of before, and all that it is given anew: %s',
    async (how) => {
      await using realm = await idp.isolate()
      await realm.clock.freeze()
      const { id, again } = (await ways[how]?.(realm)) ?? { id: '', again: async () => {} }
      const before = await givenTo(realm, 'alice', id)
      const others = await givenTo(realm, 'alice', 'another')
      await again()
      expect(await realm.users.grants('alice')).toMatchObject([{ client_id: 'another' }])
      const granted = await realm.clients.grants(id)
      expect(granted.filter(({ username }) => username === 'alice')).toEqual([])
      expect(await used(realm, before)).toEqual(worksNot)
      expect(await used(realm, others)).toEqual(worksAll)
      expect(await used(realm, await givenTo(realm, 'alice', id))).toEqual(worksAll)
    },
  )

  it('goes on with all that it has when it is kept', async () => {
    await using realm = await idp.isolate()
    await realm.clock.freeze()
    const before = await givenTo(realm, 'alice')
    await realm.clients.keep('spa', redirect)
    expect(await used(realm, before)).toEqual(worksAll)
  })

  it.each<readonly [string, (realm: Realm) => Promise<unknown>]>([
    ['its user', (realm) => realm.users.withdraw('alice', 'spa')],
    ['whoever looks after the realm', (realm) => realm.clients.withdraw('spa')],
  ])('is let in anew within the second in which it was withdrawn by %s', async (_who, withdraw) => {
    await using realm = await idp.isolate({ consent: 'ask' })
    await realm.clock.freeze()
    await realm.clients.add({ ...spa, subject_type: 'pairwise' })
    const before = await givenTo(realm, 'alice')
    const others = await givenTo(realm, 'alice', 'another')
    expect(await withdraw(realm)).toBe(1)
    expect(await used(realm, before)).toEqual(worksNot)
    expect(await used(realm, others)).toEqual(worksAll)
    expect(await used(realm, await givenTo(realm, 'alice'))).toEqual(worksAll)
    expect(await withdraw(realm)).toBe(1)
  })

  it('must be another when one of its id has registered itself', async () => {
    await using realm = await idp.isolate()
    const { client_id: id = '' } = await register(realm)
    const again = realm.clients.add({ ...spa, client_id: id })
    await expect(again).rejects.toMatchObject({ status: 409 })
  })
})

describe('another configuration', () => {
  const ends: (() => unknown)[] = []
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end()
  })

  const alice = { username: 'alice', password: 'alice' }
  const bob = { username: 'bob', password: 'bob' }
  const client: NonNullable<FragrantOptions['clients']>[number] = {
    ...{ ...spa, response_types: [...spa.response_types] },
  }
  const another = { ...client, client_id: 'another' }
  const options: FragrantOptions = {
    ...{ signing_alg: 'ES256', control: true, control_token: token, consent: 'auto' },
    ...{ users: [alice, bob], clients: [client, another] },
  }

  it.each([
    ['a client', { clients: [another] }],
    ['a client that it disables', { clients: [{ ...client, enabled: false }, another] }],
    ['a user', { users: [bob] }],
    ['a user whom it disables', { users: [{ ...alice, enabled: false }, bob] }],
  ])(
    'takes %s out with all that they had, also when the next brings them back',
    async (_, without) => {
      const server = await startServer(options)
      const idp = await connectFragrant({ url: server.issuer, token })
      ends.push(server.close, idp.stop)
      await idp.clock.freeze()
      const before = await givenTo(idp, 'alice')
      const others = await givenTo(idp, 'bob', 'another')
      server.reload({ ...options, ...without })
      server.reload(options)
      expect(await used(idp, before)).toEqual(worksNot)
      expect(await used(idp, others)).toEqual(worksAll)
      expect(await used(idp, await givenTo(idp, 'alice'))).toEqual(worksAll)
    },
  )
})
