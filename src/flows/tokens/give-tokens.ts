/**
 * Gives what the token endpoint gives of a grant: an access token, an ID Token where `openid` was
 * granted, and a refresh token where its client gets one.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { Events } from '../../ports/events.ts'
import type { LoginClaims } from '../../ports/planned-logins.ts'
import type { ClientRegistry, UserDirectory } from '../../ports/registry.ts'
import type { Store } from '../../ports/store.ts'
import { offlineAccess } from '../../protocol/authorize/draft.ts'
import type { TokenGrantType } from '../../protocol/client/grant-type.ts'
import { OAuthError } from '../../protocol/oauth-error.ts'
import { scopeTextOf } from '../../protocol/scope.ts'
import type { KeptCode } from '../../protocol/token/code.ts'
import { markOf } from '../../protocol/token/grant-mark.ts'
import {
  hashOf,
  newFamily,
  type RefreshFamily,
  writeRefreshToken,
} from '../../protocol/token/refresh-token.ts'
import { type TokenResponse, tokenResponse } from '../../protocol/token/response.ts'
import type { Grant, KeptGrant } from '../../protocol/tokens/grant.ts'
import { withClaims } from '../../protocol/user.ts'
import type { HasEnded } from '../records/has-ended.ts'
import type { GivenBy, IssueTokens, Subject } from './issue-tokens.ts'

export interface GiveTokens {
  /**
   * Whose tokens they are. `mark` is that of a grant that is refreshed. Throws {@link OAuthError}:
   * `invalid_grant` when user or client is gone.
   */
  subjectOf(kept: KeptGrant, mark?: string): Promise<Subject>
  /** The first tokens of a grant. */
  forCode(code: KeptCode, subject: Subject, grant: Grant, keys: BoundTo): Promise<TokenResponse>
  /** Those of a refresh, beside a refresh token that is written already. */
  forRefresh(refreshed: Refreshed, subject: Subject): Promise<TokenResponse>
}

/** The thumbprints of the keys that tokens are bound to (RFC 9449 §5). */
export interface BoundTo {
  readonly accessToken: string | undefined
  readonly refreshToken: string | undefined
}

export interface Refreshed {
  readonly grant: Grant
  readonly refreshToken: string
  readonly family: string
  readonly endsWithSession: boolean
  /** The thumbprint of the key that the access token is bound to. */
  readonly jkt: string | undefined
}

interface Needs {
  readonly issueTokens: IssueTokens
  readonly refreshFamilies: Store<RefreshFamily<KeptGrant>>
  readonly users: UserDirectory
  readonly claimsOfLogin: LoginClaims | undefined
  readonly clients: ClientRegistry
  readonly hasEnded: HasEnded
  readonly entropy: Entropy
  readonly clock: Clock
  readonly events: Events
  /** Seconds. */
  readonly lifetimes: { readonly refreshToken: number; readonly session: number }
}

export function createGiveTokens(needs: Needs): GiveTokens {
  const { issueTokens, refreshFamilies, clients, entropy, clock, events, lifetimes } = needs

  /** The first refresh token of a grant; undefined where its client gets none. */
  const beginFamily = async (
    { family: id, grant: kept }: KeptCode,
    { client, scope }: Grant,
    jkt: string | undefined,
  ): Promise<string | undefined> => {
    const isOffline = scope.has(offlineAccess)
    if (!client.grantTypes.includes('refresh_token')) return undefined
    if (!isOffline && !client.refresh.always) return undefined
    const now = clock.now()
    const endsWithSession = !isOffline || client.refresh.endsWithSession
    const atMost = now + lifetimes.refreshToken
    const expiresAt = isOffline ? atMost : Math.min(atMost, kept.authTime + lifetimes.session)
    const secret = entropy.secret()
    const begun = { grant: kept, jkt, endsWithSession, expiresAt, first: hashOf(secret), now }
    const begin = (before: RefreshFamily<KeptGrant> | undefined) => before ?? newFamily(begun)
    // Where another use at the same moment has ended it already, it stays so: what is given now is void.
    await refreshFamilies.upsert(id, begin, expiresAt)
    await needs.claimsOfLogin?.passOn(kept.sid, markOf(id), expiresAt)
    return writeRefreshToken({ family: id, turn: 1, secret })
  }

  const give = async (
    grant: Grant,
    subject: Subject,
    by: GivenBy,
    grantType: TokenGrantType,
    refreshToken: string | undefined,
  ): Promise<TokenResponse> => {
    const accessToken = await issueTokens.accessToken(grant, subject, by)
    const idToken = grant.scope.has('openid')
      ? await issueTokens.idToken(grant, subject, { accessToken })
      : undefined
    const { client, scope, audience } = grant
    const { sub } = subject.user
    const words = scopeTextOf(scope)
    events.emit({ kind: 'tokens.granted', sub, clientId: client.id, grantType, scope: words })
    const expiresIn = issueTokens.expiresIn(audience)
    const { jkt } = by
    return tokenResponse({ accessToken, jkt, expiresIn, scope, idToken, refreshToken })
  }

  return {
    subjectOf: createSubjectOf(needs),

    async forCode(code, subject, grant, keys) {
      const refreshToken = await beginFamily(code, grant, keys.refreshToken)
      const by = { family: code.family, jkt: keys.accessToken }
      return give(grant, subject, by, 'authorization_code', refreshToken)
    },

    async forRefresh({ grant, refreshToken, family, endsWithSession, jkt }, subject) {
      await clients.noteUse(grant.client)
      const by = { family, offline: !endsWithSession, jkt }
      return give(grant, subject, by, 'refresh_token', refreshToken)
    },
  }
}

const createSubjectOf =
  ({ users, clients, hasEnded, claimsOfLogin }: Needs): GiveTokens['subjectOf'] =>
  async (kept, mark) => {
    const user = await users.findSince(kept.sub, kept.grantedAt)
    if (user === undefined) throw gone('Its user was taken out or disabled since.')
    if (!(await clients.stillCounts(kept.clientId, kept.grantedAt))) {
      throw gone('Its client was taken out or disabled since.')
    }
    const given = { ...kept, sid: undefined, at: kept.grantedAt }
    if ((await hasEnded(given)) !== undefined) throw gone('Its user has withdrawn it since.')
    if (claimsOfLogin === undefined) return { login: kept, user }
    return { login: kept, user: withClaims(user, await claimsOfLogin.find(mark ?? kept.sid)) }
  }

const gone = (why: string): OAuthError =>
  new OAuthError(
    'invalid_grant',
    `What was granted does not count any more. ${why}`,
    'RFC 6749 §5.2',
  )
