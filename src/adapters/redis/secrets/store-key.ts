/** Bytes of a key for AES-256. */
const length = 32

/** The bytes that a text says in base64, base64url or hexadecimal; undefined when they are not 32. */
export function parseStoreKey(text: string): Buffer | undefined {
  if (/^[\da-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (!/^[\w+/-]{43}=?$/.test(text)) return undefined
  const key = Buffer.from(text, 'base64')
  return key.length === length ? key : undefined
}
