/**
 * Keys of clients, one for each kind, and what is signed with them by an independent library.
 *
 * @module
 */

import {
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTPayload,
  SignJWT,
  UnsecuredJWT,
} from 'jose'

/** Keys by the algorithm that they were made for; those of RSA sign by all of RSA. */
const made = new Map<string, Promise<JWK>>()

function privateJwk(alg: string): Promise<JWK> {
  const kind = /^(RS|PS)/.test(alg) ? 'RS256' : alg
  const jwk =
    made.get(kind) ??
    generateKeyPair(kind, { extractable: true }).then(({ privateKey }) => exportJWK(privateKey))
  made.set(kind, jwk)
  return jwk
}

/** The public half, by the name of its algorithm. */
export async function publicJwk(alg: string): Promise<JWK> {
  const { kty, n, e, crv, x, y } = await privateJwk(alg)
  return JSON.parse(JSON.stringify({ kty, n, e, crv, x, y, kid: alg })) as JWK
}

/** Signs by `alg`; by the text `secret` where that is symmetric, and not at all by `none`. */
export async function signBy(
  alg: string,
  claims: JWTPayload,
  { secret = '', header = {} }: { readonly secret?: string; readonly header?: object } = {},
): Promise<string> {
  if (alg === 'none') return new UnsecuredJWT(claims).encode()
  const key = alg.startsWith('HS')
    ? new TextEncoder().encode(secret.padEnd(64, '.'))
    : await importJWK(await privateJwk(alg), alg)
  return new SignJWT(claims).setProtectedHeader({ alg, ...header }).sign(key)
}
