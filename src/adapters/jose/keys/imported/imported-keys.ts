/**
 * The keys that the operator brings: they are used as they are, and nothing about them is kept.
 *
 * @module
 */

import type { KeyObject } from 'node:crypto'
import type { SigningAlg } from '../../../../protocol/keys/signing-alg.ts'
import { importSigningKey, type SigningKey } from '../signing-key.ts'

export interface ImportedKey {
  readonly alg: SigningAlg
  readonly kid: string
  /** Tells whether the file holds another key now, whatever that is called (RFC 7638 §3). */
  readonly thumbprint: string
  /** Opaque: whoever prints or serialises a configuration prints no key. */
  readonly privateKey: KeyObject
  /** Where it was read, as the configuration names it. */
  readonly file: string
  /** Signs for a while, after which the realm goes on with the keys that it has. */
  readonly isLent?: boolean
}

export interface ImportedKeys {
  /** The first of `alg` signs; the others verify, and are published. */
  signing(alg: SigningAlg): Promise<SigningKey> | undefined
  named(kid: string): Promise<SigningKey> | undefined
  all(): Promise<readonly SigningKey[]>
}

export function createImportedKeys(keys: readonly ImportedKey[]): ImportedKeys {
  const ready = new Map<ImportedKey, Promise<SigningKey>>()
  const made = (key: ImportedKey | undefined): Promise<SigningKey> | undefined => {
    if (key === undefined) return undefined
    const known = ready.get(key) ?? importKey(key)
    ready.set(key, known)
    return known
  }
  return {
    signing: (alg) => made(keys.find((key) => key.alg === alg)),
    named: (kid) => made(keys.find((key) => key.kid === kid)),
    all: () => Promise.all(keys.flatMap((key) => made(key) ?? [])),
  }
}

function importKey({ alg, kid, privateKey }: ImportedKey): Promise<SigningKey> {
  return importSigningKey({ ...privateKey.export({ format: 'jwk' }), alg }, kid)
}
