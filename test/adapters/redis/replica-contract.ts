/**
 * What records on a Redis keep to when several processes change them, whatever group of servers that
 * Redis is.
 *
 * @module
 */

import { describe, expect, it } from 'vitest'
import { parseRedisAddress } from '../../../src/adapters/redis/connection/address.ts'
import {
  openRedis,
  type RedisConnection,
} from '../../../src/adapters/redis/connection/connection.ts'
import {
  createRedisGroupedStore,
  createRedisStore,
} from '../../../src/adapters/redis/records/store.ts'
import type { Store } from '../../../src/ports/store.ts'
import { fakeClock, start } from '../fake-clock.ts'
import { itIsAGroupedStore, itIsAStore } from '../memory/store-contract.ts'

/** Every store has a realm of its own, so that it is empty. */
let realms = 0
export const freshRealm = (): string => {
  realms += 1
  return `realm-${realms}`
}

export function openRedisAt(url: string): Promise<RedisConnection> {
  const address = parseRedisAddress(url)
  if (address === undefined) throw new Error(`${url} is no address`)
  return openRedis(address, { lost() {}, back() {} })
}

/** The contract of the ports, as memory is held to it. */
export function itKeepsRecords(connection: () => RedisConnection): void {
  const place = () => ({ redis: connection(), realm: freshRealm(), kind: 'records' })

  describe('a store', () => {
    itIsAStore((settings) => createRedisStore({ ...settings, ...place() }))
  })

  describe('a store of groups', () => {
    itIsAStore((settings) => createRedisGroupedStore({ ...settings, ...place(), perGroup: 1000 }))
    itIsAGroupedStore((settings) => createRedisGroupedStore({ ...settings, ...place() }))
  })
}

/** `connections`: two, as two replicas have them. */
export function itIsSharedByReplicas(
  connections: () => readonly [RedisConnection, RedisConnection],
): void {
  describe('two replicas', () => {
    const both = (needs: { readonly capacity?: number } = {}) => {
      const clock = fakeClock()
      const common = { clock, capacity: 100, realm: freshRealm(), kind: 'records', ...needs }
      const stores = connections().map((on) => createRedisStore<number>({ ...common, redis: on }))
      return { clock, stores: stores as [Store<number>, Store<number>] }
    }
    const callers = Array.from({ length: 64 }, (_, at) => at)

    it('lose no change of 64 at once, whether something is there or not', async () => {
      const { stores } = both()
      await stores[0].put('a', 0, start + 60)
      await Promise.all(callers.map((at) => stores[at % 2]?.update('a', (count) => count + 1)))
      expect(await stores[0].find('a')).toBe(64)
      const more = (count = 0) => count + 1
      const seen = await Promise.all(
        callers.map((at) => stores[at % 2]?.upsert('b', more, start + 60)),
      )
      expect(await stores[1].find('b')).toBe(64)
      expect([...seen].sort((a = 0, b = 0) => a - b)).toEqual(callers.map((at) => at + 1))
    })

    it('give a record to exactly one of 64 that take it at once', async () => {
      const { stores } = both()
      await stores[0].put('a', 7, start + 60)
      const taken = await Promise.all(callers.map((at) => stores[at % 2]?.take('a')))
      expect(taken.filter((value) => value !== undefined)).toEqual([7])
    })

    it('change what is there, not what they have read before', async () => {
      const { stores } = both()
      await stores[0].put('a', 1, start + 60)
      await stores[1].find('a')
      await stores[0].put('a', 10, start + 60)
      expect(await stores[1].update('a', (count) => count + 1)).toBe(11)
      await stores[1].find('a')
      await stores[0].remove('a')
      expect(await stores[1].update('a', (count) => count + 1)).toBeUndefined()
      expect(await stores[1].upsert('a', (count = 100) => count, start + 60)).toBe(100)
    })

    it('refuse a change for what is there, not for what they have read before', async () => {
      const { stores } = both()
      await stores[0].put('a', 1, start + 60)
      await stores[1].find('a')
      await stores[0].put('a', 2, start + 60)
      const even = (count: number) => {
        if (count % 2 !== 0) throw new Error('odd')
        return count / 2
      }
      expect(await stores[1].update('a', even)).toBe(1)
      await expect(stores[0].update('a', even)).rejects.toThrow('odd')
    })

    it('hold one capacity between them', async () => {
      const { stores } = both({ capacity: 4 })
      for (const at of callers.slice(0, 12)) await stores[at % 2]?.put(`${at}`, at, start + 60)
      expect((await stores[0].list()).map(({ value }) => value)).toEqual([8, 9, 10, 11])
    })
  })
}
