/**
 * Gives a request what its response type asks for (OAuth Responses §3, §5).
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { Events } from '../../ports/events.ts'
import type { Store } from '../../ports/store.ts'
import type { Issued } from '../../protocol/authorize/answer.ts'
import type { AuthorizeRequest } from '../../protocol/authorize/request.ts'
import {
  returnsAccessToken,
  returnsCode,
  returnsIdToken,
} from '../../protocol/response/response-type.ts'
import { scopeTextOf } from '../../protocol/scope.ts'
import { codeLifetime, type KeptCode } from '../../protocol/token/code.ts'
import { hashOf } from '../../protocol/token/refresh-token.ts'
import { keptGrant } from '../../protocol/tokens/grant.ts'
import type { IssueTokens, Subject } from './issue-tokens.ts'

export type IssueAnswer = (
  request: AuthorizeRequest,
  redirectUri: string,
  subject: Subject,
) => Promise<Issued>

interface Needs {
  readonly issueTokens: IssueTokens
  readonly codes: Store<KeptCode>
  readonly entropy: Entropy
  readonly clock: Clock
  readonly events: Events
}

/** Code and access token come first, for the ID Token beside them hashes both. */
export function createIssueAnswer(needs: Needs): IssueAnswer {
  const { issueTokens, codes, entropy, clock, events } = needs

  const issueCode = async (
    request: AuthorizeRequest,
    redirectUri: string,
    { login }: Subject,
    family: string,
  ): Promise<string> => {
    const now = clock.now()
    const code = entropy.secret()
    const lifetime = issueTokens.expiresIn(request.audience)
    const kept: KeptCode = {
      grant: keptGrant({ request, redirectUri, login, now }),
      challenge: request.codeChallenge,
      jkt: request.dpopJkt,
      expiresAt: now + codeLifetime,
      uses: 0,
      family,
    }
    // It is remembered as long as what it gives, so that a second use can end that.
    await codes.put(hashOf(code), kept, kept.expiresAt + lifetime)
    return code
  }

  return async (request, redirectUri, subject) => {
    const { client, responseType, scope, audience } = request
    const family = returnsCode(responseType) ? entropy.id() : undefined
    const code =
      family === undefined ? undefined : await issueCode(request, redirectUri, subject, family)
    const accessToken = returnsAccessToken(responseType)
      ? await issueTokens.accessToken(request, subject, { family })
      : undefined
    const idToken = returnsIdToken(responseType)
      ? await issueTokens.idToken(request, subject, { accessToken, code })
      : undefined
    events.emit({
      kind: 'tokens.issued',
      sub: subject.user.sub,
      clientId: client.id,
      responseType,
      scope: scopeTextOf(scope),
    })
    return { code, accessToken, expiresIn: issueTokens.expiresIn(audience), scope, idToken }
  }
}
