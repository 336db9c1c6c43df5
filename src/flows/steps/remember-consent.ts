import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import type { Client } from '../../protocol/client/client.ts'
import type { Consent } from '../../protocol/consent/consent.ts'
import { approvalId, consentId } from '../../protocol/consent/grants.ts'
import type { StillCounts } from '../authorize/still-counts.ts'
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
  readonly stillCounts: StillCounts
  readonly clock: Clock
  /** The longest that a session lasts is `session` seconds, and so does an approval for one. */
  readonly lifetimes: { readonly session: number }
}

export function createRememberConsent(needs: Needs): RememberConsent {
  const { consents, stillCounts, clock, lifetimes } = needs

  /** What was lost must not come back with what is granted now. */
  const forgetLost = async (id: string, client: Client, sub: string): Promise<void> => {
    const before = await consents.find(id)
    if (before === undefined || (await stillCounts(client, sub, before.grantedAt))) return
    await consents.remove(id)
  }

  return async ({ session, user }, { client, grants, forGood }) => {
    const now = clock.now()
    const widen = (before: Consent | undefined): Consent => ({
      grants: [...new Set([...(before?.grants ?? []), ...grants])],
      grantedAt: now,
    })
    const add = async (id: string, expiresAt: number): Promise<void> => {
      await forgetLost(id, client, user.sub)
      await consents.upsert(id, widen, expiresAt)
    }
    const adding = [add(approvalId(session.sid, client), now + lifetimes.session)]
    if (forGood) adding.push(add(consentId(user.sub, client), Number.POSITIVE_INFINITY))
    await Promise.all(adding)
  }
}
