/**
 * What a bearer of an access token may know of its user (OIDC Core §5.3).
 *
 * @module
 */

import type { Events } from '../ports/events.ts'
import { OAuthError } from '../protocol/oauth-error.ts'
import { wordsOf } from '../protocol/parameters.ts'
import { sentenceFor } from '../protocol/tokens/dead-token.ts'
import type { Claims } from '../protocol/user.ts'
import { type ScopeCatalogue, userinfoClaims } from '../protocol/userinfo/claims.ts'
import type { ReadAccessToken } from './tokens/read-access-token.ts'

/** Answers the claims that `token` opens, `sub` among them. Throws {@link OAuthError}. */
export type ReadUserinfo = (token: string) => Promise<Claims>

interface Needs {
  readonly readAccessToken: ReadAccessToken
  readonly scopes: ScopeCatalogue
  readonly mode: 'local' | 'strict'
  readonly events: Events
}

export function createReadUserinfo(needs: Needs): ReadUserinfo {
  const { readAccessToken, scopes, mode, events } = needs

  return async (token) => {
    const reading = await readAccessToken(token)
    if (reading.kind === 'dead') {
      throw new OAuthError(
        'invalid_token',
        sentenceFor(reading.why, mode),
        'RFC 6750 §3.1',
        'Bearer',
      )
    }
    const { claims, user } = reading
    const granted = wordsOf(claims.scope)
    if (user === undefined || !granted.includes('openid')) {
      throw new OAuthError(
        'insufficient_scope',
        'The token must have the openid scope.',
        'RFC 6750 §3.1',
        'Bearer',
      )
    }
    events.emit({ kind: 'userinfo.read', sub: user.sub, clientId: claims.client_id })
    const single = claims.userinfo_claims ?? []
    return { sub: user.sub, ...userinfoClaims(user, granted, single, scopes) }
  }
}
