/**
 * What is said of a token to whoever may ask (RFC 7662 §2.2).
 *
 * @module
 */

import type { AccessTokenClaims } from '../tokens/access-token.ts'
import type { KeptGrant } from '../tokens/grant.ts'
import type { User } from '../user.ts'
import type { RefreshFamily } from './refresh-token.ts'

export type Introspection =
  | { readonly active: false }
  | (Readonly<Record<string, unknown>> & { readonly active: true })

/** Of a token that does not work, whatever the reason, nothing else is said. */
export const inactive: Introspection = { active: false }

/** One who is known by a pairwise sub is not named beside it: that would tell them everywhere. */
const nameOf = (user: User, sub: string): { readonly username?: string } =>
  user.sub === sub ? { username: user.username } : {}

/** The claims of an access token, without what it says of its user. */
export function accessTokenIntrospection(
  issuer: string,
  claims: AccessTokenClaims,
  user: User | undefined,
): Introspection {
  const { sub, aud, client_id, scope, iat, exp, jti } = claims
  return {
    active: true,
    token_type: claims.cnf === undefined ? 'Bearer' : 'DPoP',
    iss: issuer,
    ...{ sub, aud, client_id, scope, iat, exp, jti },
    ...(claims.cnf !== undefined && { cnf: claims.cnf }),
    ...(user !== undefined && nameOf(user, sub)),
  }
}

/** `sub`: what its client knows `user` by. */
export function refreshTokenIntrospection(
  issuer: string,
  { grant, jkt, expiresAt }: RefreshFamily<KeptGrant>,
  user: User,
  sub: string,
): Introspection {
  return {
    active: true,
    token_type: 'refresh_token',
    iss: issuer,
    sub,
    client_id: grant.clientId,
    scope: grant.scope.join(' '),
    iat: grant.grantedAt,
    exp: expiresAt,
    ...(jkt !== undefined && { cnf: { jkt } }),
    ...nameOf(user, sub),
  }
}
