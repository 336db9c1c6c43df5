/**
 * Makes tokens of what a user, or nobody but a client, has granted.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { Store } from '../../ports/store.ts'
import type { TokenSigner } from '../../ports/tokens.ts'
import type { Client } from '../../protocol/client/client.ts'
import { shapeOf, type TokenShape } from '../../protocol/client/token-shape.ts'
import {
  type AccessTokenClaims,
  accessTokenClaims,
  clientTokenClaims,
} from '../../protocol/tokens/access-token.ts'
import { acrFor } from '../../protocol/tokens/acr.ts'
import type { Grant } from '../../protocol/tokens/grant.ts'
import { idTokenClaims } from '../../protocol/tokens/id-token.ts'
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

/** What an ID Token is bound to, which comes beside it. */
export interface Beside {
  readonly accessToken?: string | undefined
  readonly code?: string | undefined
}

export interface NamedToken {
  /** The name that was promised for it. */
  readonly jti: string
  /** Whether it outlives the session. */
  readonly offline?: boolean
  /** The thumbprint of the key that it is bound to. */
  readonly jkt?: string | undefined
}

export interface IssueTokens {
  accessToken(grant: Grant, subject: Subject, named?: NamedToken): Promise<string>
  idToken(grant: Grant, subject: Subject, beside: Beside): Promise<string>
  /** An access token of a client for itself (RFC 6749 §4.4). */
  clientToken(
    client: Client,
    scope: ReadonlySet<string>,
    audience: readonly string[],
    jkt: string | undefined,
  ): Promise<string>
  /** Seconds for which access tokens work. */
  readonly expiresIn: number
}

interface Needs {
  readonly signer: TokenSigner
  readonly opaqueTokens: Store<AccessTokenClaims>
  readonly entropy: Entropy
  readonly clock: Clock
  readonly scopes: ScopeCatalogue
  readonly tokenShape: TokenShape
  readonly acrValues: readonly string[]
  /** Seconds. */
  readonly lifetimes: { readonly accessToken: number; readonly idToken: number }
}

export function createIssueTokens(needs: Needs): IssueTokens {
  const { signer, opaqueTokens, entropy, clock, lifetimes } = needs
  const lifetime = lifetimes.accessToken

  const write = async (client: Client, claims: AccessTokenClaims): Promise<string> => {
    if (client.accessTokenFormat === 'jwt') {
      return signer.signAccessToken(claims, shapeOf(client, needs.tokenShape).accessTokenTyp)
    }
    const token = entropy.secret()
    await opaqueTokens.put(token, claims, claims.exp)
    return token
  }

  return {
    expiresIn: lifetime,

    accessToken(grant, { login, user }, { jti, offline = false, jkt } = { jti: entropy.id() }) {
      const claims = accessTokenUserClaims(grant, user, needs.scopes)
      const now = clock.now()
      return write(
        grant.client,
        accessTokenClaims({ grant, login, user, claims, jti, now, lifetime, offline, jkt }),
      )
    },

    idToken(grant, { login, user }, { accessToken, code }) {
      const claims = idTokenUserClaims(grant, user, needs.scopes)
      const acr = acrFor(grant, needs.acrValues)
      const now = clock.now()
      return signer.signIdToken(
        idTokenClaims({
          grant,
          user: login,
          claims,
          acr,
          accessToken,
          code,
          now,
          lifetime: lifetimes.idToken,
        }),
        grant.client.idTokenAlg,
      )
    },

    clientToken(client, scope, audience, jkt) {
      const named = { client, scope, audience, jkt }
      const now = clock.now()
      return write(client, clientTokenClaims({ ...named, jti: entropy.id(), now, lifetime }))
    },
  }
}
