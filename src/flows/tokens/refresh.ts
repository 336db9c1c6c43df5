import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { Store } from '../../ports/store.ts'
import type { Client } from '../../protocol/client/client.ts'
import { familyKeyOf } from '../../protocol/token/dpop.ts'
import { markOf } from '../../protocol/token/grant-mark.ts'
import {
  grantedTargetRules,
  narrowedAudience,
  narrowedScope,
  scopeRules,
} from '../../protocol/token/narrowing.ts'
import { refreshRules, rotationRules } from '../../protocol/token/refresh-rules.ts'
import {
  hashOf,
  parseRefreshToken,
  type RefreshFamily,
  type RefreshTokenParts,
  turnOf,
  useRefreshToken,
  writeRefreshToken,
} from '../../protocol/token/refresh-token.ts'
import { mustHold, type TokenRequest } from '../../protocol/token/request.ts'
import type { TokenResponse } from '../../protocol/token/response.ts'
import { type Grant, grantOf, type KeptGrant } from '../../protocol/tokens/grant.ts'
import type { HasEnded } from '../records/has-ended.ts'
import type { ProvedClient } from './authenticate-client.ts'
import type { EndGrant } from './end-grant.ts'
import type { GiveTokens } from './give-tokens.ts'

type Family = RefreshFamily<KeptGrant>

/** What a request brings: its token taken apart, and the family that this belongs to. */
export interface FoundFamily {
  readonly parts: RefreshTokenParts | undefined
  readonly family: Family | undefined
}

/** Uses a refresh token (RFC 6749 §6). Only a second use ends anything. */
export interface Refresh {
  find(request: TokenRequest): Promise<FoundFamily>
  refresh(found: FoundFamily, by: ProvedClient, request: TokenRequest): Promise<TokenResponse>
}

interface Needs {
  readonly refreshFamilies: Store<Family>
  readonly hasEnded: HasEnded
  readonly giveTokens: GiveTokens
  readonly endGrant: EndGrant
  readonly entropy: Entropy
  readonly clock: Clock
  /** Seconds. */
  readonly lifetimes: { readonly refreshIdle: number }
}

export function createRefresh(needs: Needs): Refresh {
  const { refreshFamilies, hasEnded, giveTokens, endGrant, entropy, clock } = needs
  const { lifetimes } = needs

  /** One step for the store: of many uses of one token at once, one is the first. */
  const rotate = async (parts: RefreshTokenParts, by: ProvedClient) => {
    const secret = entropy.secret()
    const next = hashOf(secret)
    const now = clock.now()
    const { grace } = by.client.refresh
    const jkt = familyKeyOf({ ...by, jkt: by.proof?.jkt })
    const use = { turn: parts.turn, secret: parts.secret, next, jkt, now, grace }
    let before: Family | undefined
    const after = await refreshFamilies.update(parts.family, (family) => {
      before = family
      return useRefreshToken(family, use)
    })
    const turn = after && turnOf(after, next)
    const isReuse = after?.ended === true && before?.ended === false
    const token =
      turn === undefined ? undefined : writeRefreshToken({ family: parts.family, turn, secret })
    return { token, reused: isReuse ? after : undefined }
  }

  return {
    async find({ form }) {
      const parts = parseRefreshToken(form.values.get('refresh_token') ?? '')
      return { parts, family: parts && (await refreshFamilies.find(parts.family)) }
    },

    async refresh({ parts, family }, by, request) {
      const { client, proof } = by
      const jkt = proof?.jkt
      const isSignedOut =
        family !== undefined &&
        (await hasEnded({ ...family.grant, at: family.grant.grantedAt })) === 'signed-out'
      const now = clock.now()
      mustHold(refreshRules, { family, client, jkt, isSignedOut, idle: lifetimes.refreshIdle, now })
      if (parts === undefined || family === undefined) {
        throw new Error('the rules let a refresh token pass that there is not')
      }
      const subject = await giveTokens.subjectOf(family.grant, markOf(parts.family))
      const grant = narrowed(family.grant, client, request)
      await proof?.use()
      const { token, reused } = await rotate(parts, by)
      if (reused !== undefined) {
        await endGrant({ grant: reused.grant, family: parts.family }, 'refresh-token-reused')
      }
      mustHold(rotationRules, { works: token !== undefined })
      const { endsWithSession } = family
      return giveTokens.forRefresh(
        { grant, refreshToken: token ?? '', family: parts.family, endsWithSession, jkt },
        subject,
      )
    },
  }
}

/** What may be had now: no more than was granted. */
function narrowed(kept: KeptGrant, client: Client, { form }: TokenRequest): Grant {
  const grant = grantOf(kept, client)
  mustHold(scopeRules, { form, scope: grant.scope })
  const wish = { form, audience: grant.audience }
  mustHold(grantedTargetRules, wish)
  return {
    ...grant,
    scope: narrowedScope({ form, scope: grant.scope }),
    audience: narrowedAudience(wish),
  }
}
