import { describe, expect, it } from 'vitest'
import { createExpiringMap } from '../../../src/adapters/memory/expiring-map.ts'
import { createMemoryGroupedStore, createMemoryStore } from '../../../src/adapters/memory/store.ts'
import { createJsonGroupedStore, createJsonStore } from '../../support/json-store.ts'
import { itIsAGroupedStore, itIsAStore } from './store-contract.ts'

describe('a memory store', () => {
  itIsAStore(createMemoryStore)
})

describe('a memory store of groups', () => {
  itIsAStore((settings) => createMemoryGroupedStore({ ...settings, perGroup: 1000 }))
  itIsAGroupedStore(createMemoryGroupedStore)
})

describe('the store of the tests that keeps JSON text', () => {
  itIsAStore(createJsonStore)
  itIsAGroupedStore(createJsonGroupedStore)
})

describe('the map under the stores', () => {
  it('lets expired entries go as new ones come, without a timer', () => {
    let now = 0
    const map = createExpiringMap<number>({ now: () => now, capacity: 100_000 })
    for (let id = 0; id < 1000; id += 1) map.set(`old-${id}`, id, 1)
    now = 2
    for (let id = 0; id < 1000; id += 1) map.set(`new-${id}`, id, 10)
    expect(map.size).toBeLessThan(1500)
    for (let id = 1000; id < 2000; id += 1) map.set(`new-${id}`, id, 10)
    expect(map.size).toBe(2000)
  })

  it('stays quick when it is full: an entry costs no more for 50,000 than for 500', () => {
    const perEntry = (capacity: number) => {
      const map = createExpiringMap<number>({ now: () => 0, capacity })
      for (let id = 0; id < capacity; id += 1) map.set(`${id}`, id, 1)
      const begun = performance.now()
      for (let id = 0; id < 50_000; id += 1) map.set(`more-${id}`, id, 1)
      return performance.now() - begun
    }
    perEntry(500)
    expect(perEntry(50_000)).toBeLessThan(100 * perEntry(500))
  })

  it('tells of every entry that leaves, once', () => {
    let now = 0
    const left: string[] = []
    const onLeave = (id: string) => left.push(id)
    const map = createExpiringMap<number>({ now: () => now, capacity: 2, onLeave })
    map.set('crowded out', 1, 100)
    map.set('expired', 2, 1)
    map.set('removed', 3, 100)
    map.delete('removed')
    map.delete('removed')
    now = 1
    map.get('expired')
    expect(left).toEqual(['crowded out', 'removed', 'expired'])
  })
})
