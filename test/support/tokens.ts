/**
 * An independent reader of our tokens: verified with the keys that the server publishes.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import { createRemoteJWKSet, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose'
import { signingAlgs } from '../../src/protocol/keys/signing-alg.ts'

export interface ReadToken {
  readonly header: { readonly alg: string; readonly kid: string; readonly typ?: string }
  readonly claims: JWTPayload & Readonly<Record<string, unknown>>
}

export interface TokenExpectation {
  readonly typ?: string
  readonly audience?: string
  readonly currentDate?: Date
}

/** Verifies signature, issuer, times, and what `expected` says. */
export async function readToken(
  issuer: string,
  token: string | undefined,
  expected: TokenExpectation = {},
): Promise<ReadToken> {
  if (token === undefined) throw new Error('There is no token.')
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`))
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer,
    algorithms: [...signingAlgs],
    requiredClaims: ['sub', 'aud', 'exp', 'iat'],
    ...expected,
  })
  return { header: protectedHeader as ReadToken['header'], claims: payload }
}

/** The hash within an algorithm (OIDC Core §3.2.2.9, RFC 8032 §5.1). */
export const hashNameOf = (alg: string): string =>
  alg.startsWith('Ed') ? 'sha512' : `sha${alg.slice(2)}`

/** The at_hash that belongs to a token, worked out from OIDC Core §3.2.2.9 by itself. */
export function atHash(accessToken: string, idToken: string): string {
  const { alg = '' } = decodeProtectedHeader(idToken)
  const digest = createHash(hashNameOf(alg)).update(accessToken).digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}

export interface UserinfoAnswer {
  readonly status: number
  readonly challenge: string | null
  readonly claims: Readonly<Record<string, unknown>>
}

export async function userinfo(
  issuer: string,
  token: string | undefined,
  init: RequestInit = {},
): Promise<UserinfoAnswer> {
  const response = await fetch(`${issuer}/userinfo`, {
    ...init,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...init.headers },
  })
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    claims: (await response.json()) as Record<string, unknown>,
  }
}
