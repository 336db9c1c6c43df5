/**
 * One signing key, in the forms that its users want.
 *
 * @module
 */

import type { webcrypto } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import { CompactSign } from 'jose/jws/compact/sign'
import { compactVerify } from 'jose/jws/compact/verify'
import { exportJWK } from 'jose/key/export'
import { generateKeyPair } from 'jose/key/generate/keypair'
import { importJWK } from 'jose/key/import'
import { type SigningAlg, signingAlgs } from '../../../protocol/keys/signing-alg.ts'

/** A private key as JWK (RFC 7517 §4), as the key file keeps it. */
export type PrivateJwk = Readonly<Record<string, unknown>>

export interface SigningKey {
  readonly alg: SigningAlg
  /**
   * The thumbprint of the public key (RFC 7638 §3), which needs no bookkeeping and never repeats, unless
   * the operator has named the key.
   */
  readonly kid: string
  readonly privateKey: webcrypto.CryptoKey
  readonly publicKey: webcrypto.CryptoKey
  /** What the JWK Set shows: public members only. */
  readonly publicJwk: Readonly<Record<string, string>>
}

/** Makes a key on a thread of its own; an RSA key takes up to half a second. */
export async function generatePrivateJwk(alg: SigningAlg): Promise<PrivateJwk> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 })
  return { ...(await exportJWK(privateKey)), alg, use: 'sig' }
}

/**
 * Reads a private JWK; throws when it is not a sound key for an algorithm of ours. `name` is its kid
 * where somebody has given it one.
 */
export async function importSigningKey(jwk: PrivateJwk, name?: string): Promise<SigningKey> {
  const alg = algOf(jwk)
  const { open, secret } = membersOf[alg]
  const publicMembers = pick(jwk, open)
  const privateKey = await importKey({ ...publicMembers, ...pick(jwk, secret) }, alg)
  const publicKey = await importKey(publicMembers, alg)
  await prove(privateKey, publicKey, alg)
  const kid = name ?? (await calculateJwkThumbprint(publicMembers))
  return { alg, kid, privateKey, publicKey, publicJwk: { ...publicMembers, kid, use: 'sig', alg } }
}

/** The algorithm of a key is written beside it when it is made, and is the only one it signs with. */
function algOf(jwk: PrivateJwk): SigningAlg {
  const alg = signingAlgs.find((known) => known === jwk['alg'])
  if (alg === undefined) throw new Error('not a key that tokens may be signed with')
  return alg
}

interface Members {
  /** Those that make the public key; what is published is a new object of these, never a copy. */
  readonly open: readonly string[]
  readonly secret: readonly string[]
}

const rsa: Members = { open: ['kty', 'n', 'e'], secret: ['d', 'p', 'q', 'dp', 'dq', 'qi'] }
const ec: Members = { open: ['kty', 'crv', 'x', 'y'], secret: ['d'] }
const okp: Members = { open: ['kty', 'crv', 'x'], secret: ['d'] }

/** The members of a key (RFC 7518 §6, RFC 8037 §2). */
const membersOf = {
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  ES256: ec,
  ES384: ec,
  EdDSA: okp,
  Ed25519: okp,
} as const satisfies Record<SigningAlg, Members>

function pick(jwk: PrivateJwk, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, String(jwk[name])]))
}

/** Of an asymmetric JWK jose makes a CryptoKey; a `Uint8Array` would be a shared secret. */
const importKey = async (members: Record<string, string>, alg: SigningAlg) =>
  (await importJWK(members, alg)) as webcrypto.CryptoKey

/** A damaged key may import all the same: only a signature shows that its halves belong together. */
async function prove(
  privateKey: webcrypto.CryptoKey,
  publicKey: webcrypto.CryptoKey,
  alg: SigningAlg,
): Promise<void> {
  const text = new TextEncoder().encode('the halves of this key belong together')
  const signed = await new CompactSign(text).setProtectedHeader({ alg }).sign(privateKey)
  await compactVerify(signed, publicKey, { algorithms: [alg] })
}
