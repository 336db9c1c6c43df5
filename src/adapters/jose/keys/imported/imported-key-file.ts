/**
 * Key files that the operator brings: read when the configuration is, and judged in full, so that a
 * server never starts with a key that cannot sign. Nothing of a file is in what is told.
 *
 * @module
 */

import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { type SigningAlg, signingAlgs } from '../../../../protocol/keys/signing-alg.ts'
import type { ImportedKey } from './imported-keys.ts'
import { isRefused, parsePrivateKey, type Refused, refused } from './private-key-text.ts'
import { readPrivateText } from './private-text.ts'

export interface KeyToImport {
  /** An absolute path. */
  readonly path: string
  /** As it is named to people. */
  readonly file: string
  readonly alg?: SigningAlg | undefined
  readonly kid?: string | undefined
}

/** A member of the setting, and what is wrong with it; completes "The setting …". */
export interface ImportFault {
  readonly kind: 'refused'
  readonly member: 'file' | 'alg'
  readonly problem: string
}

export type ImportReading = { readonly kind: 'key'; readonly key: ImportedKey } | ImportFault

export function readImportedKey({ path, ...named }: KeyToImport): ImportReading {
  const read = readPrivateText(path)
  return read.kind === 'unreadable' ? ofFile(read) : judgeImportedKey(read.text, named)
}

/** Judges a private key, JWK or PEM, that was read from a file or sent. */
export function judgeImportedKey(
  text: string,
  { file, alg, kid }: Omit<KeyToImport, 'path'>,
): ImportReading {
  const parsed = parsePrivateKey(text)
  if (isRefused(parsed)) return ofFile(parsed)
  const { privateKey, says } = parsed
  const algs = algsOf(privateKey)
  if (isRefused(algs)) return ofFile(algs)
  const meant = says.alg === undefined ? algs : algs.filter((known) => known === says.alg)
  if (meant.length === 0) return ofFile(refused('says an alg that its key cannot have'))
  const [usual] = meant
  const chosen = alg ?? usual
  const fitting = meant.find((known) => known === chosen)
  if (fitting === undefined) {
    return { kind: 'refused', member: 'alg', problem: `must be ${listed(meant)}, for this key` }
  }
  if (!fitsTogether(privateKey)) return ofFile(unsound)
  const thumbprint = thumbprintOf(privateKey)
  const name = kid ?? says.kid ?? thumbprint
  return { kind: 'key', key: { alg: fitting, kid: name, thumbprint, privateKey, file } }
}

const ofFile = ({ problem }: { readonly problem: string }): ImportFault => ({
  kind: 'refused',
  member: 'file',
  problem,
})

const unsound = refused('must hold a sound private key: this one is damaged')

const listed = (algs: readonly SigningAlg[]): string => algs.join(' or ')

/** Bits. A longer key keeps each login waiting for a second. */
const [leastRsa, mostRsa] = [2048, 8192]

/** What a key can sign with, the usual algorithm first (RFC 7518 §3, RFC 8037 §3.1). */
function algsOf(key: KeyObject): readonly SigningAlg[] | Refused {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {}
  switch (key.asymmetricKeyType) {
    case 'rsa':
      if (modulusLength < leastRsa || modulusLength > mostRsa) {
        return refused(
          `must hold an RSA key of ${leastRsa} to ${mostRsa} bits: this one has ${modulusLength}`,
        )
      }
      return signingAlgs.filter((alg) => /^[RP]S/.test(alg))
    case 'ec':
      if (namedCurve === 'prime256v1') return ['ES256']
      if (namedCurve === 'secp384r1') return ['ES384']
      return refused('must hold an EC key on the curve P-256 or P-384')
    case 'ed25519':
      return ['EdDSA', 'Ed25519']
    default:
      return refused('must hold an RSA, EC or Ed25519 key: tokens are signed with no other')
  }
}

/** A JWK may hold halves of two keys, which only a signature shows. */
function fitsTogether(privateKey: KeyObject): boolean {
  try {
    const { d: _, p: __, q: ___, ...open } = privateKey.export({ format: 'jwk' })
    const publicKey = createPublicKey({ key: open, format: 'jwk' })
    const hash = privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256'
    const text = Buffer.from('the halves of this key belong together')
    return verify(hash, text, publicKey, sign(hash, text, privateKey))
  } catch {
    return false
  }
}

/** RFC 7638 §3: the members that it names, in the order of their names. */
function thumbprintOf(privateKey: KeyObject): string {
  const { crv, e, kty, n, x, y } = privateKey.export({ format: 'jwk' })
  return createHash('sha256').update(JSON.stringify({ crv, e, kty, n, x, y })).digest('base64url')
}
