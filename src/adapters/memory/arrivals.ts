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
  /** `id` has been there since `time`, as another process has seen. */
  cameAt(id: string, time: number): void
  /** `id` has gone, who was there without being written down. */
  leave(id: string): void
  /** Those who have gone since this was asked last. */
  takeLeft(): readonly string[]
  /** As it stands, for whoever wants it back. */
  state(): ArrivalsState
  restore(state: ArrivalsState): void
}

/** When each came, and went (epoch seconds). */
export interface ArrivalsState {
  readonly came: ReadonlyMap<string, number>
  readonly gone: ReadonlyMap<string, number>
}

interface Needs {
  readonly clock: Clock
  /**
   * Whether what somebody has is ended one by one when they have gone. Times do not tell what is theirs
   * from what another of their name gets within the same second: that second is lost to both where it is not.
   */
  readonly endsAll?: boolean
}

/** `first`: those who are there at the start, and so have always been. */
export function createArrivals(
  first: Iterable<string>,
  { clock, endsAll = false }: Needs,
): Arrivals {
  let came = new Map([...first].map((id) => [id, 0]))
  let gone = new Map<string, number>()
  const left = new Set<string>()
  const since = (id: string) => Math.max(came.get(id) ?? 0, (gone.get(id) ?? -1) + 1)
  return {
    now(ids) {
      const time = clock.now()
      const next = new Map([...ids].map((id) => [id, came.get(id) ?? time]))
      for (const id of came.keys()) {
        if (next.has(id)) continue
        gone.set(id, time)
        left.add(id)
      }
      if (endsAll) for (const id of next.keys()) gone.delete(id)
      came = next
    },
    stillCounts(id, time) {
      // A clock that has been put right since then must keep nobody out.
      return time >= since(id) || isAhead(since(id), clock.now())
    },
    since,
    keep(id, time) {
      left.delete(id)
      gone.delete(id)
      if (came.has(id)) came.set(id, time)
    },
    cameAt(id, time) {
      if (!came.has(id)) return
      gone.delete(id)
      came.set(id, time)
    },
    leave(id) {
      left.add(id)
      gone.set(id, endsAll ? clock.now() - 1 : clock.now())
    },
    takeLeft() {
      const all = [...left]
      left.clear()
      return all
    },
    state: () => ({ came: new Map(came), gone: new Map(gone) }),
    restore(state) {
      came = new Map(state.came)
      gone = new Map(state.gone)
    },
  }
}
