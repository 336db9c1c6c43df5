import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import { signOutId } from '../../protocol/account/withdrawal.ts'
import type { Session } from '../../protocol/session/session.ts'
import type { EndSession } from '../session/end-session.ts'
import { type GivenLifetimes, longestOf } from './withdraw.ts'

/** Ends the sessions of a user: those that are `known`, of which apps are told, and all others. */
export type SignOutEverywhere = (sub: string, known: readonly Session[]) => Promise<void>

interface Needs {
  readonly withdrawals: Store<number>
  readonly endSession: EndSession
  readonly clock: Clock
  readonly lifetimes: GivenLifetimes
}

/** Nobody hides a session by signing in so often that it is listed no more: the time ends it too. */
export function createSignOutEverywhere(needs: Needs): SignOutEverywhere {
  const { withdrawals, endSession, clock, lifetimes } = needs
  return async (sub, known) => {
    const now = clock.now()
    await withdrawals.put(signOutId(sub), now, now + longestOf(lifetimes))
    for (const session of known) await endSession(session)
  }
}
