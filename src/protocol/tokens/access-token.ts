/**
 * What an access token says (RFC 9068 §2.2), and the record behind an opaque one.
 *
 * @module
 */

import type { AuthorizeRequest } from '../authorize/request.ts'
import { isAhead } from '../time.ts'
import type { SignedInUser } from '../user.ts'

/** The claims of an access token, but for `iss`, which the signer adds. */
export interface AccessTokenClaims {
  readonly sub: string
  readonly aud: string
  readonly client_id: string
  readonly scope: string
  /** Epoch seconds. */
  readonly iat: number
  readonly exp: number
  readonly jti: string
  readonly sid: string
  readonly auth_time: number
  /** The single claims that were asked for at userinfo (OIDC Core §5.5). */
  readonly userinfo_claims?: readonly string[]
}

/** Whether a token works now. One from the future was issued on a clock that has been put right. */
export const isCurrent = ({ iat, exp }: AccessTokenClaims, now: number): boolean =>
  exp > now && !isAhead(iat, now)

interface Inputs {
  readonly request: AuthorizeRequest
  readonly user: SignedInUser
  readonly audience: string
  readonly jti: string
  readonly now: number
  /** Seconds. */
  readonly lifetime: number
}

export function accessTokenClaims(inputs: Inputs): AccessTokenClaims {
  const { request, user, audience, jti, now, lifetime } = inputs
  const { userinfo } = request.claims
  return {
    sub: user.sub,
    aud: audience,
    client_id: request.client.id,
    scope: [...request.scope].join(' '),
    iat: now,
    exp: now + lifetime,
    jti,
    sid: user.sid,
    auth_time: user.authTime,
    ...(userinfo.size > 0 && { userinfo_claims: [...userinfo] }),
  }
}
