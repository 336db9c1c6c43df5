import { describe, expect, it } from 'vitest'
import { createMemoryClientRegistry } from '../../../src/adapters/memory/client-registry.ts'
import { createMemoryUserDirectory } from '../../../src/adapters/memory/user-directory.ts'
import type {
  ClientId,
  LoopbackClient,
  RegisteredClient,
} from '../../../src/protocol/client/client.ts'
import type { User } from '../../../src/protocol/user.ts'
import { aLoopbackClient, aClient as aRegisteredClient } from '../../support/clients.ts'
import { fakeClock } from '../fake-clock.ts'

// A test names its clients as it likes.
const aClient = (id: string, changes: Partial<RegisteredClient> = {}) =>
  aRegisteredClient({ id: id as ClientId, name: id, ...changes })

const acceptedOnLoopback = (id: string, loopbackOrigin = 'http://localhost:5173') =>
  aLoopbackClient({ id: id as ClientId, loopbackOrigin })

const aUser = (sub: string, username = sub): User => ({
  sub,
  username,
  enabled: true,
  claims: {},
})

const clock = fakeClock()

const aRegistry = (clients: readonly RegisteredClient[], capacity = 1000) =>
  createMemoryClientRegistry(clients, { clock, capacity })

const origin = (port: number) => `http://localhost:${port}`

describe('the memory client registry', () => {
  it('finds a client by its id, and nobody by the names that objects have', async () => {
    const registry = aRegistry([aClient('spa')])
    expect((await registry.find('spa', undefined))?.name).toBe('spa')
    for (const id of ['__proto__', 'constructor', 'SPA', '']) {
      expect(await registry.find(id, undefined)).toBeUndefined()
    }
  })

  it('adds a client once, however many try at once', async () => {
    const registry = aRegistry([aClient('spa')])
    const tries = Array.from({ length: 100 }, () => registry.add(acceptedOnLoopback('new')))
    const kinds = (await Promise.all(tries)).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'added')).toHaveLength(1)
    expect(await registry.add(acceptedOnLoopback('spa'))).toEqual({ kind: 'taken' })
    expect((await registry.find('spa', undefined))?.source).toBe('operator')
  })

  it('keeps those of one id by the origin that each came from', async () => {
    const registry = aRegistry([])
    for (const port of [5173, 4200]) await registry.add(acceptedOnLoopback('app', origin(port)))
    const found = (address: string) => registry.find('app', address)
    expect(await found('http://localhost:5173/cb')).toMatchObject({ loopbackOrigin: origin(5173) })
    expect(await found('http://localhost:4200/silent.html')).toMatchObject({
      loopbackOrigin: origin(4200),
    })
    expect(await found('http://localhost:4201/')).toBeUndefined()
    expect(await found('https://app.example/')).toBeUndefined()
    expect(await registry.find('app', undefined)).toMatchObject({ loopbackOrigin: origin(4200) })
    await registry.noteUse(acceptedOnLoopback('app', origin(5173)))
    expect(await registry.find('app', undefined)).toMatchObject({ loopbackOrigin: origin(5173) })
  })

  it('remembers the redirect URIs that users have approved, the last twenty of a client', async () => {
    const registry = aRegistry([aClient('spa')])
    const app = acceptedOnLoopback('app')
    await registry.add(app)
    await registry.noteUse(app)
    expect(await registry.findApproved('app')).toEqual([])
    for (let at = 0; at < 30; at += 1) await registry.noteUse(app, `${origin(5173)}/${at % 25}`)
    const [approved] = await registry.findApproved('app')
    expect(approved?.redirectUris).toHaveLength(20)
    expect(approved?.redirectUris.at(-1)).toBe(`${origin(5173)}/4`)
    await registry.noteUse(aClient('spa'), 'https://app.example/other')
    expect((await registry.find('spa', undefined))?.redirectUris).toEqual([
      'https://app.example/callback',
    ])
  })

  it('lets the oldest that no user has had an answer through make room', async () => {
    const registry = aRegistry([aClient('spa')], 3)
    for (const id of ['a', 'b', 'c']) await registry.add(acceptedOnLoopback(id))
    await registry.noteUse(acceptedOnLoopback('a'))
    const added = await registry.add(acceptedOnLoopback('d'))
    expect(added).toMatchObject({ kind: 'added', replaced: { id: 'b' } })
    expect((await registry.list()).map(({ id }) => id)).toEqual(['spa', 'c', 'a', 'd'])
  })

  it('is full while all are in use, and after an hour lets the least used make room', async () => {
    const registry = aRegistry([], 2)
    for (const id of ['a', 'b']) {
      await registry.add(acceptedOnLoopback(id))
      await registry.noteUse(acceptedOnLoopback(id))
    }
    clock.time += 3600
    await registry.noteUse(acceptedOnLoopback('a'))
    expect(await registry.add(acceptedOnLoopback('c'))).toEqual({ kind: 'full' })
    clock.time += 1
    const added = await registry.add(acceptedOnLoopback('c'))
    expect(added).toMatchObject({ kind: 'added', replaced: { id: 'b' } })
    clock.time -= 7200
    await registry.noteUse(acceptedOnLoopback('c'))
    expect(await registry.add(acceptedOnLoopback('d'))).toMatchObject({ replaced: { id: 'a' } })
  })

  it('drops none but the clients of the operator when it is reloaded, and those it now names', async () => {
    const registry = aRegistry([aClient('old'), aClient('spa')], 2)
    await registry.add(acceptedOnLoopback('kept'))
    await registry.add(acceptedOnLoopback('named'))
    await registry.add(aClient('joined', { source: 'registered' }))
    await registry.add(aClient('claimed', { source: 'registered' }))
    const next = ['spa', 'named', 'claimed'].map((id) => aClient(id, { name: 'new' }))
    const before = clock.time
    clock.time += 10
    registry.replace(next)
    registry.replace(next)
    expect(await registry.find('old', undefined)).toBeUndefined()
    expect(await registry.stillCounts('old', before)).toBe(false)
    expect(await registry.stillCounts('joined', before)).toBe(true)
    expect((await registry.find('spa', undefined))?.name).toBe('new')
    expect((await registry.find('kept', origin(5173)))?.source).toBe('loopback')
    expect((await registry.find('joined', undefined))?.source).toBe('registered')
    for (const id of ['named', 'claimed']) {
      expect((await registry.find(id, origin(5173)))?.source).toBe('operator')
    }
    expect(await registry.list()).toHaveLength(5)
  })

  it('keeps of those accepted on loopback whoever is still welcome when it is reloaded', async () => {
    const registry = aRegistry([])
    for (const port of [5173, 4200]) await registry.add(acceptedOnLoopback('app', origin(port)))
    const stays = ({ loopbackOrigin }: LoopbackClient) => loopbackOrigin === origin(4200)
    registry.replace([], { isOpen: true, stays })
    expect(await registry.list()).toMatchObject([{ loopbackOrigin: origin(4200) }])
  })

  it('remembers that none was welcome, whoever is welcome again (ASVS 10.7.3)', async () => {
    const registry = aRegistry([aClient('spa')])
    await registry.add(acceptedOnLoopback('app'))
    const before = clock.time
    const welcome = (isOpen: boolean) => {
      clock.time += 10
      registry.replace([aClient('spa')], { isOpen, stays: () => true })
    }
    welcome(true)
    expect(await registry.stillCounts('app', before)).toBe(true)
    welcome(false)
    expect(await registry.list()).toHaveLength(1)
    welcome(true)
    expect(await registry.stillCounts('app', before)).toBe(false)
    expect(await registry.stillCounts('app', clock.time)).toBe(true)
    expect(await registry.stillCounts('spa', before)).toBe(true)
    expect(registry.takeLeft()).toEqual(['app'])
    // so has one that had made room for others before
    expect(await registry.stillCounts('gone', before)).toBe(false)
  })

  it('takes a client that registers itself for what was accepted by its id, up to a limit', async () => {
    const registry = aRegistry([], 1)
    await registry.add(acceptedOnLoopback('app'))
    const added = await registry.add(aClient('app', { source: 'registered' }))
    expect(added.kind).toBe('added')
    expect((await registry.list()).map(({ source }) => source)).toEqual(['registered'])
    expect(await registry.add(aClient('app', { source: 'registered' }))).toEqual({ kind: 'taken' })
    expect(await registry.add(aClient('more', { source: 'registered' }))).toEqual({ kind: 'full' })
  })

  it('refuses a list that names an id twice', () => {
    const twice = [aClient('spa'), aClient('spa')]
    expect(() => aRegistry(twice)).toThrow('Two clients have the same id.')
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

  it('takes the second in which somebody goes for lost, where nobody ends what they had', async () => {
    const ada = aUser('u1', 'ada')
    const { clock } = time
    const directory = createMemoryUserDirectory([ada], time)
    const ended = createMemoryUserDirectory([ada], { ...time, endsAll: true })
    for (const one of [directory, ended]) {
      one.replace([])
      one.replace([ada])
    }
    expect(await directory.findSince('u1', clock.time)).toBeUndefined()
    expect((await directory.findSince('u1', clock.time + 1))?.username).toBe('ada')
    expect((await ended.findSince('u1', clock.time))?.username).toBe('ada')
    expect([ended.takeLeft(), ended.takeLeft()]).toEqual([['u1'], []])
  })

  it('keeps the old users when the new list is at odds with itself', async () => {
    const directory = createMemoryUserDirectory([aUser('u1', 'ada')], time)
    expect(() => directory.replace([aUser('x', 'same'), aUser('y', 'same')])).toThrow(
      'Two users have the same username.',
    )
    expect((await directory.find('u1'))?.username).toBe('ada')
  })
})
