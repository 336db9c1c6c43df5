/**
 * What an access token says (RFC 9068 §2.2), and the record behind an opaque one.
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import { scopeTextOf } from '../scope.ts'
import { isAhead } from '../time.ts'
import type { Claims, SignedInUser, User } from '../user.ts'
import type { Grant } from './grant.ts'
import { type Writable, withUserClaims } from './user-claims.ts'

/** The claims of an access token, but for `iss`, which the signer adds. */
export interface AccessTokenClaims {
  readonly [claim: string]: unknown
  readonly sub: string
  readonly aud: string | readonly string[]
  readonly client_id: string
  readonly scope: string
  /** Epoch seconds. */
  readonly iat: number
  readonly exp: number
  /** None that the flows issue has one (RFC 7519 §4.1.5). */
  readonly nbf?: number
  readonly jti: string
  /** The session that it ends with; none where it outlives that, or has no user. */
  readonly sid?: string
  /** Absent where a client has it for itself (RFC 6749 §4.4). */
  readonly auth_time?: number
  /** The thumbprint of the key that it works with alone (RFC 9449 §6.1). */
  readonly cnf?: { readonly jkt: string }
  /** The single claims that were asked for at userinfo (OIDC Core §5.5). */
  readonly userinfo_claims?: readonly string[]
}

/**
 * What tells an access token from an ID Token, whatever `typ` says: the one has all of its claims and
 * none of the other's, for no claim of a user goes by such a name (RFC 9068 §2.2, §5).
 */
const tellingClaims = {
  accessToken: ['client_id', 'scope', 'jti'],
  idToken: ['nonce', 'at_hash'],
} as const

/**
 * Why a token does not work now; undefined where it does. One that was issued in the future was so on a
 * clock that has been put right.
 */
export function untimely({ iat, nbf, exp }: Times, now: number): 'expired' | 'not-yet' | undefined {
  if (exp <= now) return 'expired'
  return isAhead(iat, now) || (nbf !== undefined && nbf > now) ? 'not-yet' : undefined
}

type Times = Pick<AccessTokenClaims, 'iat' | 'nbf' | 'exp'>

interface Inputs {
  readonly grant: Grant
  readonly login: SignedInUser
  readonly user: User
  /** Claims about the user that belong into this token. */
  readonly claims: Claims
  readonly jti: string
  readonly now: number
  /** Seconds. */
  readonly lifetime: number
  /** Whether it outlives the session of the user. */
  readonly offline: boolean
  /** The thumbprint of the key that it is bound to. */
  readonly jkt: string | undefined
}

export function accessTokenClaims(inputs: Inputs): AccessTokenClaims {
  const { grant, login, user, claims, jti, now, lifetime, offline, jkt } = inputs
  // what the user has not is not answered, and need not be remembered
  const atUserinfo = [...grant.claims.userinfo].filter((name) => Object.hasOwn(user.claims, name))
  const own: Writable<AccessTokenClaims> = {
    sub: login.sub,
    aud: audienceOf(grant.audience),
    client_id: grant.client.id,
    scope: scopeTextOf(grant.scope),
    iat: now,
    exp: now + lifetime,
    jti,
    auth_time: login.authTime,
  }
  if (!offline) own.sid = login.sid
  if (jkt !== undefined) own.cnf = { jkt }
  if (atUserinfo.length > 0) own.userinfo_claims = atUserinfo
  return withUserClaims(own, claims)
}

interface OwnInputs {
  readonly client: Client
  readonly scope: ReadonlySet<string>
  readonly audience: readonly string[]
  readonly jti: string
  readonly now: number
  /** Seconds. */
  readonly lifetime: number
  /** The thumbprint of the key that it is bound to. */
  readonly jkt: string | undefined
}

/** The claims of a token that a client has for itself: its subject is the client (RFC 9068 §2.2). */
export function clientTokenClaims(inputs: OwnInputs): AccessTokenClaims {
  const { client, scope, audience, jti, now, lifetime, jkt } = inputs
  return {
    sub: client.id,
    aud: audienceOf(audience),
    client_id: client.id,
    scope: scopeTextOf(scope),
    iat: now,
    exp: now + lifetime,
    jti,
    ...(jkt !== undefined && { cnf: { jkt } }),
  }
}

/** One audience is a text, several are a list (RFC 7519 §4.1.3). */
const audienceOf = (audience: readonly string[]): string | readonly string[] =>
  audience.length === 1 ? (audience[0] ?? '') : audience

/** Whether signed claims are those of an access token. */
export function isAccessToken(claims: Readonly<Record<string, unknown>>): boolean {
  const has = (name: string) => Object.hasOwn(claims, name)
  return tellingClaims.accessToken.every(has) && !tellingClaims.idToken.some(has)
}

/** Whether signed claims can be those of an ID Token: what userinfo answers as a JWT has no time. */
export function mayBeIdToken(claims: Readonly<Record<string, unknown>>): boolean {
  const has = (name: string) => Object.hasOwn(claims, name)
  return has('iat') && !tellingClaims.accessToken.some(has)
}
