import { describe, expect, it } from 'vitest'
import { createByteBudget } from '../../../src/adapters/memory/byte-budget.ts'
import { createMemoryBudgets, leaseBudgets } from '../../../src/adapters/memory/memory-budgets.ts'
import { createMemoryStore } from '../../../src/adapters/memory/store.ts'
import { NoRoomError } from '../../../src/protocol/unavailable/no-room.ts'
import { fakeClock, start } from '../fake-clock.ts'
import { itIsAStore } from './store-contract.ts'

const kilobyte = 'x'.repeat(1000)
const full = NoRoomError

interface Settings {
  readonly capacity?: number
  readonly limit?: number
  readonly mayGo?: (value: string) => boolean
}

function create({ capacity = 100, limit = 1_000_000, mayGo = () => false }: Settings = {}) {
  const clock = fakeClock()
  const budget = createByteBudget(limit)
  return { clock, budget, store: createMemoryStore({ clock, capacity, budget, mayGo }) }
}

describe('a store of records that may all go', () => {
  itIsAStore((settings) => createMemoryStore({ ...settings, mayGo: () => true }))
})

describe('a store of records that must last', () => {
  it('refuses what comes in when it is full, and forgets nothing', async () => {
    const { store } = create({ capacity: 2 })
    for (const id of ['a', 'b']) await store.put(id, id, start + 60)
    await expect(store.put('c', 'c', start + 60)).rejects.toThrow(full)
    await expect(store.upsert('d', () => 'd', start + 60)).rejects.toThrow(full)
    expect([await store.find('a'), await store.find('b')]).toEqual(['a', 'b'])
    expect(await store.find('c')).toBeUndefined()
    await store.put('a', 'again', start + 60)
    expect(await store.find('a')).toBe('again')
  })

  it('refuses by bytes as well, also what grows, which stays as it was', async () => {
    const { store } = create({ limit: 3_500 })
    for (const id of ['a', 'b']) await store.put(id, kilobyte, start + 60)
    await store.put('small', '', start + 60)
    await expect(store.put('c', kilobyte, start + 60)).rejects.toThrow(full)
    await expect(store.update('small', () => kilobyte)).rejects.toThrow(full)
    await expect(store.put('small', kilobyte, start + 60)).rejects.toThrow(full)
    expect(await store.find('small')).toBe('')
    expect([await store.find('a'), await store.find('b')]).toEqual([kilobyte, kilobyte])
  })

  it('has room again once something has expired or is removed', async () => {
    const { store, clock } = create({ capacity: 40 })
    for (let id = 0; id < 39; id += 1) await store.put(`${id}`, '', start + 600)
    await store.put('brief', '', start + 60)
    await expect(store.put('c', '', start + 600)).rejects.toThrow(full)
    clock.time = start + 60
    await store.put('c', '', start + 600)
    await expect(store.put('d', '', start + 600)).rejects.toThrow(full)
    await store.remove('0')
    await store.put('d', '', start + 600)
    await expect(store.put('e', '', start + 600)).rejects.toThrow(full)
  })

  it('refuses in one realm when another has used their common memory up', async () => {
    const clock = fakeClock()
    const shared = createMemoryBudgets(2 ** 18)
    const realms = [leaseBudgets(shared), leaseBudgets(shared)]
    const stores = realms.map(({ budgets: { revokedTokens: budget } }) =>
      createMemoryStore<string>({ clock, capacity: 100, budget, mayGo: () => false }),
    )
    await stores[0]?.put('a', kilobyte.repeat(3), start + 60)
    await expect(stores[1]?.put('b', kilobyte, start + 60)).rejects.toThrow(full)
    expect(await stores[0]?.find('a')).toBeDefined()
    realms[0]?.release()
    await stores[1]?.put('b', kilobyte, start + 60)
    expect(await stores[1]?.find('b')).toBe(kilobyte)
  })

  it('stays quick however often it refuses', async () => {
    const { store } = create({ capacity: 50_000, limit: 1e9 })
    for (let id = 0; id < 50_000; id += 1) await store.put(`${id}`, '', start + 60)
    const begun = performance.now()
    for (let id = 0; id < 20_000; id += 1) {
      await store.put(`more-${id}`, '', start + 60).catch(() => undefined)
    }
    expect(performance.now() - begun).toBeLessThan(5_000)
  })
})

describe('a store of which some records may go', () => {
  it('lets the oldest of those go, then refuses', async () => {
    const { store } = create({ capacity: 3, mayGo: (value) => value === 'idle' })
    await store.put('a', 'busy', start + 60)
    for (const id of ['b', 'c']) await store.put(id, 'idle', start + 60)
    await store.put('d', 'idle', start + 60)
    expect(await store.find('b')).toBeUndefined()
    expect([await store.find('a'), await store.find('c')]).toEqual(['busy', 'idle'])
    for (const id of ['e', 'f']) await store.put(id, 'busy', start + 60)
    await expect(store.put('g', 'idle', start + 60)).rejects.toThrow(full)
    expect(await Promise.all(['a', 'e', 'f'].map(store.find))).toEqual(['busy', 'busy', 'busy'])
  })
})
