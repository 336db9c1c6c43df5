/**
 * Tokens as a test orders them, sound or not: signed with the keys of the realm unless that is the
 * very defect.
 *
 * @module
 */

import { CompactSign } from 'jose/jws/compact/sign'
import type { SigningAlg } from '../../protocol/keys/signing-alg.ts'
import type { SigningKeys } from './keys/key-store.ts'

/** What is wrong with how a token is signed. */
export type SignatureDefect = 'bad-signature' | 'unknown-kid' | 'alg-none' | 'garbage'

interface Order {
  readonly keys: SigningKeys
  readonly alg: SigningAlg
  /** The key that signs, whatever `alg` says; undefined: the one that signs with that. Named where nothing signs, too. */
  readonly kid: string | undefined
  readonly typ: string
  /** Complete, with `iss`. */
  readonly claims: object
  readonly defect: SignatureDefect | undefined
}

/** Undefined when there is no key of that name. */
export async function forgeToken(order: Order): Promise<string | undefined> {
  const { keys, kid, typ, claims, defect } = order
  if (defect === 'garbage') return 'garbage.that.is-no-token'
  const payload = Buffer.from(JSON.stringify(claims))
  const key = kid === undefined ? await keys.signing(order.alg) : await keys.named(kid)
  if (key === undefined) return undefined
  if (defect === 'alg-none') {
    const header = { alg: 'none', typ, ...(kid !== undefined && { kid }) }
    return `${part(header)}.${payload.toString('base64url')}.`
  }
  const named = defect === 'unknown-kid' ? 'a-key-that-nobody-has-published' : key.kid
  const header = { alg: key.alg, kid: named, typ }
  const token = await new CompactSign(payload).setProtectedHeader(header).sign(key.privateKey)
  return defect === 'bad-signature' ? withOtherSignature(token) : token
}

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

/** One bit of the signature differs, in a byte that is all signature. */
function withOtherSignature(token: string): string {
  const [header, payload, signature = ''] = token.split('.')
  const bytes = Buffer.from(signature, 'base64url')
  bytes[8] = (bytes[8] ?? 0) ^ 1
  return `${header}.${payload}.${bytes.toString('base64url')}`
}
