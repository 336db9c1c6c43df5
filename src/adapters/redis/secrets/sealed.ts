/**
 * Texts that Redis keeps and cannot read: AES-256-GCM under the store key (NIST SP 800-38D).
 *
 * @module
 */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { StoreRefusal } from '../connection/store-refusal.ts'

/** Of the form, so that another one can come. */
const version = 1

const algorithm = 'aes-256-gcm'

/** Bytes. */
const nonceLength = 12
const tagLength = 16

/** Without a key, which only a server on loopback may do without, it is written as it is. */
export function seal(text: string, key: Buffer | undefined, place: string): string {
  if (key === undefined) return JSON.stringify({ v: version, plain: text })
  const nonce = randomBytes(nonceLength)
  const cipher = createCipheriv(algorithm, key, nonce)
  // So that what was sealed for one place cannot be put into another.
  cipher.setAAD(Buffer.from(place))
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final()])
  const whole = Buffer.concat([sealed, cipher.getAuthTag()])
  return JSON.stringify({ v: version, sealed: whole.toString('base64') })
}

/** @throws {StoreRefusal} a sentence for the operator, when it was sealed by another key, or is none of ours. */
export function unseal(sealed: string, key: Buffer | undefined, place: string): string {
  const { v, plain, sealed: text } = parsed(sealed)
  if (v > version)
    throw new StoreRefusal(`A later release has written what the store keeps at ${place}.`)
  if (key === undefined && plain !== undefined) return plain
  if (key === undefined) {
    throw new StoreRefusal(`What the store keeps at ${place} is encrypted: set store_key.`)
  }
  try {
    return opened(Buffer.from(text ?? '', 'base64'), key, place)
  } catch {
    throw new StoreRefusal(
      `What the store keeps at ${place} was written with another store_key than this server has.`,
    )
  }
}

function opened(whole: Buffer, key: Buffer, place: string): string {
  const decipher = createDecipheriv(algorithm, key, whole.subarray(0, nonceLength), {
    authTagLength: tagLength,
  })
  decipher.setAAD(Buffer.from(place))
  decipher.setAuthTag(whole.subarray(-tagLength))
  const text = decipher.update(whole.subarray(nonceLength, -tagLength))
  return Buffer.concat([text, decipher.final()]).toString('utf8')
}

interface Parsed {
  readonly v: number
  readonly plain?: string
  readonly sealed?: string
}

function parsed(text: string): Parsed {
  try {
    const { v, plain, sealed } = Object(JSON.parse(text)) as Readonly<Record<string, unknown>>
    return {
      v: typeof v === 'number' ? v : version,
      ...(typeof plain === 'string' && { plain }),
      ...(typeof sealed === 'string' && { sealed }),
    }
  } catch {
    return { v: version }
  }
}
