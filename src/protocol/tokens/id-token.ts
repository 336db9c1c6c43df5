import type { Claims, SignedInUser } from '../user.ts'
import type { Grant } from './grant.ts'
import { tokenHash } from './token-hash.ts'
import { type Writable, withUserClaims } from './user-claims.ts'

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
  readonly c_hash?: string
  readonly acr?: string
}

interface Inputs {
  readonly grant: Grant
  readonly user: SignedInUser
  /** Claims about the user that belong into this ID Token, standard members excluded. */
  readonly claims: Claims
  readonly acr: string | undefined
  readonly accessToken: string | undefined
  /** The code that comes beside it (OIDC Core §3.3.2.11). */
  readonly code: string | undefined
  readonly now: number
  /** Seconds. */
  readonly lifetime: number
}

export function idTokenClaims(inputs: Inputs): IdTokenClaims {
  const { grant, user, claims, acr, accessToken, code, now, lifetime } = inputs
  const { nonce } = grant
  const { id, idTokenAlg } = grant.client
  const own: Writable<IdTokenClaims> = {
    sub: user.sub,
    aud: id,
    iat: now,
    exp: now + lifetime,
    auth_time: user.authTime,
    sid: user.sid,
  }
  if (nonce !== undefined) own.nonce = nonce
  if (accessToken !== undefined) own.at_hash = tokenHash(accessToken, idTokenAlg)
  if (code !== undefined) own.c_hash = tokenHash(code, idTokenAlg)
  if (acr !== undefined) own.acr = acr
  return withUserClaims(own, claims)
}
