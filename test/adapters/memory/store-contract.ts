/**
 * What every store keeps to, whatever it is made of. The test of a store calls these with a way to
 * make an empty one.
 *
 * @module
 */

import { describe, expect, it } from 'vitest'
import type { Clock } from '../../../src/ports/clock.ts'
import type { GroupedStore, Store } from '../../../src/ports/store.ts'
import { fakeClock, start } from '../fake-clock.ts'

/** Plain JSON in every shape that a record has: a list, an object, and objects in a list. */
interface Account {
  readonly owner: string
  readonly balance: number
  readonly open: boolean
  readonly address: { readonly city: string; readonly lines: readonly string[] }
  readonly bookings: readonly { readonly at: number; readonly of: string | null }[]
}

const ada: Account = {
  owner: 'ada',
  balance: 0,
  open: true,
  address: { city: 'Zürich "\u2028', lines: ['1 \\ 2', ''] },
  bookings: [
    { at: 1, of: 'rent' },
    { at: 2, of: null },
  ],
}

interface Settings {
  readonly clock: Clock
  readonly capacity: number
}

type MakeStore = (settings: Settings) => Store<Account> | Promise<Store<Account>>

export function itIsAStore(make: MakeStore): void {
  const prepare = async (capacity = 100) => {
    const clock = fakeClock()
    return { clock, store: await make({ clock, capacity }) }
  }

  describe('as a store', () => {
    it('finds what was put, and nothing under another id', async () => {
      const { store } = await prepare()
      await store.put('a', ada, start + 60)
      expect(await store.find('a')).toEqual(ada)
      expect(await store.find('A')).toBeUndefined()
    })

    it.each(['__proto__', 'constructor', 'toString', ''])(
      'holds the id %j like any other',
      async (id) => {
        const { store } = await prepare()
        expect(await store.find(id)).toBeUndefined()
        await store.put(id, ada, start + 60)
        expect(await store.find(id)).toEqual(ada)
        expect(await store.take(id)).toEqual(ada)
        expect(await store.find(id)).toBeUndefined()
      },
    )

    it('forgets an entry in the second in which it expires, for every verb', async () => {
      const { store, clock } = await prepare()
      for (const id of ['found', 'taken', 'updated']) await store.put(id, ada, start + 60)
      clock.time = start + 59
      expect(await store.find('found')).toEqual(ada)
      clock.time = start + 60
      expect(await store.find('found')).toBeUndefined()
      expect(await store.take('taken')).toBeUndefined()
      expect(await store.update('updated', () => ada)).toBeUndefined()
    })

    it('keeps an entry for good whose expiry is Infinity', async () => {
      const { store, clock } = await prepare()
      await store.put('a', ada, Number.POSITIVE_INFINITY)
      clock.time = Number.MAX_SAFE_INTEGER
      expect(await store.find('a')).toEqual(ada)
    })

    it('replaces the value and the expiry when an id is put again', async () => {
      const { store, clock } = await prepare()
      await store.put('a', ada, start + 10)
      await store.put('a', { ...ada, balance: 7 }, start + 60)
      clock.time = start + 30
      expect(await store.find('a')).toEqual({ ...ada, balance: 7 })
    })

    it('keeps the expiry when an entry is updated', async () => {
      const { store, clock } = await prepare()
      await store.put('a', ada, start + 60)
      clock.time = start + 59
      const updated = await store.update('a', (account) => ({ ...account, balance: 1 }))
      expect(updated).toEqual({ ...ada, balance: 1 })
      expect(await store.find('a')).toEqual({ ...ada, balance: 1 })
      clock.time = start + 60
      expect(await store.find('a')).toBeUndefined()
    })

    it('updates nothing, and asks for no change, when nothing is there', async () => {
      const { store } = await prepare()
      let asked = 0
      const change = (account: Account) => {
        asked += 1
        return account
      }
      expect(await store.update('a', change)).toBeUndefined()
      expect(await store.find('a')).toBeUndefined()
      expect(asked).toBe(0)
    })

    it('keeps the entry as it was when the change throws', async () => {
      const { store } = await prepare()
      await store.put('a', ada, start + 60)
      const change = () => {
        throw new Error('no such change')
      }
      await expect(store.update('a', change)).rejects.toThrow('no such change')
      expect(await store.find('a')).toEqual(ada)
    })

    it('changes a list and an object within a record', async () => {
      const { store } = await prepare()
      await store.put('a', ada, start + 60)
      const book = (account: Account): Account => ({
        ...account,
        address: { ...account.address, city: 'Bern' },
        bookings: [...account.bookings, { at: 3, of: 'tea' }],
      })
      const booked = {
        ...ada,
        address: { ...ada.address, city: 'Bern' },
        bookings: [...ada.bookings, { at: 3, of: 'tea' }],
      }
      expect(await store.update('a', book)).toEqual(booked)
      expect(await store.take('a')).toEqual(booked)
    })

    it('keeps a record whose member is undefined, and says nothing of that member', async () => {
      const { store } = await prepare()
      const nameless = { ...ada, owner: undefined as unknown as string }
      await store.put('a', nameless, start + 60)
      expect((await store.find('a'))?.owner).toBeUndefined()
      expect(await store.find('a')).toEqual(nameless)
    })

    it('loses no update of 100 at once', async () => {
      const { store } = await prepare()
      await store.put('a', ada, start + 60)
      const addOne = (account: Account) => ({ ...account, balance: account.balance + 1 })
      await Promise.all(Array.from({ length: 100 }, () => store.update('a', addOne)))
      expect((await store.find('a'))?.balance).toBe(100)
    })

    it('makes an entry of nothing, or changes the one that is there, which keeps its expiry', async () => {
      const { store, clock } = await prepare()
      const addOne = (account: Account = ada) => ({ ...account, balance: account.balance + 1 })
      expect(await store.upsert('a', addOne, start + 10)).toEqual({ ...ada, balance: 1 })
      expect(await store.upsert('a', addOne, start + 60)).toEqual({ ...ada, balance: 2 })
      clock.time = start + 10
      expect(await store.find('a')).toBeUndefined()
      expect(await store.upsert('a', addOne, start + 60)).toEqual({ ...ada, balance: 1 })
    })

    it('loses nothing when 100 make or change the same entry at once (ASVS 15.4.2)', async () => {
      const { store } = await prepare()
      const addOne = (account: Account = ada) => ({ ...account, balance: account.balance + 1 })
      await Promise.all(Array.from({ length: 100 }, () => store.upsert('a', addOne, start + 60)))
      expect((await store.find('a'))?.balance).toBe(100)
    })

    it('gives an entry to exactly one of 100 that take it at once', async () => {
      const { store } = await prepare()
      await store.put('a', ada, start + 60)
      const taken = await Promise.all(Array.from({ length: 100 }, () => store.take('a')))
      expect(taken.filter((value) => value !== undefined)).toEqual([ada])
    })

    it('removes an entry, and does not mind when there is none', async () => {
      const { store } = await prepare()
      await store.put('a', ada, start + 60)
      await store.remove('a')
      await store.remove('a')
      expect(await store.find('a')).toBeUndefined()
    })

    it('holds no more than its capacity, and the newest among it', async () => {
      const { store } = await prepare(10)
      const ids = Array.from({ length: 50 }, (_, at) => `id-${at}`)
      for (const id of ids) await store.put(id, ada, start + 60)
      expect(await whichAreIn(store, ids)).toEqual(ids.slice(-10))
    })

    it('makes room with what has expired before it forgets what has not', async () => {
      const { store, clock } = await prepare(4)
      await store.put('lasting', ada, start + 600)
      for (const id of ['a', 'b', 'c']) await store.put(id, ada, start + 1)
      clock.time = start + 2
      for (const id of ['d', 'e', 'f']) await store.put(id, ada, start + 60)
      expect(await whichAreIn(store, ['lasting', 'd', 'e', 'f'])).toEqual([
        'lasting',
        'd',
        'e',
        'f',
      ])
    })
  })
}

type MakeGroupedStore = (
  settings: Settings & { readonly perGroup: number },
) => GroupedStore<Account> | Promise<GroupedStore<Account>>

export function itIsAGroupedStore(make: MakeGroupedStore): void {
  const prepare = async (perGroup = 3, capacity = 100) => {
    const clock = fakeClock()
    return { clock, store: await make({ clock, capacity, perGroup }) }
  }

  describe('as a grouped store', () => {
    it('lets the oldest of an over-full group make room, and nobody else', async () => {
      const { store } = await prepare(3)
      await store.putIn('other', 'x', ada, start + 60)
      await store.put('alone', ada, start + 60)
      for (const id of ['a', 'b', 'c', 'd']) await store.putIn('group', id, ada, start + 60)
      const ids = ['x', 'alone', 'a', 'b', 'c', 'd']
      expect(await whichAreIn(store, ids)).toEqual(['x', 'alone', 'b', 'c', 'd'])
    })

    it('does not count in a group what was taken, removed or has expired', async () => {
      const { store, clock } = await prepare(3)
      await store.putIn('group', 'lasting', ada, start + 600)
      await store.putIn('group', 'expired', ada, start + 1)
      await store.putIn('group', 'taken', ada, start + 600)
      await store.take('taken')
      clock.time = start + 2
      expect(await store.find('expired')).toBeUndefined()
      for (const id of ['a', 'b']) await store.putIn('group', id, ada, start + 600)
      expect(await whichAreIn(store, ['lasting', 'a', 'b'])).toEqual(['lasting', 'a', 'b'])
      await store.remove('a')
      await store.putIn('group', 'c', ada, start + 600)
      expect(await whichAreIn(store, ['lasting', 'b', 'c'])).toEqual(['lasting', 'b', 'c'])
    })

    it('counts an entry once that is put twice or updated', async () => {
      const { store } = await prepare(2)
      await store.putIn('group', 'a', ada, start + 60)
      await store.putIn('group', 'b', ada, start + 60)
      await store.putIn('group', 'b', ada, start + 60)
      await store.update('b', (account) => ({ ...account, balance: 1 }))
      await store.upsert('b', (account = ada) => ({ ...account, balance: 2 }), start + 60)
      expect(await whichAreIn(store, ['a', 'b'])).toEqual(['a', 'b'])
    })

    it('lets an entry change its group', async () => {
      const { store } = await prepare(1)
      await store.putIn('one', 'a', ada, start + 60)
      await store.putIn('two', 'a', ada, start + 60)
      await store.putIn('one', 'b', ada, start + 60)
      expect(await whichAreIn(store, ['a', 'b'])).toEqual(['a', 'b'])
    })
  })
}

async function whichAreIn(store: Store<Account>, ids: readonly string[]) {
  const found = await Promise.all(ids.map((id) => store.find(id)))
  return ids.filter((_, at) => found[at] !== undefined)
}
