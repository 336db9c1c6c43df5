/**
 * The token endpoint as a flow: who calls, with which grant, and what comes of it (RFC 6749 §3.2).
 *
 * @module
 */

import type { Events } from '../../ports/events.ts'
import type { ClientRegistry } from '../../ports/registry.ts'
import type { Client } from '../../protocol/client/client.ts'
import { parseTokenGrantType } from '../../protocol/client/grant-type.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { scopeTextOf } from '../../protocol/scope.ts'
import { boundClientRules } from '../../protocol/token/dpop.ts'
import {
  narrowedAudience,
  narrowedScope,
  ownTargetRules,
  scopeRules,
} from '../../protocol/token/narrowing.ts'
import {
  calledRules,
  grantTypeRules,
  mustHold,
  type TokenRequest,
  tokenRules,
} from '../../protocol/token/request.ts'
import { type TokenResponse, tokenResponse } from '../../protocol/token/response.ts'
import { isForOthers } from '../../protocol/tokens/api.ts'
import { type TargetTerms, usualTargets } from '../../protocol/tokens/target.ts'
import type { ScopeCatalogue } from '../../protocol/userinfo/claims.ts'
import type { AuthenticateClient, ProvedClient } from './authenticate-client.ts'
import type { IssueTokens } from './issue-tokens.ts'
import type { ReadProof } from './read-proof.ts'
import type { RedeemCode } from './redeem-code.ts'
import type { Refresh } from './refresh.ts'

/** Answers a request, or throws {@link OAuthError}, which changes nothing. */
export type TokenEndpoint = (request: TokenRequest) => Promise<TokenResponse>

interface Needs {
  readonly authenticateClient: AuthenticateClient
  readonly redeemCode: RedeemCode
  readonly refresh: Refresh
  readonly readProof: ReadProof
  readonly issueTokens: IssueTokens
  readonly scopes: ScopeCatalogue
  readonly clients: ClientRegistry
  readonly terms: TargetTerms
  readonly events: Events
}

export function createTokenEndpoint(needs: Needs): TokenEndpoint {
  const { authenticateClient, readProof, redeemCode, refresh } = needs
  const { issueTokens, scopes, terms, clients, events } = needs

  const forClient = async (
    { client, proof }: ProvedClient,
    { form }: TokenRequest,
  ): Promise<TokenResponse> => {
    const wish = { form, scope: ownScopes(client, scopes) }
    mustHold(scopeRules, wish)
    const asked = form.values.has('scope') ? narrowedScope(wish) : new Set<string>()
    const target = { form, client, terms, audience: usualTargets([...asked], client, terms) }
    mustHold(ownTargetRules, target)
    const audience = narrowedAudience(target)
    const scope = new Set([...asked].filter((word) => !isForOthers(word, audience, terms.apis)))
    await proof?.use()
    const jkt = proof?.jkt
    const accessToken = await issueTokens.clientToken(client, scope, audience, jkt)
    await clients.noteUse(client)
    const grantType = 'client_credentials'
    const words = scopeTextOf(scope)
    events.emit({
      kind: 'tokens.granted',
      sub: undefined,
      clientId: client.id,
      grantType,
      scope: words,
    })
    return tokenResponse({ accessToken, jkt, expiresIn: issueTokens.expiresIn(audience), scope })
  }

  return async (request) => {
    mustHold(calledRules, request)
    mustHold(tokenRules, request)
    authenticateClient.expect(request)
    const { values } = request.form
    const grantType = values.get('grant_type')
    const code = grantType === 'authorization_code' ? await redeemCode.find(request) : undefined
    const found = await refresh.find(request)
    const address = (code ?? found.family)?.grant.redirectUri
    const by = await authenticateClient(request, address)
    mustHold(grantTypeRules, { grantType, client: by.client })
    const asked = { proofs: request.proofs, method: 'POST', path: realmPaths.token }
    const caller = { ...by, proof: await readProof.read(asked) }
    mustHold(boundClientRules, { ...by, jkt: caller.proof?.jkt })
    switch (parseTokenGrantType(grantType)) {
      case 'authorization_code':
        return redeemCode.redeem(code, caller, request)
      case 'refresh_token':
        return refresh.refresh(found, caller, request)
      case 'client_credentials':
        return forClient(caller, request)
      case undefined:
        throw new Error('the rules let a grant type pass that there is not')
    }
  }
}

/** What a client may have for itself: nothing that is a user's (OIDC Core §5.4, §11). */
function ownScopes(client: Client, scopes: ScopeCatalogue): ReadonlySet<string> {
  const known = client.scopes ?? new Set(scopes.keys())
  return new Set([...known].filter((scope) => !usersOwn.has(scope)))
}

const usersOwn = new Set(['openid', 'profile', 'email', 'address', 'phone', 'offline_access'])
