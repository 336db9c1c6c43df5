/**
 * Which claims about a user go where (OIDC Core §5.4, §5.5).
 *
 * @module
 */

import type { AuthorizeRequest } from '../authorize/request.ts'
import { returnsAccessToken } from '../response-type.ts'
import type { ScopeDefinition } from '../scope.ts'
import type { Claims, ClaimValue, User } from '../user.ts'

export type ScopeCatalogue = ReadonlyMap<string, ScopeDefinition>

export function claimNamesOf(scopes: Iterable<string>, catalogue: ScopeCatalogue): string[] {
  const names: string[] = []
  for (const scope of scopes) names.push(...(catalogue.get(scope)?.claims ?? []))
  return names
}

/** The claims that only the server sets. */
export const reservedClaims = new Set([
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'nonce',
  'auth_time',
  'acr',
  'amr',
  'azp',
  'sid',
  'at_hash',
  'c_hash',
  's_hash',
])

/** What is known of `user` under `names`; a claim that is not known is left out. */
export function pickClaims(user: User, names: Iterable<string>): Claims {
  const picked: [name: string, value: ClaimValue][] = []
  for (const name of names) {
    if (reservedClaims.has(name) || !Object.hasOwn(user.claims, name)) continue
    picked.push([name, user.claims[name] as ClaimValue])
  }
  return Object.fromEntries(picked)
}

/**
 * The claims for an ID Token: those asked for by name, and those of the scopes only when no access
 * token goes along, with which they could be fetched (OIDC Core §5.4).
 */
export function idTokenUserClaims(
  request: AuthorizeRequest,
  user: User,
  catalogue: ScopeCatalogue,
): Claims {
  const ofScopes = returnsAccessToken(request.responseType)
    ? []
    : claimNamesOf(request.scope, catalogue)
  return pickClaims(user, [...ofScopes, ...request.claims.idToken])
}
