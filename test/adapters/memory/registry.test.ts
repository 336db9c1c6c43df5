import { describe, expect, it } from 'vitest'
import { createMemoryClientRegistry } from '../../../src/adapters/memory/client-registry.ts'
import { createMemoryUserDirectory } from '../../../src/adapters/memory/user-directory.ts'
import type { Client, ClientId } from '../../../src/protocol/client.ts'
import type { User } from '../../../src/protocol/user.ts'
import { fakeClock } from '../fake-clock.ts'

function aClient(id: string, changes: Partial<Client> = {}): Client {
  return {
    // A test names its clients as it likes.
    id: id as ClientId,
    name: id,
    enabled: true,
    applicationType: 'web',
    redirectUris: ['https://app.example/cb'],
    postLogoutRedirectUris: [],
    loopbackOrigin: undefined,
    responseTypes: ['id_token'],
    responseModes: ['fragment'],
    scopes: new Set(['openid']),
    defaultScopes: new Set(),
    idTokenAlg: 'RS256',
    accessTokenFormat: 'jwt',
    tokenShape: {},
    firstParty: false,
    clientUri: undefined,
    policyUri: undefined,
    tosUri: undefined,
    ...changes,
  }
}

const acceptedOnLoopback = (id: string) => aClient(id, { loopbackOrigin: 'http://localhost:5173' })

const aUser = (sub: string, username = sub): User => ({
  sub,
  username,
  password: 'secret',
  enabled: true,
  claims: {},
})

describe('the memory client registry', () => {
  it('finds a client by its id, and nobody by the names that objects have', async () => {
    const registry = createMemoryClientRegistry([aClient('spa')])
    expect((await registry.find('spa'))?.name).toBe('spa')
    for (const id of ['__proto__', 'constructor', 'SPA', '']) {
      expect(await registry.find(id)).toBeUndefined()
    }
  })

  it('adds a client once, however many try at once', async () => {
    const registry = createMemoryClientRegistry([aClient('spa')])
    const tries = Array.from({ length: 100 }, () => registry.add(acceptedOnLoopback('new')))
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1)
    expect(await registry.add(aClient('spa', { name: 'impostor' }))).toBe(false)
    expect((await registry.find('spa'))?.name).toBe('spa')
  })

  it('adds no more clients than it has room for', async () => {
    const registry = createMemoryClientRegistry([aClient('spa')], { capacity: 2 })
    const added = [
      await registry.add(acceptedOnLoopback('a')),
      await registry.add(acceptedOnLoopback('b')),
      await registry.add(acceptedOnLoopback('c')),
    ]
    expect(added).toEqual([true, true, false])
    expect((await registry.list()).map(({ id }) => id)).toEqual(['spa', 'a', 'b'])
  })

  it('keeps clients that were accepted on loopback when it is reloaded, unless the new list names them', async () => {
    const registry = createMemoryClientRegistry([aClient('old'), aClient('spa')], { capacity: 2 })
    await registry.add(acceptedOnLoopback('kept'))
    await registry.add(acceptedOnLoopback('named'))
    registry.replace([aClient('spa', { name: 'renamed' }), aClient('named')])
    expect(await registry.find('old')).toBeUndefined()
    expect((await registry.find('spa'))?.name).toBe('renamed')
    expect((await registry.find('kept'))?.loopbackOrigin).toBe('http://localhost:5173')
    expect((await registry.find('named'))?.loopbackOrigin).toBeUndefined()
    expect(await registry.add(acceptedOnLoopback('another'))).toBe(true)
    expect(await registry.add(acceptedOnLoopback('one too many'))).toBe(false)
  })

  it('refuses a list that names an id twice', () => {
    const twice = [aClient('spa'), aClient('spa')]
    expect(() => createMemoryClientRegistry(twice)).toThrow('Two clients have the same id.')
  })
})

describe('the memory user directory', () => {
  const time = { clock: fakeClock() }

  it('finds a user by sub and by user name, letter for letter', async () => {
    const directory = createMemoryUserDirectory([aUser('u1', 'ada'), aUser('u2', 'bob')], time)
    expect((await directory.find('u1'))?.username).toBe('ada')
    expect((await directory.findByUsername('bob'))?.sub).toBe('u2')
    expect(await directory.find('ada')).toBeUndefined()
    for (const name of ['Ada', '__proto__', 'constructor']) {
      expect(await directory.findByUsername(name)).toBeUndefined()
    }
    expect(await directory.list()).toHaveLength(2)
  })

  it('knows only the new users once it is reloaded', async () => {
    const directory = createMemoryUserDirectory([aUser('u1', 'ada')], time)
    directory.replace([aUser('u2', 'bob')])
    expect(await directory.find('u1')).toBeUndefined()
    expect(await directory.findByUsername('ada')).toBeUndefined()
    expect((await directory.findByUsername('bob'))?.sub).toBe('u2')
  })

  it('tells a user who was there all the time from one who came back (ASVS 7.4.2)', async () => {
    const [ada, bob] = [aUser('u1', 'ada'), aUser('u2', 'bob')]
    const { clock } = time
    const directory = createMemoryUserDirectory([ada, bob], time)
    const before = clock.time
    clock.time += 10
    directory.replace([ada])
    clock.time += 10
    directory.replace([{ ...ada, enabled: false }, bob])
    expect(await directory.findSince('u1', clock.time)).toBeUndefined()
    expect(await directory.findSince('u2', before)).toBeUndefined()
    expect((await directory.findSince('u2', clock.time))?.username).toBe('bob')
    clock.time += 10
    directory.replace([ada, bob])
    expect(await directory.findSince('u1', clock.time - 1)).toBeUndefined()
    expect((await directory.findSince('u1', clock.time))?.username).toBe('ada')
    expect((await directory.findSince('u2', clock.time - 10))?.username).toBe('bob')
    clock.time = before - 3600
    expect((await directory.findSince('u1', clock.time))?.username).toBe('ada')
  })

  it('keeps the old users when the new list is at odds with itself', async () => {
    const directory = createMemoryUserDirectory([aUser('u1', 'ada')], time)
    expect(() => directory.replace([aUser('x', 'same'), aUser('y', 'same')])).toThrow(
      'Two users have the same username.',
    )
    expect((await directory.find('u1'))?.username).toBe('ada')
  })
})
