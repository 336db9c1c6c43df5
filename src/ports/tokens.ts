/**
 * Makes claims into signed tokens and back. An adapter knows the issuer and the keys; nothing
 * above or below it does.
 *
 * @module
 */

import type { HintReading } from '../protocol/authorize/hint.ts'
import type { SigningAlg } from '../protocol/signing-alg.ts'
import type { AccessTokenClaims } from '../protocol/tokens/access-token.ts'
import type { IdTokenClaims } from '../protocol/tokens/id-token.ts'
import type { AccessTokenTyp } from '../protocol/tokens/token-shape.ts'

export interface TokenSigner {
  /** A JWT of that typ (RFC 9068 §2.1), signed with the server's default algorithm. */
  signAccessToken(claims: AccessTokenClaims, typ: AccessTokenTyp): Promise<string>
  /** A JWT of typ `JWT` (OIDC Core §2), signed with `alg`. */
  signIdToken(claims: IdTokenClaims, alg: SigningAlg): Promise<string>
}

export interface TokenReader {
  /**
   * The claims of an own, unexpired JWT access token, whomever it is for; undefined for anything
   * else, an ID Token among it (RFC 9068 §4).
   */
  readAccessToken(token: string): Promise<AccessTokenClaims | undefined>
  /** Reads an ID Token hint, and no access token: own signature, own issuer; an expired one is fine. Never throws. */
  readHint(token: string): Promise<HintReading>
}
