import type { Clock } from '../../ports/clock.ts'
import { isAhead } from '../../protocol/time.ts'

/**
 * Since when those whom an operator has written down have been there: whoever is taken out or
 * disabled loses what they had, also when they come back.
 */
export interface Arrivals {
  /** From now on these are there, and no others. */
  now(ids: Iterable<string>): void
  /** Whether what `id` had at `time` (epoch seconds) is theirs still. Who was never there keeps it. */
  stillCounts(id: string, time: number): boolean
  /** Since when (epoch seconds) what `id` has counts. */
  since(id: string): number
  /** What `id` has had since `time` stays theirs, though they are written down only now. */
  keep(id: string, time: number): void
  /** As it stands, for whoever wants it back. */
  state(): ArrivalsState
  restore(state: ArrivalsState): void
}

/** When each came, and went (epoch seconds). */
export interface ArrivalsState {
  readonly came: ReadonlyMap<string, number>
  readonly gone: ReadonlyMap<string, number>
}

/** `first`: those who are there at the start, and so have always been. */
export function createArrivals(first: Iterable<string>, clock: Clock): Arrivals {
  let came = new Map([...first].map((id) => [id, 0]))
  let gone = new Map<string, number>()
  return {
    now(ids) {
      const time = clock.now()
      const next = new Map([...ids].map((id) => [id, came.get(id) ?? time]))
      for (const id of came.keys()) if (!next.has(id)) gone.set(id, time)
      came = next
    },
    stillCounts(id, time) {
      const changed = came.get(id) ?? gone.get(id)
      if (changed === undefined) return true
      // A clock that has been put right since then must keep nobody out.
      const isLater = came.has(id) ? time >= changed : time > changed
      return isLater || isAhead(changed, clock.now())
    },
    since: (id) => came.get(id) ?? (gone.get(id) ?? -1) + 1,
    keep(id, time) {
      if (came.has(id)) came.set(id, time)
    },
    state: () => ({ came: new Map(came), gone: new Map(gone) }),
    restore(state) {
      came = new Map(state.came)
      gone = new Map(state.gone)
    },
  }
}
