/**
 * What came and went while nobody reads the journals, kept at little cost: an exchange that is under way
 * alone in its realm is what an event belongs to, and of several that cross nobody knows whose it is.
 *
 * @module
 */

import type { RecordedEvent } from '../../ports/events.ts'
import type { KeptExchange } from './told.ts'

/** How many exchanges of a realm are kept; of more the oldest go. */
const mostUnread = 100

export interface Unread {
  readonly exchange: KeptExchange
  readonly realm: string
}

/** One exchange while it is under way. */
export interface Alone {
  /** Whether no other of its realm has crossed it so far. */
  isAlone: boolean
  readonly events: RecordedEvent['event'][]
}

export interface HalfAsleep {
  begin(realm: string): Alone
  /** `wasCut`: its connection has ended, and what it began may go on. */
  end(realm: string, one: Alone, wasCut?: boolean): void
  hear(recorded: RecordedEvent): void
  keep(unread: Unread): void
  forget(realm: string): void
  /** All that was kept, the oldest first, which is kept no longer. */
  wake(): readonly Unread[]
}

/** Milliseconds for which the work of an exchange may go on that was cut. */
const aftermath = 30_000

/** @param elapsed milliseconds of the machine, from any beginning. */
export function createHalfAsleep(elapsed: () => number): HalfAsleep {
  /** Until when nobody knows whose an event is. */
  const unclear = new Map<string, number>()
  const underWay = new Map<string, Set<Alone>>()
  const unread = new Map<string, Unread[]>()
  return {
    begin(realm) {
      const others = underWay.get(realm) ?? new Set()
      underWay.set(realm, others)
      const isClear = elapsed() >= (unclear.get(realm) ?? 0)
      const one: Alone = { isAlone: others.size === 0 && isClear, events: [] }
      others.add(one)
      if (!one.isAlone) for (const other of others) other.isAlone = false
      return one
    },
    end(realm, one, wasCut = false) {
      if (wasCut) unclear.set(realm, elapsed() + aftermath)
      const others = underWay.get(realm)
      others?.delete(one)
      if (others?.size === 0) underWay.delete(realm)
    },
    hear({ realm, event }) {
      const [one, another] = underWay.get(realm ?? '') ?? []
      if (another === undefined) one?.events.push(event)
    },
    keep(one) {
      const kept = unread.get(one.realm) ?? []
      unread.set(one.realm, kept)
      kept.push(one)
      if (kept.length > mostUnread) kept.shift()
    },
    forget(realm) {
      unread.delete(realm)
      unclear.delete(realm)
    },
    wake() {
      // what happens from now on to those under way is not heard here any more
      for (const one of [...underWay.values()].flatMap((all) => [...all])) one.isAlone = false
      const all = [...unread.values()].flat()
      unread.clear()
      return all
    },
  }
}
