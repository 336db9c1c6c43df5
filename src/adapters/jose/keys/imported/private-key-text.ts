/**
 * A private key as people keep it: a JWK, or PEM (PKCS#8, PKCS#1, SEC 1).
 *
 * @module
 */

import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto'

/** Completes "The setting …". */
export interface Refused {
  readonly problem: string
}

export const refused = (problem: string): Refused => ({ problem })

export const isRefused = (value: object): value is Refused => 'problem' in value

export interface ParsedKey {
  readonly privateKey: KeyObject
  /** What a JWK says of itself. */
  readonly says: { readonly alg?: string; readonly kid?: string }
}

export const parsePrivateKey = (text: string): ParsedKey | Refused =>
  text.trimStart().startsWith('{') ? parseJwk(text) : parsePem(text)

const damaged = refused('must hold a sound private key: this one is damaged')
const publicOnly = refused('must hold a private key: this one is public')

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function parseJwk(text: string): ParsedKey | Refused {
  const found = onlyKey(parseJson(text))
  if (isRefused(found)) return found
  const { jwk } = found
  const { kty, d, use = 'sig', key_ops: operations, alg, kid } = jwk
  if (kty === 'oct') return refused('must hold an asymmetric key: a shared secret is none')
  if (d === undefined) return publicOnly
  const isForSigning = Array.isArray(operations) ? operations.includes('sign') : use === 'sig'
  if (!isForSigning) return refused('must hold a key for signing (RFC 7517 §4.2)')
  if (kid !== undefined && !isKeyName(kid))
    return refused(`must hold a key whose kid is ${keyName}`)
  if (alg !== undefined && typeof alg !== 'string') return damaged
  // What is not a text in it is refused where it is read.
  const privateKey = soundKey({ key: jwk as JsonWebKey, format: 'jwk' })
  if (privateKey === undefined) return damaged
  return {
    privateKey,
    says: { ...(alg !== undefined && { alg }), ...(kid !== undefined && { kid }) },
  }
}

export const keyName = 'printable ASCII without spaces, at most 128 characters'

export const isKeyName = (kid: unknown): kid is string =>
  typeof kid === 'string' && /^[\x21-\x7e]{1,128}$/.test(kid)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A key, or a set of one (RFC 7517 §5). */
function onlyKey(value: unknown): { readonly jwk: Readonly<Record<string, unknown>> } | Refused {
  if (!isRecord(value)) return refused('must hold a JWK or PEM: this is neither')
  const { keys } = value
  if (keys === undefined) return { jwk: value }
  const [key, ...others] = Array.isArray(keys) ? keys : []
  if (others.length > 0) return refused('must hold one key: give each a file of its own')
  return isRecord(key) ? { jwk: key } : refused('must hold a JWK or PEM: this is neither')
}

/** By what a PEM text says in its first lines; a key that fits none of these is read. */
const notes: readonly (readonly [RegExp, Refused])[] = [
  [
    /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/,
    refused('is encrypted: decrypt it first, as openssl pkey -in key.pem -out plain.pem does'),
  ],
  [
    /-----BEGIN OPENSSH PRIVATE KEY-----/,
    refused('is written as OpenSSH does: write it anew by ssh-keygen -p -m PKCS8 -f key'),
  ],
  [/PRIVATE KEY-----[\s\S]*-----BEGIN [A-Z ]*PRIVATE KEY-----/, refused('must hold one key')],
]

function parsePem(text: string): ParsedKey | Refused {
  const note = notes.find(([says]) => says.test(text))
  if (note !== undefined) return note[1]
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    return /-----BEGIN /.test(text)
      ? publicOnly
      : refused('must hold a JWK or PEM: this is neither')
  }
  const privateKey = soundKey({ key: text, format: 'pem' })
  return privateKey === undefined ? damaged : { privateKey, says: {} }
}

function soundKey(from: Parameters<typeof createPrivateKey>[0]): KeyObject | undefined {
  try {
    return createPrivateKey(from)
  } catch {
    // Its message may quote the key.
    return undefined
  }
}
