import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RedisConnection } from '../../../src/adapters/redis/connection/connection.ts'
import {
  createRedisGroupedStore,
  createRedisStore,
} from '../../../src/adapters/redis/records/store.ts'
import { NoRoomError } from '../../../src/protocol/unavailable/no-room.ts'
import { StoreUnavailableError } from '../../../src/protocol/unavailable/store-unavailable.ts'
import { hasRedis, type RedisServer, startRedis } from '../../support/redis-server.ts'
import { fakeClock, start } from '../fake-clock.ts'
import {
  freshRealm,
  itIsSharedByReplicas,
  itKeepsRecords,
  openRedisAt,
} from './replica-contract.ts'

let server: RedisServer
let redis: RedisConnection
/** The same Redis by another connection, as another replica has it. */
let other: RedisConnection

describe.skipIf(!hasRedis)('on Redis', () => {
  beforeAll(async () => {
    server = await startRedis()
    redis = await openRedisAt(server.url)
    other = await openRedisAt(server.url)
  })
  afterAll(async () => {
    redis.close()
    other.close()
    await server.stop()
  })

  const place = () => ({ redis, realm: freshRealm(), kind: 'records' })

  itKeepsRecords(() => redis)
  itIsSharedByReplicas(() => [redis, other])

  describe('a store of records that must last', () => {
    const lasting = (mayGo: 'none' | ((value: string) => boolean) = 'none') => {
      const clock = fakeClock()
      return { clock, store: createRedisStore<string>({ ...place(), clock, capacity: 2, mayGo }) }
    }

    it('refuses what comes in when it is full, and forgets nothing', async () => {
      const { store, clock } = lasting()
      for (const id of ['a', 'b']) await store.put(id, id, start + 60)
      await expect(store.put('c', 'c', start + 60)).rejects.toThrow(NoRoomError)
      await expect(store.upsert('d', () => 'd', start + 60)).rejects.toThrow(NoRoomError)
      expect([await store.find('a'), await store.find('b')]).toEqual(['a', 'b'])
      expect(await store.find('c')).toBeUndefined()
      await store.put('a', 'again', start + 90)
      expect(await store.find('a')).toBe('again')
      clock.time = start + 60
      await store.put('c', 'c', start + 90)
      expect((await store.list()).map(({ id }) => id)).toEqual(['a', 'c'])
    })

    it('lets one go that may, then refuses', async () => {
      const { store } = lasting((value) => value === 'idle')
      await store.put('a', 'busy', start + 60)
      await store.put('b', 'idle', start + 60)
      await store.put('c', 'busy', start + 60)
      expect(await store.find('b')).toBeUndefined()
      await expect(store.put('d', 'busy', start + 60)).rejects.toThrow(NoRoomError)
    })
  })

  describe('in Redis', () => {
    it('a record is gone a minute after its end, and with it what it stood in', async () => {
      const clock = fakeClock()
      const at = place()
      const store = createRedisGroupedStore<string>({ ...at, clock, capacity: 10, perGroup: 3 })
      await store.putIn('browser', 'a', 'text', start + 600)
      const key = (end: string) => `fragrant:{${at.realm}:records}${end}`
      const lives = (end: string) => Number(server.ask('PTTL', key(end))) / 1000
      expect(lives(':a')).toBeGreaterThan(650)
      expect(lives(':a')).toBeLessThanOrEqual(660)
      expect(lives('#group:browser')).toBeGreaterThan(650)
      clock.time = start + 601
      await store.put('b', 'text', start + 900)
      expect(server.ask('ZRANGE', key('#order'), '0', '-1')).toBe('b')
      await store.remove('b')
      expect(server.ask('EXISTS', key('#order'))).toBe('0')
    })

    it('a record of a later release is not read as something else', async () => {
      const at = place()
      const store = createRedisStore<string>({ ...at, clock: fakeClock(), capacity: 10 })
      server.ask('SET', `fragrant:{${at.realm}:records}:a`, '{"v":2,"d":"text"}')
      await expect(store.find('a')).rejects.toThrow(StoreUnavailableError)
      server.ask('SET', `fragrant:{${at.realm}:records}:a`, 'no JSON')
      await expect(store.find('a')).rejects.toThrow(StoreUnavailableError)
    })

    it('a member of the envelope that a later release adds changes nothing', async () => {
      const at = { ...place(), clock: fakeClock() }
      const mayGo = (count: number) => count === 7
      const store = createRedisStore<number>({ ...at, capacity: 1, mayGo })
      await store.put('a', 1, start + 9)
      const write = (count: number) =>
        server.ask(
          'SET',
          `fragrant:{${at.realm}:records}:a`,
          `{"v":1,"e":${start + 9},"x":1,"d":${count}}`,
        )
      write(5)
      expect(await store.update('a', (count) => count + 1)).toBe(6)
      write(7)
      await store.put('b', 2, start + 9)
      expect(await store.find('a')).toBeUndefined()
    })
  })

  it('each verb takes one round trip; a change of what was not read or written last takes two', async () => {
    const needs = { ...place(), clock: fakeClock(), capacity: 10, perGroup: 3 }
    const store = createRedisGroupedStore<number>(needs)
    const elsewhere = createRedisGroupedStore<number>({ ...needs, redis: other })
    const cost = async (act: () => Promise<unknown>) => {
      const before = redis.roundTrips
      await act()
      return redis.roundTrips - before
    }
    const more = (count = 0) => count + 1
    expect(await cost(() => store.put('a', 1, start + 60))).toBe(1)
    expect(await cost(() => store.update('a', more))).toBe(1)
    expect(await cost(() => store.find('a'))).toBe(1)
    expect(await cost(() => store.upsert('b', more, start + 60))).toBe(1)
    await elsewhere.put('d', 1, start + 60)
    expect(await cost(() => store.update('d', more))).toBe(2)
    await elsewhere.put('e', 1, start + 60)
    expect(await cost(() => store.upsert('e', more, start + 60))).toBe(2)
    expect(await cost(() => store.putIn('group', 'c', 1, start + 60))).toBe(1)
    expect(await cost(() => store.take('c'))).toBe(1)
    expect(await cost(() => store.remove('b'))).toBe(1)
    expect(await cost(() => Promise.all([store.find('a'), store.find('b')]))).toBe(1)
  })
})
