/**
 * What a bearer of an access token may know of its user (OIDC Core §5.3).
 *
 * @module
 */

import type { Clock } from '../ports/clock.ts'
import type { Events } from '../ports/events.ts'
import type { ClientRegistry, UserDirectory } from '../ports/registry.ts'
import type { Store } from '../ports/store.ts'
import type { TokenReader } from '../ports/tokens.ts'
import { OAuthError } from '../protocol/oauth-error.ts'
import { wordsOf } from '../protocol/parameters.ts'
import { type AccessTokenClaims, isCurrent } from '../protocol/tokens/access-token.ts'
import type { Claims } from '../protocol/user.ts'
import { type ScopeCatalogue, userinfoClaims } from '../protocol/userinfo/claims.ts'

/** Answers the claims that `token` opens, `sub` among them. Throws {@link OAuthError}. */
export type ReadUserinfo = (token: string) => Promise<Claims>

interface Needs {
  readonly reader: TokenReader
  readonly opaqueTokens: Store<AccessTokenClaims>
  /** The sessions that the user has signed out of, by `sid`. */
  readonly endedSessions: Store<true>
  readonly clients: ClientRegistry
  readonly users: UserDirectory
  readonly scopes: ScopeCatalogue
  readonly clock: Clock
  readonly events: Events
}

export function createReadUserinfo(needs: Needs): ReadUserinfo {
  const { reader, opaqueTokens, endedSessions, clients, users, scopes, clock, events } = needs

  /** A JWT has dots and an opaque token of ours has none. */
  const readToken = (token: string) =>
    token.includes('.') ? reader.readAccessToken(token) : opaqueTokens.find(token)

  return async (token) => {
    const claims = await readToken(token)
    if (claims === undefined || !isCurrent(claims, clock.now())) throw invalid()
    if ((await endedSessions.find(claims.sid)) !== undefined) throw invalid()
    if (!(await clients.stillCounts(claims.client_id, claims.iat))) throw invalid()
    const granted = wordsOf(claims.scope)
    if (!granted.includes('openid')) {
      throw new OAuthError(
        'insufficient_scope',
        'The token must have the openid scope.',
        'RFC 6750 §3.1',
      )
    }
    const user = await users.findSince(claims.sub, claims.iat)
    if (user === undefined) throw invalid()
    events.emit({ kind: 'userinfo.read', sub: user.sub, clientId: claims.client_id })
    const single = claims.userinfo_claims ?? []
    return { sub: user.sub, ...userinfoClaims(user, granted, single, scopes) }
  }
}

const invalid = (): OAuthError =>
  new OAuthError(
    'invalid_token',
    'The access token is not valid, or not any more.',
    'RFC 6750 §3.1',
  )
