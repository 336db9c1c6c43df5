/**
 * The faults that a test has planned for a realm.
 *
 * @module
 */

import { fits, type Match, type Matched } from '../match.ts'
import { type Shared, type Sharing, unshared } from '../sharing.ts'
import { type Fault, type FaultKind, kindsOf } from './fault.ts'
import type { Need } from './need.ts'

/** Plain data. */
export interface PlannedFault {
  readonly id: string
  readonly match: Match
  readonly fault: Fault
  /** How often it is met. */
  readonly times: number | 'always'
  /** How often it was met. */
  readonly used: number
  /** Why the last request that fitted did not meet it, in a sentence. */
  readonly missed?: string | undefined
  /** The scenario that it belongs to. */
  readonly scenario?: string | undefined
}

interface Order extends Pick<PlannedFault, 'match' | 'fault' | 'times' | 'scenario'> {
  readonly needs?: readonly Need[]
}

/** Why a fault has no effect on the request at hand; undefined where it has. */
export type Judge = (planned: Required<Pick<Order, 'fault' | 'needs'>>) => string | undefined

export interface FaultPlan {
  isEmpty(): boolean
  /** Undefined where there is no room for one more. */
  add(order: Order): PlannedFault | undefined
  /** Those that are used up among them. */
  list(): readonly PlannedFault[]
  remove(id: string): boolean
  clear(): void
  /** Forgets those of the scenario before; what is planned by its name from now on belongs to this. */
  beginScenario(name: string | undefined): void
  /** The scenario that has begun. */
  scenario(): string | undefined
  /**
   * The fault of one of these kinds that a request meets, which uses it; those that were planned
   * earlier come first. `judge`: whether it has an effect on this very request.
   */
  take(kinds: readonly FaultKind[], request: Matched, judge?: Judge): Promise<Fault | undefined>
  /** Whether one of these kinds waits for such a request. */
  awaits(kinds: readonly FaultKind[], request: Matched): boolean
  /** As it stands, for whoever wants it back. */
  state(): FaultPlanState
  restore(state: FaultPlanState): void
  /** What replicas share of it: all but a scenario, of which each process has its own. */
  readonly shared: Shared<Pick<FaultPlanState, 'made' | 'kept'>>
}

interface Kept extends PlannedFault {
  readonly needs: readonly Need[]
  used: number
  missed?: string | undefined
  /** How many requests have fitted. */
  seen: number
}

export interface FaultPlanState {
  readonly made: number
  readonly scenario: string | undefined
  readonly kept: readonly Readonly<Kept>[]
}

/** Of more than these, those that are used up make room. */
const most = 1_000

/**
 * @param served hears of each fault that a request meets.
 * @param change makes the change that a request is to a plan: of many requests one meets what is planned once.
 */
export function createFaultPlan(
  served: (fault: PlannedFault) => void,
  change: Sharing['change'] = unshared.change,
): FaultPlan {
  let kept: Kept[] = []
  let made = 0
  let begun: string | undefined
  return {
    isEmpty: () => kept.length === 0,
    add(order) {
      if (kept.length >= most) kept = kept.filter(isLeft)
      if (kept.length >= most) return undefined
      made += 1
      const planned = { needs: [], ...order, id: `fault-${made}`, used: 0, seen: 0 }
      kept.push(planned)
      return shown(planned)
    },
    list: () => kept.map(shown),
    remove(id) {
      const before = kept.length
      kept = kept.filter((one) => one.id !== id)
      return kept.length < before
    },
    clear() {
      kept = []
      begun = undefined
    },
    beginScenario(name) {
      kept = kept.filter(isOfNoScenario)
      begun = name
    },
    scenario: () => begun,
    async take(kinds, request, judge = () => undefined) {
      if (!kept.some((one) => isFor(one, kinds, request))) return undefined
      const met = await change(() => meet(kept, kinds, request, judge))
      if (met !== undefined) served(met)
      return met?.fault
    },
    awaits: (kinds, request) => kept.some((one) => isLeft(one) && isFor(one, kinds, request)),
    shared: {
      state: () => ({ made, kept: kept.filter(isOfNoScenario) }),
      restore(state) {
        made = Math.max(made, state.made)
        kept = [
          ...state.kept.map((one) => ({ ...one })),
          ...kept.filter((one) => !isOfNoScenario(one)),
        ]
      },
    },
    state: () => ({ made, scenario: begun, kept: kept.map((one) => ({ ...one })) }),
    restore(state) {
      made = state.made
      begun = state.scenario
      kept = state.kept.map((one) => ({ ...one }))
    },
  }
}

/** The request is one that fits, and uses what it meets. */
function meet(
  kept: readonly Kept[],
  kinds: readonly FaultKind[],
  request: Matched,
  judge: Judge,
): PlannedFault | undefined {
  const fitting = kept.filter((one) => {
    if (!isFor(one, kinds, request)) return false
    one.missed = judge(one)
    return one.missed === undefined
  })
  for (const one of fitting) one.seen += 1
  const met = fitting.find((one) => isLeft(one) && one.seen >= (one.match.nth ?? 1))
  if (met === undefined) return undefined
  met.used += 1
  return shown(met)
}

const isFor = ({ match, fault }: Kept, kinds: readonly FaultKind[], request: Matched): boolean =>
  kindsOf(fault).some((kind) => kinds.includes(kind)) && fits(match, request)

const isOfNoScenario = ({ scenario }: PlannedFault): boolean => scenario === undefined

const isLeft = ({ times, used }: PlannedFault): boolean => times === 'always' || used < times

/** Whether a test that has planned it, and no scenario, is still waiting for it. */
export const isUnused = ({ times, used, scenario }: PlannedFault): boolean =>
  scenario === undefined && used < (times === 'always' ? 1 : times)

const shown = ({ id, match, fault, times, used, missed, scenario }: Kept): PlannedFault => ({
  ...{ id, match, fault, times, used },
  ...(missed !== undefined && { missed }),
  ...(scenario !== undefined && { scenario }),
})
