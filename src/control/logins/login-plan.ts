/**
 * The logins that a test has planned for a realm.
 *
 * @module
 */

import { fits, type Match, type Matched } from '../match.ts'
import { type Sharing, unshared } from '../sharing.ts'

/** How a login ends. Plain data. */
export type LoginAnswer =
  | {
      /** Their user name, `sub` or e-mail address. */
      readonly user: string
      /** What is known of them in this login alone. */
      readonly claims?: Readonly<Record<string, unknown>> | undefined
      /** The scopes that they grant; all that are asked for when left out. */
      readonly grantScopes?: readonly string[] | undefined
    }
  | { readonly deny: true }
  | { readonly error: string; readonly description?: string | undefined }

export interface PlannedAnswer {
  readonly answer: LoginAnswer
  readonly match: Match
}

interface Waiting extends PlannedAnswer {
  /** How many requests have fitted before. */
  seen: number
}

export interface LoginPlan {
  /** Answers the next login that fits, once; those that were planned earlier come first. False where there is no room. */
  next(planned: PlannedAnswer): boolean
  /** Answers every login that nothing else answers; undefined: none any more. */
  always(planned: PlannedAnswer | undefined): void
  /** What is planned for a request; what was planned once is used up by it. */
  take(request: Matched): Promise<LoginAnswer | undefined>
  /** The logins of these users (`sub`) were ended: nobody is signed in silently as one of them. */
  signOut(subs: Iterable<string>): void
  hasSignedOut(sub: string): boolean
  /** As it stands, for whoever wants it back. */
  state(): LoginPlanState
  restore(state: LoginPlanState): void
}

export interface LoginPlanState {
  readonly next: readonly Waiting[]
  readonly always: PlannedAnswer | undefined
  readonly signedOut: readonly string[]
}

/** Those that wait; of faults there are as many. */
const most = 1_000

/** A silent request has no page to be answered: it is met only by what names it. */
const isMeant = ({ match }: PlannedAnswer, request: Matched): boolean =>
  fits(match, request) && (match.prompt !== undefined || !request.prompt.includes('none'))

/** The request is one that fits, and uses up what it meets. */
function meet(waiting: Waiting[], request: Matched): Waiting | undefined {
  const index = waiting.findIndex((one) => {
    if (!isMeant(one, request)) return false
    one.seen += 1
    return one.seen >= (one.match.nth ?? 1)
  })
  return index < 0 ? undefined : waiting.splice(index, 1)[0]
}

/** @param change makes the change that a request is to a plan: of many requests one meets what is planned once. */
export function createLoginPlan(change: Sharing['change'] = unshared.change): LoginPlan {
  let waiting: Waiting[] = []
  let always: PlannedAnswer | undefined
  let signedOut: ReadonlySet<string> = new Set()
  return {
    next(planned) {
      if (waiting.length >= most) return false
      waiting.push({ ...planned, seen: 0 })
      return true
    },
    always(planned) {
      always = planned
    },
    async take(request) {
      const isAwaited = waiting.some((one) => isMeant(one, request))
      const found = isAwaited ? await change(() => meet(waiting, request)) : undefined
      if (found !== undefined) return found.answer
      return always !== undefined && isMeant(always, request) ? always.answer : undefined
    },
    signOut(subs) {
      signedOut = new Set([...signedOut, ...subs])
    },
    hasSignedOut: (sub) => signedOut.has(sub),
    state: () => ({
      next: waiting.map((one) => ({ ...one })),
      always,
      signedOut: [...signedOut],
    }),
    restore(state) {
      waiting = state.next.map((one) => ({ ...one }))
      always = state.always
      signedOut = new Set(state.signedOut)
    },
  }
}
