import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import type { Client } from '../../protocol/client.ts'
import type { Consent } from '../../protocol/consent/consent.ts'
import { approvalId, consentId } from '../../protocol/consent/grants.ts'
import type { CurrentSession } from '../session/current-session.ts'

export interface Approval {
  readonly client: Client
  readonly grants: readonly string[]
  /** Whether it outlasts the session. */
  readonly forGood: boolean
}

/** Adds to what a user has granted to a client: for the session, or for good. */
export type RememberConsent = (current: CurrentSession, approval: Approval) => Promise<void>

interface Needs {
  readonly consents: Store<Consent>
  readonly clock: Clock
  /** The longest that a session lasts is `session` seconds, and so does an approval for one. */
  readonly lifetimes: { readonly session: number }
}

export function createRememberConsent({ consents, clock, lifetimes }: Needs): RememberConsent {
  return async ({ session, user }, { client, grants, forGood }) => {
    const now = clock.now()
    const widen = (before: Consent | undefined): Consent => ({
      grants: [...new Set([...(before?.grants ?? []), ...grants])],
      grantedAt: now,
    })
    const approval = approvalId(session.sid, client)
    await consents.upsert(approval, widen, now + lifetimes.session)
    if (!forGood) return
    await consents.upsert(consentId(user.sub, client), widen, Number.POSITIVE_INFINITY)
  }
}
