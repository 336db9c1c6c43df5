import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/events.ts'
import type { Store } from '../../ports/store.ts'
import { endedFamily, type RefreshFamily } from '../../protocol/token/refresh-token.ts'
import type { KeptGrant } from '../../protocol/tokens/grant.ts'

export type WhyEnded = 'code-reused' | 'refresh-token-reused' | 'revoked'

/** What a grant has given: a family of refresh tokens, and access tokens by their `jti`. */
export interface Given {
  readonly grant: KeptGrant
  readonly family: string
  readonly accessTokens: readonly string[]
}

/** Ends all that a grant has given, and all that it would still give. */
export type EndGrant = (given: Given, why: WhyEnded) => Promise<void>

interface Needs {
  readonly revokedTokens: Store<true>
  readonly refreshFamilies: Store<RefreshFamily<KeptGrant>>
  readonly clock: Clock
  readonly events: Events
  /** Seconds. */
  readonly lifetimes: { readonly accessToken: number; readonly refreshToken: number }
}

export function createEndGrant(needs: Needs): EndGrant {
  const { revokedTokens, refreshFamilies, clock, events, lifetimes } = needs
  return async ({ grant, family, accessTokens }, why) => {
    const now = clock.now()
    const end = (before: RefreshFamily<KeptGrant> | undefined) => endedFamily(before, grant, now)
    const ended = await refreshFamilies.upsert(family, end, now + lifetimes.refreshToken)
    for (const { jti, exp } of ended.accessTokens) await revokedTokens.put(jti, true, exp)
    for (const jti of accessTokens) {
      await revokedTokens.put(jti, true, now + lifetimes.accessToken)
    }
    events.emit({ kind: 'grant.ended', sub: grant.sub, clientId: grant.clientId, why })
  }
}
