import { type ByteBudget, type Holder, unlimited } from './byte-budget.ts'
import { sizeOf } from './size-of.ts'

/** What stands under every store in memory: a Map whose entries end, and which never overflows. */
export interface ExpiringMap<Value> {
  readonly size: number
  get(id: string): Value | undefined
  set(id: string, value: Value, expiresAt: number): void
  /** Changes the value where it is; its expiry and its age stay. False when nothing is there. */
  replace(id: string, value: Value): boolean
  delete(id: string): void
  /** Every live entry, the oldest first. */
  list(): readonly Listed<Value>[]
}

export interface Listed<Value> {
  readonly id: string
  readonly value: Value
  readonly expiresAt: number
}

interface Needs<Value> {
  now(): number
  readonly capacity: number
  /** What its entries and those of others may take together. */
  readonly budget?: ByteBudget
  /** Hears of every entry that leaves: taken, removed, expired or crowded out. */
  readonly onLeave?: (id: string, value: Value) => void
}

interface Entry<Value> {
  value: Value
  readonly expiresAt: number
  /** Bytes, by estimate; 0 where nobody counts. */
  size: number
}

/** Bytes of an entry beside its id and its value. */
const overhead = 128

/** Entries looked at for each one that comes in, so that the expired go away without a timer. */
const swept = 2
const sweptWhenFull = 32

/**
 * Every operation takes a bounded number of steps. When the map is full, what has expired makes
 * room, as far as a bounded look finds it, else the entry that came in first. Likewise when its budget of
 * bytes is used up, which may be by others.
 */
export function createExpiringMap<Value>(needs: Needs<Value>): ExpiringMap<Value> {
  const { now, onLeave, budget = unlimited } = needs
  const weigh = needs.budget === undefined ? () => 0 : weighed
  const capacity = Math.max(1, needs.capacity)
  const entries = new Map<string, Entry<Value>>()

  let bytes = 0
  const count = (size: number): void => {
    bytes += size
    budget.note(holder, size)
  }
  const drop = (id: string, { value, size }: Entry<Value>): void => {
    entries.delete(id)
    count(-size)
    onLeave?.(id, value)
  }
  const live = (id: string): Entry<Value> | undefined => {
    const entry = entries.get(id)
    if (entry === undefined || entry.expiresAt > now()) return entry
    drop(id, entry)
    return undefined
  }
  const room = createRoomMaker(entries, { now, capacity, budget, drop })
  const holder: Holder = {
    get bytes() {
      return bytes
    },
    evict: () => room.evict(),
  }

  return {
    get size() {
      return entries.size
    },
    get: (id) => live(id)?.value,
    set(id, value, expiresAt) {
      const before = entries.get(id)
      if (before !== undefined) drop(id, before)
      const size = weigh(id, value)
      room.make(size)
      entries.set(id, { value, expiresAt, size })
      count(size)
    },
    replace(id, value) {
      const entry = live(id)
      if (entry === undefined) return false
      entry.value = value
      const size = weigh(id, value)
      if (size !== entry.size) {
        count(size - entry.size)
        entry.size = size
        budget.makeRoom(0)
      }
      return true
    },
    delete(id) {
      const entry = entries.get(id)
      if (entry !== undefined) drop(id, entry)
    },
    list: () => listed(entries, now()),
  }
}

const listed = <Value>(
  entries: ReadonlyMap<string, Entry<Value>>,
  time: number,
): readonly Listed<Value>[] =>
  [...entries]
    .filter(([, { expiresAt }]) => expiresAt > time)
    .map(([id, { value, expiresAt }]) => ({ id, value, expiresAt }))

const weighed = (id: string, value: unknown): number => overhead + sizeOf(id) + sizeOf(value)

interface RoomNeeds<Value> {
  now(): number
  readonly capacity: number
  readonly budget: ByteBudget
  drop(id: string, entry: Entry<Value>): void
}

/**
 * Both iterators are kept between calls: a fresh one would have to step over the holes that earlier
 * removals left at the front of the Map, which makes eviction slow. A Map's iterator survives
 * changes. The one for evictions is let go when there is room, for an idle one would keep outgrown
 * tables of the Map in memory.
 */
function createRoomMaker<Value>(entries: Map<string, Entry<Value>>, needs: RoomNeeds<Value>) {
  const { now, capacity, budget, drop } = needs
  let sweeper = entries.entries()
  let oldestFirst: MapIterator<[string, Entry<Value>]> | undefined

  const sweep = (steps: number): void => {
    const time = now()
    for (let step = 0; step < steps; step += 1) {
      const next = sweeper.next()
      if (next.done === true) {
        sweeper = entries.entries()
        return
      }
      const [id, entry] = next.value
      if (entry.expiresAt <= time) drop(id, entry)
    }
  }
  const evict = (): void => {
    oldestFirst ??= entries.entries()
    const next = oldestFirst.next()
    if (next.done === true) oldestFirst = undefined
    else drop(...next.value)
  }
  return {
    evict,
    make(size: number): void {
      const isFull = entries.size >= capacity || budget.isTight
      sweep(isFull ? sweptWhenFull : swept)
      if (!isFull) oldestFirst = undefined
      while (entries.size >= capacity) evict()
      budget.makeRoom(size)
    },
  }
}
