import { type ByteBudget, type Holder, unlimited } from './byte-budget.ts'
import { createRoomMaker, type Entry } from './room-maker.ts'
import { sizeOf } from './size-of.ts'

/** What stands under every store in memory: a Map whose entries end, and which never overflows. */
export interface ExpiringMap<Value> {
  readonly size: number
  get(id: string): Value | undefined
  /** Throws {@link NoRoomError} where there is no room, and nothing that may make some. */
  set(id: string, value: Value, expiresAt: number): void
  /**
   * Changes the value where it is; its expiry and its age stay. False when nothing is there. Throws
   * as `set` does, and then the value stays as it was.
   */
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
  /** Whether an entry may go before it expires, to make room; without it each may. */
  readonly mayGo?: (value: Value) => boolean
  /** Hears of every entry that leaves: taken, removed, expired or crowded out. */
  readonly onLeave?: (id: string, value: Value) => void
}

/** Bytes of an entry beside its id and its value. */
const overhead = 128

/** Nothing stands behind it before something is kept: a realm has more stores than most tests use. */
export function createExpiringMap<Value>(needs: Needs<Value>): ExpiringMap<Value> {
  let made: ExpiringMap<Value> | undefined
  return {
    get size() {
      return made?.size ?? 0
    },
    get: (id) => made?.get(id),
    set(id, value, expiresAt) {
      made ??= createFullMap(needs)
      made.set(id, value, expiresAt)
    },
    replace: (id, value) => made?.replace(id, value) ?? false,
    delete: (id) => made?.delete(id),
    list: () => made?.list() ?? [],
  }
}

/**
 * Every operation takes a bounded number of steps. When the map is full, what has expired makes
 * room, as far as a bounded look finds it, else the entry that came in first. Likewise when its budget of
 * bytes is used up, which may be by others. Only where not every entry may go, all are looked at when
 * it is full, and once a second at most when none was found.
 */
function createFullMap<Value>(needs: Needs<Value>): ExpiringMap<Value> {
  const { now, onLeave, mayGo, budget = unlimited } = needs
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
  const room = createRoomMaker(entries, { now, capacity, budget, mayGo, drop })
  const holder: Holder = {
    get bytes() {
      return bytes
    },
    evict: () => room.evict(),
    clear() {
      for (const [id, entry] of entries) drop(id, entry)
    },
  }

  return {
    get size() {
      return entries.size
    },
    get: (id) => live(id)?.value,
    set(id, value, expiresAt) {
      const before = entries.get(id)
      const size = weigh(id, value)
      room.make(size - (before?.size ?? 0), before === undefined ? 1 : 0)
      if (before !== undefined && entries.get(id) === before) drop(id, before)
      // It may have been the one that had to go.
      else if (before !== undefined) room.make(size, 1)
      entries.set(id, { value, expiresAt, size })
      count(size)
    },
    replace(id, value) {
      const entry = live(id)
      if (entry === undefined) return false
      const size = weigh(id, value)
      if (size > entry.size) room.make(size - entry.size, 0)
      // It may have been the one that had to go.
      if (entries.get(id) !== entry) return true
      entry.value = value
      count(size - entry.size)
      entry.size = size
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
