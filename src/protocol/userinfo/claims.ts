/**
 * Which claims about a user go where (OIDC Core §5.4, §5.5).
 *
 * @module
 */

import { leadsToAccessToken, type ResponseType } from '../response/response-type.ts'
import type { ClaimsTarget, ScopeDefinition } from '../scope.ts'
import { type Claims, type ClaimValue, noUserClaims, type User } from '../user.ts'
import type { ClaimsRequest } from './claims-request.ts'

/** What of a grant decides which claims its tokens carry. */
interface Opened {
  readonly responseType: ResponseType
  readonly scope: ReadonlySet<string>
  readonly claims: ClaimsRequest
}

export type ScopeCatalogue = ReadonlyMap<string, ScopeDefinition>

export function claimNamesOf(scopes: Iterable<string>, catalogue: ScopeCatalogue): string[] {
  const names: string[] = []
  for (const scope of scopes) names.push(...(catalogue.get(scope)?.claims ?? []))
  return names
}

/** The claims of those scopes that say, or by being silent leave it to `usually`, that they go to `target`. */
function claimNamesFor(
  target: ClaimsTarget,
  scopes: Iterable<string>,
  catalogue: ScopeCatalogue,
  usually: boolean,
): string[] {
  const goThere = [...scopes].filter(
    (scope) => catalogue.get(scope)?.claimsIn?.includes(target) ?? usually,
  )
  return claimNamesOf(goThere, catalogue)
}

/** The claims that only the server sets (RFC 7519 §4.1, RFC 9068 §2.2, OIDC Core §2, RFC 8693 §4). */
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
  'client_id',
  'scope',
  'cnf',
  'act',
  'may_act',
  'userinfo_claims',
])

/** What is known of `user` under `names` and what is told anyway; a claim that is not known is left out. */
export function pickClaims(user: User, names: Iterable<string>): Claims {
  const picked: [name: string, value: ClaimValue][] = []
  const wanted = user.toldAnyway === undefined ? names : [...names, ...user.toldAnyway]
  for (const name of wanted) {
    if (reservedClaims.has(name) || !Object.hasOwn(user.claims, name)) continue
    picked.push([name, user.claims[name] as ClaimValue])
  }
  return picked.length === 0 ? noUserClaims : Object.fromEntries(picked)
}

/**
 * The claims for an ID Token: those asked for by name, and those of the scopes only when no access
 * token goes along, with which they could be fetched (OIDC Core §5.4); unless a scope says otherwise.
 */
export function idTokenUserClaims(
  { responseType, scope, claims }: Opened,
  user: User,
  catalogue: ScopeCatalogue,
): Claims {
  const isAlone = !leadsToAccessToken(responseType)
  const ofScopes = claimNamesFor('id_token', scope, catalogue, isAlone)
  return pickClaims(user, [...ofScopes, ...claims.idToken])
}

/** The claims for an access token: of scopes that say so, and those that the client's all carry. */
export function accessTokenUserClaims(
  { scope, claims }: Opened,
  user: User,
  catalogue: ScopeCatalogue,
): Claims {
  const ofScopes = claimNamesFor('access_token', scope, catalogue, false)
  return pickClaims(user, [...ofScopes, ...claims.accessToken])
}

/** What userinfo answers for a token of `scopes`, which was issued for `single` claims besides. */
export function userinfoClaims(
  user: User,
  scopes: Iterable<string>,
  single: readonly string[],
  catalogue: ScopeCatalogue,
): Claims {
  return pickClaims(user, [...claimNamesFor('userinfo', scopes, catalogue, true), ...single])
}

/** What userinfo answers about a user, `sub` among it. */
export interface Userinfo extends Claims {
  readonly sub: string
}

/**
 * The same as a JWT says it, but for `iss`, which the signer adds (OIDC Core §5.3.2). It has no times:
 * with `iat` and `exp` it would pass for an ID Token, and any API that was given an access token can ask for it.
 */
export interface UserinfoJwtClaims extends Userinfo {
  readonly aud: string
}
