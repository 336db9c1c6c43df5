import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/events.ts'
import type { Store } from '../../ports/store.ts'
import { type Account, type LetIn, noAccount, withoutApp } from '../../protocol/account/account.ts'
import { withdrawalId } from '../../protocol/account/withdrawal.ts'
import type { Consent } from '../../protocol/consent/consent.ts'

/**
 * Takes back all that a user has let an app have: codes, tokens of every kind and approvals. From its
 * first step on nothing of it works, for the time of the withdrawal is kept as long as any of it lasts.
 */
export type Withdraw = (sub: string, app: LetIn) => Promise<void>

interface Needs {
  readonly accounts: Store<Account>
  readonly consents: Store<Consent>
  readonly withdrawals: Store<number>
  readonly clock: Clock
  readonly events: Events
  readonly lifetimes: GivenLifetimes
}

/** Of what is given, in seconds. */
export interface GivenLifetimes {
  readonly accessToken: number
  readonly refreshToken: number
  readonly session: number
}

export const longestOf = ({ accessToken, refreshToken, session }: GivenLifetimes): number =>
  Math.max(accessToken, refreshToken, session)

export function createWithdraw(needs: Needs): Withdraw {
  const { accounts, consents, withdrawals, clock, events, lifetimes } = needs
  return async (sub, { clientId, consents: forGood }) => {
    const now = clock.now()
    await withdrawals.put(withdrawalId(sub, clientId), now, now + longestOf(lifetimes))
    // an approval for good lasts longer than that time is kept
    for (const id of forGood) await consents.remove(id)
    await accounts.update(sub, (account = noAccount) => withoutApp(account, clientId))
    events.emit({ kind: 'consent.withdrawn', sub, clientId })
  }
}
