/**
 * Says what a token is, to a client that has proved who it is (RFC 7662).
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { UserDirectory } from '../../ports/registry.ts'
import type { Store } from '../../ports/store.ts'
import type { Provider } from '../../protocol/provider/provider.ts'
import { firstBroken } from '../../protocol/rule.ts'
import {
  accessTokenIntrospection,
  type Introspection,
  inactive,
  refreshTokenIntrospection,
} from '../../protocol/token/introspection.ts'
import { refreshRules } from '../../protocol/token/refresh-rules.ts'
import {
  hashOf,
  parseRefreshToken,
  type RefreshFamily,
  type RefreshTokenParts,
  turnOf,
} from '../../protocol/token/refresh-token.ts'
import { calledRules, mustHold, type TokenRequest } from '../../protocol/token/request.ts'
import { introspectionRules, revocationRules } from '../../protocol/token/revocation.ts'
import type { KeptGrant } from '../../protocol/tokens/grant.ts'
import type { HasEnded } from '../records/has-ended.ts'
import type { AuthenticateClient, AuthenticatedClient } from './authenticate-client.ts'
import type { ReadAccessToken } from './read-access-token.ts'
import type { Subjects } from './subjects.ts'

/**
 * An access token may be asked about by any client that authenticates, for APIs are such clients; a
 * refresh token by its own alone. Throws {@link OAuthError} for a request that is not right.
 */
export type Introspect = (request: TokenRequest) => Promise<Introspection>

interface Needs {
  readonly issuer: string
  readonly provider: Provider | undefined
  readonly authenticateClient: AuthenticateClient
  readonly readAccessToken: ReadAccessToken
  readonly refreshFamilies: Store<RefreshFamily<KeptGrant>>
  readonly hasEnded: HasEnded
  readonly users: UserDirectory
  readonly subjects: Subjects
  readonly clock: Clock
  /** Seconds. */
  readonly lifetimes: { readonly refreshIdle: number }
}

export function createIntrospect(needs: Needs): Introspect {
  const { issuer, authenticateClient, readAccessToken, refreshFamilies, users, clock } = needs
  const { introspection: shaped = asItIs } = needs.provider?.shape ?? {}

  const ofRefreshToken = async (
    { family: id, secret }: RefreshTokenParts,
    { client }: AuthenticatedClient,
  ): Promise<Introspection> => {
    const family = await refreshFamilies.find(id)
    if (family === undefined || turnOf(family, hashOf(secret)) === undefined) return inactive
    const given = { ...family.grant, at: family.grant.grantedAt }
    if ((await needs.hasEnded({ ...given, sid: undefined })) !== undefined) return inactive
    const isSignedOut = (await needs.hasEnded(given)) === 'signed-out'
    const idle = needs.lifetimes.refreshIdle
    const now = clock.now()
    if (firstBroken(refreshRules, { family, client, jkt: family.jkt, isSignedOut, idle, now }))
      return inactive
    const user = await users.findSince(family.grant.sub, family.grant.grantedAt)
    if (user === undefined) return inactive
    const sub = await needs.subjects.toldTo(client, user.sub)
    return shaped(refreshTokenIntrospection(issuer, family, user, sub))
  }

  return async (request) => {
    mustHold(calledRules, request)
    const caller = await authenticateClient(request)
    mustHold(introspectionRules, caller)
    mustHold(revocationRules, request)
    const token = request.form.values.get('token') ?? ''
    const parts = parseRefreshToken(token)
    if (parts !== undefined) return ofRefreshToken(parts, caller)
    const reading = await readAccessToken(token)
    if (reading.kind === 'dead') return inactive
    return shaped(accessTokenIntrospection(issuer, reading.claims, reading.user))
  }
}

const asItIs = (said: Introspection): Introspection => said
