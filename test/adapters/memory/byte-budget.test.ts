import { deserialize, serialize } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { createByteBudget, type Holder } from '../../../src/adapters/memory/byte-budget.ts'
import { createExpiringMap } from '../../../src/adapters/memory/expiring-map.ts'
import { createMemoryBudgets, leaseBudgets } from '../../../src/adapters/memory/memory-budgets.ts'
import { sizeOf } from '../../../src/adapters/memory/size-of.ts'
import { createMemoryGroupedStore, createMemoryStore } from '../../../src/adapters/memory/store.ts'
import { fakeClock, start } from '../fake-clock.ts'
import { itIsAGroupedStore, itIsAStore } from './store-contract.ts'

const kilobyte = 'x'.repeat(1000)

const mapWith = (budget: ReturnType<typeof createByteBudget>, now = () => 0) =>
  createExpiringMap<string>({ now, capacity: 1_000_000, budget })

const idsIn = (map: { get(id: string): unknown }, ids: readonly string[]) =>
  ids.filter((id) => map.get(id) !== undefined)

describe('a store with a budget of bytes', () => {
  const ample = createByteBudget(1_000_000)
  itIsAStore((settings) => createMemoryStore({ ...settings, budget: ample }))
  itIsAGroupedStore((settings) => createMemoryGroupedStore({ ...settings, budget: ample }))
})

describe('a budget of bytes', () => {
  it('lets the oldest go for what comes in', () => {
    const map = mapWith(createByteBudget(3_500))
    for (const id of ['a', 'b', 'c', 'd']) map.set(id, kilobyte, 1)
    expect(idsIn(map, ['a', 'b', 'c', 'd'])).toEqual(['c', 'd'])
  })

  it('is not used up by what has been taken, replaced or has expired', () => {
    let now = 0
    const map = mapWith(createByteBudget(4_000), () => now)
    map.set('lasting', kilobyte, 10)
    for (let round = 0; round < 100; round += 1) {
      map.set('taken', kilobyte, 10)
      map.delete('taken')
      map.set('expiring', kilobyte, now + 1)
      now += 0.01
      map.set('expiring', kilobyte, now + 1)
      map.replace('lasting', `${round}`.padEnd(1000))
    }
    expect(idsIn(map, ['lasting', 'expiring'])).toEqual(['lasting', 'expiring'])
  })

  it('counts what an entry grows by', () => {
    const map = mapWith(createByteBudget(3_300))
    map.set('a', '', 1)
    map.set('b', '', 1)
    map.replace('b', kilobyte.repeat(3))
    expect(idsIn(map, ['a', 'b'])).toEqual(['b'])
  })

  it('is shared: who holds most gives up first, whoever wants room', () => {
    const budget = createByteBudget(10_500)
    const [heavy, light] = [mapWith(budget), mapWith(budget)]
    for (let id = 0; id < 8; id += 1) heavy.set(`${id}`, kilobyte, 1)
    light.set('first', kilobyte, 1)
    light.set('second', kilobyte, 1)
    expect(idsIn(light, ['first', 'second'])).toEqual(['first', 'second'])
    expect(heavy.size).toBe(6)
    for (let id = 0; id < 1000; id += 1) heavy.set(`flood-${id}`, kilobyte, 1)
    expect(idsIn(light, ['first', 'second'])).toEqual(['first', 'second'])
  })

  it('keeps a record that is larger than all of it, alone', () => {
    const map = mapWith(createByteBudget(500))
    map.set('a', '', 1)
    map.set('b', kilobyte, 1)
    expect(idsIn(map, ['a', 'b'])).toEqual(['b'])
  })

  it('stays quick when it is used up', () => {
    const perEntry = (limit: number) => {
      const map = mapWith(createByteBudget(limit))
      for (let id = 0; id < limit / 150; id += 1) map.set(`${id}`, '', 1)
      const begun = performance.now()
      for (let id = 0; id < 50_000; id += 1) map.set(`more-${id}`, '', 1)
      return performance.now() - begun
    }
    perEntry(100_000)
    expect(perEntry(7_500_000)).toBeLessThan(100 * perEntry(75_000))
  })

  it('lets the members of a group go with their entries', async () => {
    const store = createMemoryGroupedStore<string>({
      clock: fakeClock(),
      capacity: 100,
      perGroup: 2,
      budget: createByteBudget(3_500),
    })
    for (const id of ['a', 'b']) await store.putIn('group', id, kilobyte, start + 60)
    for (const id of ['c', 'd']) await store.put(id, kilobyte, start + 60)
    for (const id of ['e', 'f']) await store.putIn('group', id, '', start + 60)
    expect([await store.find('e'), await store.find('f')]).toEqual(['', ''])
  })
})

describe('the budgets of a process', () => {
  it('leave most of its heap free together, though estimates may be short', () => {
    const heap = 256 * 1024 * 1024
    const budgets = Object.values(createMemoryBudgets(heap))
    const filled = budgets.map((budget) => {
      const map = createExpiringMap<string>({ now: () => 0, capacity: 1_000_000, budget })
      const [size, value] = [10_000, 'x'.repeat(10_000)]
      for (let id = 0; id < heap / size; id += 1) map.set(`${id}`, value, 1)
      return map.size * size
    })
    expect(filled.reduce((sum, bytes) => sum + bytes)).toBeLessThan(0.6 * heap)
    expect(Math.min(...filled)).toBeGreaterThan(0.01 * heap)
  })
})

describe('the size of a record', () => {
  const memoryOf = (make: (at: number) => unknown): number => {
    // A copy by value, so that nothing is shared between two of them.
    const made = Array.from({ length: 200 }, (_, at) => make(at))
    return serialize(deserialize(serialize(made))).length / made.length
  }

  it.each<[string, (at: number) => unknown]>([
    ['text', (at) => `${at}`.padEnd(5_000, 'x')],
    ['text in other letters', (at) => `${at}`.padEnd(5_000, 'ж')],
    ['a record', (at) => ({ id: `${at}`.padEnd(30), state: 'x'.repeat(2000), done: undefined })],
    ['a list', (at) => Array.from({ length: 50 }, (_, index) => `${at} ${index}`.padEnd(60))],
    ['a set', (at) => new Set(Array.from({ length: 50 }, (_, index) => `${at} ${index}`))],
    ['a map', (at) => new Map([[`${at}`.padEnd(500), { deep: { deeper: 'x'.repeat(500) } }]])],
    ['names of members', (at) => ({ [`${at}`.padEnd(3000, 'n')]: null })],
  ])('is never less than what %s holds', (_, make) => {
    expect(sizeOf(make(7))).toBeGreaterThan(0.9 * memoryOf(make))
  })

  it('is small for what is small', () => {
    expect(sizeOf({ sub: 'alice', at: 1, done: true, none: undefined, nil: null })).toBeLessThan(
      300,
    )
  })
})

describe('the budgets of a realm', () => {
  it('are those of the process, and are given back whole when the realm goes', async () => {
    const clock = { now: () => 0 }
    const shared = createMemoryBudgets(2 ** 20)
    const used = { bytes: 0 }
    const watched = {
      ...shared,
      sessions: {
        ...shared.sessions,
        note(holder: Holder, size: number) {
          used.bytes += size
          shared.sessions.note(holder, size)
        },
      },
    }
    const [one, two] = [leaseBudgets(watched), leaseBudgets(watched)]
    const stores = [one, two].map(({ budgets }) =>
      createMemoryStore<string>({ clock, capacity: 100, budget: budgets.sessions }),
    )
    for (const store of stores) await store.put('id', 'x'.repeat(1000), 10)
    const both = used.bytes
    one.release()
    expect(used.bytes).toBe(both / 2)
    expect(await stores[0]?.find('id')).toBeUndefined()
    expect(await stores[1]?.find('id')).toBeDefined()
  })
})
