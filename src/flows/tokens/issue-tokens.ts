import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { Events } from '../../ports/events.ts'
import type { Store } from '../../ports/store.ts'
import type { TokenSigner } from '../../ports/tokens.ts'
import type { IssuedTokens } from '../../protocol/authorize/answer.ts'
import type { AuthorizeRequest } from '../../protocol/authorize/request.ts'
import { returnsAccessToken, returnsIdToken } from '../../protocol/response-type.ts'
import { type AccessTokenClaims, accessTokenClaims } from '../../protocol/tokens/access-token.ts'
import { acrFor } from '../../protocol/tokens/acr.ts'
import { idTokenClaims } from '../../protocol/tokens/id-token.ts'
import { shapeOf, type TokenShape } from '../../protocol/tokens/token-shape.ts'
import type { SignedInUser, User } from '../../protocol/user.ts'
import {
  accessTokenUserClaims,
  idTokenUserClaims,
  type ScopeCatalogue,
} from '../../protocol/userinfo/claims.ts'

/** Who the tokens speak of: the login, and the record of the user. */
export interface Subject {
  readonly login: SignedInUser
  readonly user: User
}

export type IssueTokens = (request: AuthorizeRequest, subject: Subject) => Promise<IssuedTokens>

interface Needs {
  readonly signer: TokenSigner
  readonly opaqueTokens: Store<AccessTokenClaims>
  readonly entropy: Entropy
  readonly clock: Clock
  readonly events: Events
  readonly scopes: ScopeCatalogue
  readonly tokenShape: TokenShape
  readonly acrValues: readonly string[]
  /** Seconds. */
  readonly lifetimes: { readonly accessToken: number; readonly idToken: number }
}

/** Issues what the response type asks for. The access token comes first, for `at_hash` hashes it. */
export function createIssueTokens(needs: Needs): IssueTokens {
  const { signer, opaqueTokens, entropy, clock, events, lifetimes } = needs

  const issueAccessToken = async (
    request: AuthorizeRequest,
    { login, user }: Subject,
    now: number,
  ) => {
    const lifetime = lifetimes.accessToken
    const jti = entropy.id()
    const own = accessTokenUserClaims(request, user, needs.scopes)
    const claims = accessTokenClaims({ request, login, user, claims: own, jti, now, lifetime })
    if (request.client.accessTokenFormat === 'jwt') {
      const { accessTokenTyp } = shapeOf(request.client, needs.tokenShape)
      return signer.signAccessToken(claims, accessTokenTyp)
    }
    const token = entropy.secret()
    await opaqueTokens.put(token, claims, claims.exp)
    return token
  }

  const issueIdToken = (
    request: AuthorizeRequest,
    { login, user }: Subject,
    accessToken: string | undefined,
    now: number,
  ) => {
    const claims = idTokenUserClaims(request, user, needs.scopes)
    const acr = acrFor(request, needs.acrValues)
    const lifetime = lifetimes.idToken
    return signer.signIdToken(
      idTokenClaims({ request, user: login, claims, acr, accessToken, now, lifetime }),
      request.client.idTokenAlg,
    )
  }

  return async (request, subject) => {
    const { client, responseType, scope } = request
    const now = clock.now()
    const accessToken = returnsAccessToken(responseType)
      ? await issueAccessToken(request, subject, now)
      : undefined
    const idToken = returnsIdToken(responseType)
      ? await issueIdToken(request, subject, accessToken, now)
      : undefined
    events.emit({
      kind: 'tokens.issued',
      sub: subject.user.sub,
      clientId: client.id,
      responseType,
      scope: [...scope].join(' '),
    })
    return { accessToken, expiresIn: lifetimes.accessToken, scope, idToken }
  }
}
