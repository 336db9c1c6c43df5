/**
 * How a map in memory makes room: what has expired goes, then what may go before its time.
 *
 * @module
 */

import { NoRoomError } from '../../protocol/unavailable/no-room.ts'
import type { ByteBudget } from './byte-budget.ts'

/** What a map keeps of a record. */
export interface Entry<Value> {
  value: Value
  readonly expiresAt: number
  /** Bytes, by estimate; 0 where nobody counts. */
  size: number
}

/** Entries looked at for each one that comes in, so that the expired go away without a timer. */
const swept = 2
const sweptWhenFull = 32

interface Needs<Value> {
  now(): number
  readonly capacity: number
  readonly budget: ByteBudget
  /** Whether an entry may go before it expires; undefined where each may. */
  readonly mayGo: ((value: Value) => boolean) | undefined
  drop(id: string, entry: Entry<Value>): void
}

type Entries<Value> = Map<string, Entry<Value>>

export interface RoomMaker {
  /** Lets the oldest go that may; false when none may. */
  evict(): boolean
  /** For `size` bytes more, and for `more` entries. Throws {@link NoRoomError}. */
  make(size: number, more: number): void
}

export function createRoomMaker<Value>(entries: Entries<Value>, needs: Needs<Value>): RoomMaker {
  const { capacity, budget, mayGo } = needs
  const sweep = createSweep(entries, needs)
  const oldest = createOldestFirst(entries, needs)
  const chosen = mayGo && createChosen(entries, needs, mayGo)
  const evict = chosen?.evict ?? oldest.evict

  const isMade = (size: number, more: number): boolean => {
    while (entries.size + more > capacity) if (!evict()) return false
    return budget.makeRoom(size)
  }

  return {
    evict,
    make(size, more) {
      const isFull = entries.size + more > capacity || budget.isTight
      sweep(isFull ? sweptWhenFull : swept)
      if (!isFull) oldest.rest()
      if (isMade(size, more)) chosen?.lookAgain()
      else if (chosen !== undefined) throw new NoRoomError()
    },
  }
}

/**
 * Drops what has expired, a few entries further each time. This iterator and the next are kept between
 * calls: a fresh one would have to step over the holes that earlier removals left at the front of the
 * Map, which makes eviction slow. A Map's iterator survives changes.
 */
function createSweep<Value>(entries: Entries<Value>, { now, drop }: Needs<Value>) {
  let sweeper = entries.entries()
  return (steps: number): void => {
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
}

/** Its iterator is let go when there is room: an idle one would keep outgrown tables in memory. */
function createOldestFirst<Value>(entries: Entries<Value>, { drop }: Needs<Value>) {
  let oldestFirst: MapIterator<[string, Entry<Value>]> | undefined
  return {
    evict(): boolean {
      let next = oldestFirst?.next()
      if (next === undefined || next.done === true) {
        oldestFirst = entries.entries()
        next = oldestFirst.next()
      }
      if (next.done === true) return false
      drop(...next.value)
      return true
    },
    rest(): void {
      oldestFirst = undefined
    },
  }
}

/** Where not every entry may go, all are looked at, and again in the next second at the earliest. */
function createChosen<Value>(
  entries: Entries<Value>,
  { now, drop }: Needs<Value>,
  mayGo: (value: Value) => boolean,
) {
  let foundNoneAt: number | undefined

  const dropExpired = (time: number): boolean => {
    const before = entries.size
    for (const [id, entry] of entries) if (entry.expiresAt <= time) drop(id, entry)
    return entries.size < before
  }
  const dropFirst = (): boolean => {
    for (const [id, entry] of entries) {
      if (!mayGo(entry.value)) continue
      drop(id, entry)
      return true
    }
    return false
  }

  return {
    evict(): boolean {
      const time = now()
      if (foundNoneAt === time) return false
      const isDone = dropExpired(time) || dropFirst()
      if (!isDone) foundNoneAt = time
      return isDone
    },
    lookAgain(): void {
      foundNoneAt = undefined
    },
  }
}
