/**
 * Makes claims into signed tokens and back. An adapter knows the issuer and the keys; nothing
 * above or below it does.
 *
 * @module
 */

import type { AnswerClaims } from '../protocol/authorize/answer.ts'
import type { HintReading } from '../protocol/authorize/hint.ts'
import type { AccessTokenTyp } from '../protocol/client/token-shape.ts'
import type { SigningAlg } from '../protocol/keys/signing-alg.ts'
import type { LogoutTokenClaims } from '../protocol/log-out/logout-token.ts'
import type { AccessTokenClaims } from '../protocol/tokens/access-token.ts'
import type { DeadToken } from '../protocol/tokens/dead-token.ts'
import type { IdTokenClaims } from '../protocol/tokens/id-token.ts'
import type { UserinfoJwtClaims } from '../protocol/userinfo/claims.ts'

export interface TokenSigner {
  /** A JWT of that typ (RFC 9068 §2.1), signed with the server's default algorithm. */
  signAccessToken(claims: AccessTokenClaims, typ: AccessTokenTyp): Promise<string>
  /** A JWT of typ `JWT` (OIDC Core §2), signed with `alg`. */
  signIdToken(claims: IdTokenClaims, alg: SigningAlg): Promise<string>
  /** A JWT of typ `logout+jwt` (OIDC Back-Channel Logout §2.4), signed with `alg`. */
  signLogoutToken(claims: LogoutTokenClaims, alg: SigningAlg): Promise<string>
  /** A JWT of typ `JWT` (JARM §2.1), signed with `alg`. */
  signAnswer(claims: AnswerClaims, alg: SigningAlg): Promise<string>
  /** A JWT of typ `JWT` (OIDC Core §5.3.2), signed with `alg`. */
  signUserinfo(claims: UserinfoJwtClaims, alg: SigningAlg): Promise<string>
}

/** What a token says if it is an access token of ours, and why not if it is not. */
export type AccessTokenReading =
  | { readonly kind: 'signed'; readonly claims: AccessTokenClaims }
  | { readonly kind: 'dead'; readonly why: DeadToken }

export interface TokenReader {
  /** Reads an own, unexpired JWT access token, whomever it is for (RFC 9068 §4). */
  readAccessToken(token: string): Promise<AccessTokenReading>
  /** Reads an ID Token hint, and no access token: own signature, own issuer; an expired one is fine. Never throws. */
  readHint(token: string): Promise<HintReading>
}
