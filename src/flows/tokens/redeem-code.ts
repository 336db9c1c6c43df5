import type { Clock } from '../../ports/clock.ts'
import type { Store } from '../../ports/store.ts'
import { codeRules, type KeptCode, usedTwice } from '../../protocol/token/code.ts'
import { familyKeyOf } from '../../protocol/token/dpop.ts'
import { grantedTargetRules, narrowedAudience } from '../../protocol/token/narrowing.ts'
import { hashOf } from '../../protocol/token/refresh-token.ts'
import { mustHold, type TokenRequest } from '../../protocol/token/request.ts'
import type { TokenResponse } from '../../protocol/token/response.ts'
import { grantOf } from '../../protocol/tokens/grant.ts'
import type { HasEnded } from '../records/has-ended.ts'
import type { ProvedClient } from './authenticate-client.ts'
import type { EndGrant } from './end-grant.ts'
import type { GiveTokens } from './give-tokens.ts'

/** Redeems a code (RFC 6749 §4.1.3). A refusal changes nothing, but a second use ends what the first gave, and what came beside it. */
export interface RedeemCode {
  /** What is kept behind the code of a request. */
  find(request: TokenRequest): Promise<KeptCode | undefined>
  redeem(
    code: KeptCode | undefined,
    by: ProvedClient,
    request: TokenRequest,
  ): Promise<TokenResponse>
}

interface Needs {
  readonly codes: Store<KeptCode>
  readonly hasEnded: HasEnded
  readonly giveTokens: GiveTokens
  readonly endGrant: EndGrant
  readonly clock: Clock
}

export function createRedeemCode(needs: Needs): RedeemCode {
  const { codes, hasEnded, giveTokens, endGrant, clock } = needs

  const keyOf = ({ form }: TokenRequest): string => hashOf(form.values.get('code') ?? '')

  const isSignedOut = async (code: KeptCode | undefined): Promise<boolean> =>
    code !== undefined &&
    (await hasEnded({ ...code.grant, at: code.grant.grantedAt })) === 'signed-out'

  /** Counts this use: of many at once, one is the first. */
  const use = (key: string): Promise<KeptCode | undefined> =>
    codes.update(key, (kept) => ({ ...kept, uses: kept.uses + 1 }))

  const endWhatItGave = (code: KeptCode) => endGrant(code, 'code-reused')

  return {
    find: (request) => codes.find(keyOf(request)),

    async redeem(code, by, request) {
      const { client, method, proof } = by
      const jkt = proof?.jkt
      const { values } = request.form
      const redemption = {
        ...{ code, client, method, jkt },
        redirectUri: values.get('redirect_uri'),
        verifier: values.get('code_verifier'),
        isSignedOut: await isSignedOut(code),
        now: clock.now(),
      }
      if (code !== undefined && code.uses > 0 && code.grant.clientId === client.id) {
        await endWhatItGave(code)
        mustHold([usedTwice], redemption)
      }
      mustHold(codeRules, redemption)
      if (code === undefined) throw new Error('the rules let a code pass that there is not')
      const grant = grantOf(code.grant, client)
      const subject = await giveTokens.subjectOf(code.grant)
      const wish = { form: request.form, audience: grant.audience }
      mustHold(grantedTargetRules, wish)
      await proof?.use()
      const used = await use(keyOf(request))
      if (used === undefined || used.uses > 1) {
        await endWhatItGave(code)
        mustHold([usedTwice], { ...redemption, code: { ...code, uses: 1 } })
      }
      const given = { ...grant, audience: narrowedAudience(wish) }
      return giveTokens.forCode(code, subject, given, {
        accessToken: jkt,
        refreshToken: familyKeyOf({ client, method, jkt }),
      })
    },
  }
}
