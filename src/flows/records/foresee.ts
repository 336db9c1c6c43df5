import type { Store } from '../../ports/store.ts'
import type { Account } from '../../protocol/account/account.ts'
import { signOutId, withdrawalId } from '../../protocol/account/withdrawal.ts'
import type { Client } from '../../protocol/client/client.ts'
import type { Consent } from '../../protocol/consent/consent.ts'
import { approvalId, consentId } from '../../protocol/consent/grants.ts'
import type { Session } from '../../protocol/session/session.ts'

/**
 * Says what a request will ask for of a login, and of what its client was let have in it, so that a store
 * outside of this process reads it in one step. `client`: undefined where none is asked about.
 */
export type Foresee = (login: Pick<Session, 'sub' | 'sid'>, client: Client | undefined) => void

interface Needs {
  readonly withdrawals: Store<number>
  readonly consents: Store<Consent>
  readonly accounts: Store<Account>
}

/** The same of the session that a cookie opens. */
export type ForeseeSession = (sessionId: string | undefined) => void

export const createForeseeSession =
  ({ sessions }: { readonly sessions: Store<Session> }): ForeseeSession =>
  (sessionId) => {
    if (sessionId !== undefined) sessions.expect?.(sessionId)
  }

export function createForesee({ withdrawals, consents, accounts }: Needs): Foresee {
  return ({ sub, sid }, client) => {
    withdrawals.expect?.(signOutId(sub))
    if (client === undefined) return
    withdrawals.expect?.(withdrawalId(sub, client.id))
    consents.expect?.(approvalId(sid, client))
    consents.expect?.(consentId(sub, client))
    accounts.expect?.(sub)
  }
}
