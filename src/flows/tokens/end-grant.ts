import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/events.ts'
import type { Store } from '../../ports/store.ts'
import { clockSkew } from '../../protocol/time.ts'
import { markOf } from '../../protocol/token/grant-mark.ts'
import { endedFamily, type RefreshFamily } from '../../protocol/token/refresh-token.ts'
import type { EndedToken } from '../../protocol/tokens/dead-token.ts'
import type { KeptGrant } from '../../protocol/tokens/grant.ts'

export type WhyEnded = 'code-reused' | 'refresh-token-reused' | 'revoked'

/** What a grant has given: refresh tokens, and access tokens that bear the mark of their family. */
export interface Given {
  readonly grant: KeptGrant
  readonly family: string
}

/** Ends all that a grant has given, and all that it would still give. */
export type EndGrant = (given: Given, why: WhyEnded) => Promise<void>

interface Needs {
  readonly revokedTokens: Store<EndedToken>
  readonly refreshFamilies: Store<RefreshFamily<KeptGrant>>
  readonly clock: Clock
  readonly events: Events
  /** Seconds. */
  readonly lifetimes: { readonly accessToken: number; readonly refreshToken: number }
}

export function createEndGrant(needs: Needs): EndGrant {
  const { revokedTokens, refreshFamilies, clock, events, lifetimes } = needs
  return async ({ grant, family }, why) => {
    const now = clock.now()
    const end = (before: RefreshFamily<KeptGrant> | undefined) => endedFamily(before, grant, now)
    await refreshFamilies.upsert(family, end, now + lifetimes.refreshToken)
    // one that is being signed just now lives a moment longer
    await revokedTokens.put(markOf(family), 'revoked', now + lifetimes.accessToken + clockSkew)
    events.emit({ kind: 'grant.ended', sub: grant.sub, clientId: grant.clientId, why })
  }
}
