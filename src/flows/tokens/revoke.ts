/**
 * Ends a token before its time (RFC 7009).
 *
 * @module
 */

import type { Store } from '../../ports/store.ts'
import { parseRefreshToken, type RefreshFamily } from '../../protocol/token/refresh-token.ts'
import { calledRules, mustHold, type TokenRequest } from '../../protocol/token/request.ts'
import { revocationRules } from '../../protocol/token/revocation.ts'
import type { EndedToken } from '../../protocol/tokens/dead-token.ts'
import type { KeptGrant } from '../../protocol/tokens/grant.ts'
import type { AuthenticateClient } from './authenticate-client.ts'
import type { EndGrant } from './end-grant.ts'
import type { ReadAccessToken } from './read-access-token.ts'

/**
 * Ends the token of a request, if it is one of its client: an access token by itself, a refresh token
 * with all that it gave. Throws {@link OAuthError}; a token that is not known is no error.
 */
export type Revoke = (request: TokenRequest) => Promise<void>

interface Needs {
  readonly authenticateClient: AuthenticateClient
  readonly readAccessToken: ReadAccessToken
  readonly refreshFamilies: Store<RefreshFamily<KeptGrant>>
  readonly revokedTokens: Store<EndedToken>
  readonly endGrant: EndGrant
}

export function createRevoke(needs: Needs): Revoke {
  const { authenticateClient, readAccessToken, refreshFamilies, revokedTokens, endGrant } = needs

  const revokeRefreshToken = async (id: string, clientId: string): Promise<void> => {
    const family = await refreshFamilies.find(id)
    if (family === undefined || family.ended || family.grant.clientId !== clientId) return
    await endGrant({ grant: family.grant, family: id }, 'revoked')
  }

  const revokeAccessToken = async (token: string, clientId: string): Promise<void> => {
    const reading = await readAccessToken(token)
    if (reading.kind === 'dead' || reading.claims.client_id !== clientId) return
    await revokedTokens.put(reading.claims.jti, 'revoked', reading.claims.exp)
  }

  return async (request) => {
    mustHold(calledRules, request)
    const token = request.form.values.get('token') ?? ''
    const parts = parseRefreshToken(token)
    authenticateClient.expect(request)
    const family = parts && (await refreshFamilies.find(parts.family))
    const { client } = await authenticateClient(request, family?.grant.redirectUri)
    mustHold(revocationRules, request)
    if (parts === undefined) await revokeAccessToken(token, client.id)
    else await revokeRefreshToken(parts.family, client.id)
  }
}
