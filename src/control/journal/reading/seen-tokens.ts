/**
 * The JWTs of an exchange, taken apart. Nothing is verified: they are shown as they were sent.
 *
 * @module
 */

import type { SeenToken } from '../exchange.ts'

type Members = Readonly<Record<string, unknown>>

/** A token taken apart; undefined for text that is no signed JWT (RFC 7519 §7.2). */
export function readToken(
  text: string,
): { readonly header: Members; readonly claims: Members } | undefined {
  const parts = text.split('.')
  if (parts.length !== 3) return undefined
  const [header, claims] = parts.slice(0, 2).map(readPart)
  return header === undefined || claims === undefined ? undefined : { header, claims }
}

function readPart(part: string): Members | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Members
  } catch {
    // told below
  }
  return undefined
}

/** Parameters and headers in which tokens travel. */
const carriers = [
  ...['access_token', 'id_token', 'id_token_hint', 'token', 'request', 'assertion'],
  ...['client_assertion', 'subject_token', 'logout_token', 'response', 'authorization', 'dpop'],
]

/** @param sent parameters, and `authorization` and `dpop` as headers have them, secrets included. */
export function tokensIn(sent: Members, sentIn: SeenToken['sentIn']): readonly SeenToken[] {
  return carriedIn(sent).flatMap(({ name, token }) => {
    const read = readToken(token)
    return read === undefined ? [] : [{ name, sentIn, ...read }]
  })
}

/** What tokens say, without a look at their headers: the half of the work. */
export function claimsIn(sent: Members): readonly Pick<SeenToken, 'name' | 'claims'>[] {
  return carriedIn(sent).flatMap(({ name, token }) => {
    const [, part = '', signature] = token.split('.', 3)
    const claims = signature === undefined ? undefined : readPart(part)
    return claims === undefined ? [] : [{ name, claims }]
  })
}

function carriedIn(sent: Members): readonly { readonly name: string; readonly token: string }[] {
  return carriers.flatMap((name) => {
    const text = sent[name]
    if (typeof text !== 'string') return []
    return [{ name, token: name === 'authorization' ? (presentedToken(text) ?? '') : text }]
  })
}

/** The access token of an Authorization header (RFC 6750 §2.1, RFC 9449 §7.1). */
export const presentedToken = (authorization: string | undefined): string | undefined =>
  /^(?:Bearer|DPoP) +(\S+)$/i.exec(authorization ?? '')?.[1]
