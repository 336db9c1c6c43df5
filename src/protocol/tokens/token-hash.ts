import { createHash } from 'node:crypto'
import type { SigningAlg } from '../signing-alg.ts'

/**
 * The left half of the hash of a token, which binds it to the ID Token beside it
 * (OIDC Core §3.2.2.9). The hash goes with the algorithm that signs the ID Token: SHA-512 for
 * Ed25519, SHA-256 for the others.
 */
export function tokenHash(token: string, alg: SigningAlg): string {
  const digest = createHash(alg === 'EdDSA' ? 'sha512' : 'sha256')
    .update(token, 'ascii')
    .digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}
