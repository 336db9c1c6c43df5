/**
 * What can be said of a token before anything about it is believed.
 *
 * @module
 */

type JsonObject = Readonly<Record<string, unknown>>

export interface UntrustedToken {
  readonly alg: string
  readonly kid: string
  readonly typ: string | undefined
  readonly payload: JsonObject
}

/** Longer text is not a token of ours, and is not looked at. */
export const tokenLimit = 12_288

const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/

/** Header members that would have a reader fetch a key, take one from the token, or change rules. */
const refusedMembers = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64']

/**
 * Takes a compact JWS apart (RFC 7515 §7.1); undefined when it is not one, when its header lacks
 * `alg` or `kid`, or when the header names a key of its own: keys come from this server alone.
 */
export function parseUntrustedToken(token: string): UntrustedToken | undefined {
  if (token.length > tokenLimit || !compactForm.test(token)) return undefined
  const [headerPart = '', payloadPart = '', signaturePart = ''] = token.split('.')
  if (!isCanonical(signaturePart)) return undefined
  const header = parsePart(headerPart)
  const payload = parsePart(payloadPart)
  if (header === undefined || payload === undefined) return undefined
  if (refusedMembers.some((name) => Object.hasOwn(header, name))) return undefined
  const { alg, kid, typ } = header as { alg?: unknown; kid?: unknown; typ?: unknown }
  if (typeof alg !== 'string' || typeof kid !== 'string') return undefined
  if (typ !== undefined && typeof typ !== 'string') return undefined
  return { alg, kid, typ, payload }
}

/**
 * The last character of base64url may hold bits that no byte takes: with those changed a signature
 * is another text and still the same bytes. A token has one spelling here (RFC 4648 §3.5).
 */
const isCanonical = (part: string): boolean =>
  Buffer.from(part, 'base64url').toString('base64url') === part

function parsePart(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    return isObject ? (value as JsonObject) : undefined
  } catch {
    return undefined
  }
}
