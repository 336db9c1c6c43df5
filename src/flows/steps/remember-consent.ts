import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import type { Consent } from '../../protocol/consent/consent.ts'
import { consentId } from '../../protocol/consent/grants.ts'

/** Adds to what a user has granted to a client for good. */
export type RememberConsent = (
  sub: string,
  clientId: string,
  grants: readonly string[],
) => Promise<void>

interface Needs {
  readonly consents: Store<Consent>
  readonly clock: Clock
}

export function createRememberConsent({ consents, clock }: Needs): RememberConsent {
  return async (sub, clientId, grants) => {
    const id = consentId(sub, clientId)
    const grantedAt = clock.now()
    const widen = (before: Consent | undefined): Consent => ({
      grants: new Set([...(before?.grants ?? []), ...grants]),
      grantedAt,
    })
    await consents.upsert(id, widen, Number.POSITIVE_INFINITY)
  }
}
