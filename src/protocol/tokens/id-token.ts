import type { AuthorizeRequest } from '../authorize/request.ts'
import type { Claims, SignedInUser } from '../user.ts'
import { tokenHash } from './token-hash.ts'

/** The claims of an ID Token, but for `iss`, which the signer adds (OIDC Core §2, §3.2.2.10). */
export interface IdTokenClaims {
  readonly [claim: string]: unknown
  readonly sub: string
  readonly aud: string
  readonly iat: number
  readonly exp: number
  readonly auth_time: number
  readonly sid: string
  readonly nonce?: string
  readonly at_hash?: string
  readonly acr?: string
}

interface Inputs {
  readonly request: AuthorizeRequest
  readonly user: SignedInUser
  /** Claims about the user that belong into this ID Token, standard members excluded. */
  readonly claims: Claims
  readonly acr: string | undefined
  readonly accessToken: string | undefined
  readonly now: number
  /** Seconds. */
  readonly lifetime: number
}

export function idTokenClaims(inputs: Inputs): IdTokenClaims {
  const { request, user, claims, acr, accessToken, now, lifetime } = inputs
  return {
    ...claims,
    sub: user.sub,
    aud: request.client.id,
    iat: now,
    exp: now + lifetime,
    auth_time: user.authTime,
    sid: user.sid,
    ...(request.nonce !== undefined && { nonce: request.nonce }),
    ...(accessToken !== undefined && {
      at_hash: tokenHash(accessToken, request.client.idTokenAlg),
    }),
    ...(acr !== undefined && { acr }),
  }
}
