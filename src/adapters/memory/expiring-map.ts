/** What stands under every store in memory: a Map whose entries end, and which never overflows. */
export interface ExpiringMap<Value> {
  readonly size: number
  get(id: string): Value | undefined
  set(id: string, value: Value, expiresAt: number): void
  /** Changes the value where it is; its expiry and its age stay. False when nothing is there. */
  replace(id: string, value: Value): boolean
  delete(id: string): void
}

interface Needs<Value> {
  now(): number
  readonly capacity: number
  /** Hears of every entry that leaves: taken, removed, expired or crowded out. */
  readonly onLeave?: (id: string, value: Value) => void
}

interface Entry<Value> {
  value: Value
  readonly expiresAt: number
}

/** Entries looked at for each one that comes in, so that the expired go away without a timer. */
const swept = 2
const sweptWhenFull = 32

/**
 * Every operation takes a bounded number of steps. When the map is full, what has expired makes
 * room, as far as a bounded look finds it, else the entry that came in first.
 */
export function createExpiringMap<Value>(needs: Needs<Value>): ExpiringMap<Value> {
  const { now, onLeave } = needs
  const capacity = Math.max(1, needs.capacity)
  const entries = new Map<string, Entry<Value>>()

  const drop = (id: string, { value }: Entry<Value>): void => {
    entries.delete(id)
    onLeave?.(id, value)
  }
  const live = (id: string): Entry<Value> | undefined => {
    const entry = entries.get(id)
    if (entry === undefined || entry.expiresAt > now()) return entry
    drop(id, entry)
    return undefined
  }
  const room = createRoomMaker(entries, { now, capacity, drop })

  return {
    get size() {
      return entries.size
    },
    get: (id) => live(id)?.value,
    set(id, value, expiresAt) {
      const before = entries.get(id)
      if (before !== undefined) drop(id, before)
      room.make()
      entries.set(id, { value, expiresAt })
    },
    replace(id, value) {
      const entry = live(id)
      if (entry === undefined) return false
      entry.value = value
      return true
    },
    delete(id) {
      const entry = entries.get(id)
      if (entry !== undefined) drop(id, entry)
    },
  }
}

interface RoomNeeds<Value> {
  now(): number
  readonly capacity: number
  drop(id: string, entry: Entry<Value>): void
}

/**
 * Both iterators are kept between calls: a fresh one would have to step over the holes that earlier
 * removals left at the front of the Map, which makes eviction slow. A Map's iterator survives
 * changes. The one for evictions is let go when there is room, for an idle one would keep outgrown
 * tables of the Map in memory.
 */
function createRoomMaker<Value>(entries: Map<string, Entry<Value>>, needs: RoomNeeds<Value>) {
  const { now, capacity, drop } = needs
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
    make(): void {
      sweep(entries.size < capacity ? swept : sweptWhenFull)
      if (entries.size < capacity) oldestFirst = undefined
      while (entries.size >= capacity) evict()
    },
  }
}
