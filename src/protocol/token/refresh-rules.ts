import type { Client } from '../client/client.ts'
import type { Rule } from '../rule.ts'
import type { KeptGrant } from '../tokens/grant.ts'
import type { RefreshFamily } from './refresh-token.ts'
import type { TokenErrorCode } from './request.ts'

/** A request that uses a refresh token, and what is known of that. */
export interface Refreshing {
  readonly family: RefreshFamily<KeptGrant> | undefined
  readonly client: Client
  /** The thumbprint of the key that the request proves. */
  readonly jkt: string | undefined
  readonly isSignedOut: boolean
  /** Seconds without a use after which a family ends. */
  readonly idle: number
  readonly now: number
}

/** Rules of refreshing (RFC 6749 §6). None of them ends anything. */
export const refreshRules: readonly Rule<Refreshing, TokenErrorCode>[] = [
  {
    must: 'send a refresh_token that this server gave and that has not expired or ended',
    cites: 'RFC 6749 §5.2',
    error: 'invalid_grant',
    holds: ({ family, idle, now }) =>
      family !== undefined &&
      !family.ended &&
      now < family.expiresAt &&
      now - family.lastUsedAt <= idle,
  },
  {
    must: 'send a refresh_token that was given to its own client',
    cites: 'RFC 6749 §6',
    error: 'invalid_grant',
    holds: ({ family, client }) => family?.grant.clientId === client.id,
  },
  {
    must: 'prove by DPoP the key that its refresh_token is bound to',
    cites: 'RFC 9449 §5',
    error: 'invalid_grant',
    holds: ({ family, jkt }) => family?.jkt === undefined || family.jkt === jkt,
  },
  {
    must: 'come while the user is signed in, for its refresh_token ends with the session',
    cites: 'OIDC Core §11',
    error: 'invalid_grant',
    holds: ({ family, isSignedOut }) => family?.endsWithSession !== true || !isSignedOut,
  },
]

/** Of what a family says after a use: the token was one that works. */
export const rotationRules: readonly Rule<{ readonly works: boolean }, TokenErrorCode>[] = [
  {
    must: 'send the newest refresh_token: each works once, and a second use ends them all',
    cites: 'RFC 9700 §4.14.2',
    error: 'invalid_grant',
    holds: ({ works }) => works,
  },
]
