/**
 * Proof Key for Code Exchange (RFC 7636), by S256 only: `plain` proves nothing to whoever has read
 * the request (RFC 9700 §2.1.1).
 *
 * @module
 */

import { digestOf, sameSecret } from '../secrets.ts'

/** The methods that are taken, as metadata lists them (RFC 8414 §2). */
export const codeChallengeMethods = ['S256'] as const

/** Whether `value` can be a SHA-256 hash in base64url: 43 characters (RFC 7636 §4.2). */
export const isCodeChallenge = (value: string): boolean => /^[\w-]{43}$/.test(value)

/** Whether `value` can be a verifier: 43–128 unreserved characters (RFC 7636 §4.1). */
export const isCodeVerifier = (value: string): boolean => /^[\w.~-]{43,128}$/.test(value)

/** The challenge that belongs to a verifier (RFC 7636 §4.2). */
export const challengeOf = (verifier: string): string => digestOf(verifier)

/** Whether `verifier` is the one that `challenge` was made from (RFC 7636 §4.6). */
export const verifies = (verifier: string, challenge: string): boolean =>
  isCodeVerifier(verifier) && sameSecret(challengeOf(verifier), challenge)
