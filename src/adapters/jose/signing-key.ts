/**
 * One signing key, in the forms that its users want.
 *
 * @module
 */

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  type webcrypto,
} from 'node:crypto'
import { promisify } from 'node:util'
import { calculateJwkThumbprint } from 'jose/jwk/thumbprint'
import { importJWK } from 'jose/key/import'
import type { SigningAlg } from '../../protocol/signing-alg.ts'
import { signBytes, verifiesBytes } from './signature.ts'

/** A private key as JWK (RFC 7517 §4), as the key file keeps it. */
export type PrivateJwk = Readonly<Record<string, unknown>>

export interface SigningKey {
  readonly alg: SigningAlg
  /** The thumbprint of the public key (RFC 7638 §3): it needs no bookkeeping and never repeats. */
  readonly kid: string
  readonly privateKey: KeyObject
  readonly publicKey: webcrypto.CryptoKey
  /** What the JWK Set shows: public members only. */
  readonly publicJwk: Readonly<Record<string, string>>
}

const generate = promisify(generateKeyPair)

/** Makes a key on a thread of its own; an RSA key takes up to half a second. */
export async function generatePrivateJwk(alg: SigningAlg): Promise<PrivateJwk> {
  const { privateKey } = await generateFor(alg)
  return { ...privateKey.export({ format: 'jwk' }), alg, use: 'sig' }
}

function generateFor(alg: SigningAlg): Promise<{ readonly privateKey: KeyObject }> {
  switch (alg) {
    case 'RS256':
      return generate('rsa', { modulusLength: 2048 })
    case 'ES256':
      return generate('ec', { namedCurve: 'P-256' })
    case 'EdDSA':
      return generate('ed25519')
  }
}

/** Reads a private JWK; throws when it is not a sound key for an algorithm of ours. */
export async function importSigningKey(jwk: PrivateJwk): Promise<SigningKey> {
  const privateKey = createPrivateKey({ key: jwk as Record<string, string>, format: 'jwk' })
  const alg = algOf(privateKey)
  if (jwk['alg'] !== undefined && jwk['alg'] !== alg) throw new Error('alg and key disagree')
  const members = publicMembers(jwk, alg)
  await prove(privateKey, members, alg)
  const kid = await calculateJwkThumbprint(members)
  return {
    alg,
    kid,
    privateKey,
    publicKey: (await importJWK(members, alg)) as webcrypto.CryptoKey,
    publicJwk: { ...members, kid, use: 'sig', alg },
  }
}

/** The algorithm follows from the key and from nothing else (RFC 8725 §3.1). */
function algOf(key: KeyObject): SigningAlg {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'rsa' && modulusLength >= 2048) return 'RS256'
  if (key.asymmetricKeyType === 'ec' && namedCurve === 'prime256v1') return 'ES256'
  if (key.asymmetricKeyType === 'ed25519') return 'EdDSA'
  throw new Error('not a key that tokens may be signed with')
}

/** The members that make a public key (RFC 7518 §6, RFC 8037 §2); a new object, never a copy. */
const publicMembersOf = {
  RS256: ['kty', 'n', 'e'],
  ES256: ['kty', 'crv', 'x', 'y'],
  EdDSA: ['kty', 'crv', 'x'],
} as const satisfies Record<SigningAlg, readonly string[]>

function publicMembers(jwk: PrivateJwk, alg: SigningAlg): Record<string, string> {
  return Object.fromEntries(publicMembersOf[alg].map((name) => [name, String(jwk[name])]))
}

/** A damaged key may import all the same: only a signature shows that its halves belong together. */
async function prove(key: KeyObject, members: Record<string, string>, alg: SigningAlg) {
  const data = Buffer.from('the halves of this key belong together')
  const publicKey = createPublicKey({ key: members, format: 'jwk' })
  const signature = await signBytes(key, alg, data)
  if (!verifiesBytes(publicKey, alg, data, signature)) throw new Error('the halves differ')
}
