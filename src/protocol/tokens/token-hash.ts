import { hash } from 'node:crypto'
import type { SigningAlg } from '../keys/signing-alg.ts'

/** The hash that an algorithm uses inside; of Ed25519 it is SHA-512 (RFC 8032 §5.1). */
const hashes = {
  RS256: 'sha256',
  RS384: 'sha384',
  RS512: 'sha512',
  PS256: 'sha256',
  ES256: 'sha256',
  ES384: 'sha384',
  EdDSA: 'sha512',
  Ed25519: 'sha512',
} as const satisfies Record<SigningAlg, string>

/**
 * The left half of the hash of a token, which binds it to the ID Token beside it
 * (OIDC Core §3.2.2.9). The hash goes with the algorithm that signs the ID Token.
 */
export function tokenHash(token: string, alg: SigningAlg): string {
  const digest = hash(hashes[alg], token, 'buffer')
  return digest.subarray(0, digest.length / 2).toString('base64url')
}
