/**
 * The header fields of an exchange. Those whose values are known to be no secret are shown; of any
 * other its name: who knows what `X-Api-Key` is called elsewhere.
 *
 * @module
 */

import type { SentHeaders } from '../exchange.ts'
import { blackened, shownUrl } from './redact.ts'

type Headers = Readonly<Record<string, number | string | readonly string[] | undefined>>

/** Header fields as one text each, by names in small letters. */
export function shownHeaders(headers: Headers, keepsBearer: boolean): SentHeaders {
  const shown: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue
    const texts = (Array.isArray(value) ? value : [value]).map(String)
    shown[name.toLowerCase()] = texts.map((text) => shownHeader(name, text, keepsBearer)).join('\n')
  }
  return shown
}

function shownHeader(name: string, text: string, keepsBearer: boolean): string {
  const field = name.toLowerCase()
  switch (field) {
    case 'cookie':
      return text.split(';').map(shownCookie).join(';')
    case 'set-cookie':
      return text.replace(/=[^;]*/, `=${blackened}`)
    case 'authorization':
      return shownAuthorization(text, keepsBearer)
    default:
      if (ofUrls.test(field)) return shownUrl(text)
      return open.has(field) || openFamilies.test(field) ? text : blackened
  }
}

const ofUrls = /^(?:content-)?location$|^referer$/

const openFamilies = /^(?:accept|access-control|cross-origin|sec-ch|sec-fetch)(?:-|$)/

/** One pair of a Cookie header; what has no name is a value. */
const shownCookie = (pair: string): string =>
  pair.includes('=') ? pair.replace(/=.*/s, `=${blackened}`) : pair.replace(/\S.*/s, blackened)

const open: ReadonlySet<string> = new Set([
  ...['content-type', 'content-length', 'content-encoding', 'content-language', 'content-range'],
  ...['content-disposition', 'content-security-policy', 'if-match', 'if-none-match', 'if-range'],
  ...['if-modified-since', 'if-unmodified-since', 'x-forwarded-for', 'x-forwarded-host'],
  ...['x-forwarded-port', 'x-forwarded-prefix', 'x-forwarded-proto', 'x-forwarded-server'],
  ...['age', 'allow', 'cache-control', 'clear-site-data', 'connection', 'date', 'dnt'],
  ...['dpop-nonce', 'etag', 'expect', 'expires', 'forwarded', 'from', 'host', 'keep-alive'],
  ...['last-modified', 'origin', 'permissions-policy', 'pragma', 'priority', 'range'],
  ...['referrer-policy', 'retry-after', 'sec-gpc', 'sec-purpose', 'server', 'server-timing'],
  ...['strict-transport-security', 'te', 'timing-allow-origin', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'upgrade-insecure-requests', 'user-agent', 'vary', 'via', 'warning'],
  ...['www-authenticate', 'x-content-type-options', 'x-frame-options', 'x-requested-with'],
  ...['x-robots-tag', 'traceparent', 'x-correlation-id', 'x-request-id'],
])

/** Who calls may be known, and what token is presented where one is taken; not the secret of a client. */
function shownAuthorization(text: string, keepsBearer: boolean): string {
  const [, scheme = '', credentials = ''] = /^(\S+) +(.*)$/s.exec(text) ?? []
  if (/^(bearer|dpop)$/i.test(scheme) && keepsBearer) return text
  if (!/^basic$/i.test(scheme)) return `${scheme} ${blackened}`.trim()
  return `${scheme} ${basicUser(credentials) ?? ''}:${blackened}`
}

/** The user of `Basic` credentials, as it was sent. */
export function basicUser(credentials: string): string | undefined {
  const [user, secret] = Buffer.from(credentials, 'base64').toString('latin1').split(':', 2)
  return secret === undefined ? undefined : user
}

/** The session of a browser, in a Cookie or a Set-Cookie header. */
export function sessionIn(header: unknown): string | undefined {
  const texts = [header].flat().filter((text) => typeof text === 'string')
  for (const text of texts) {
    const [, secret] = /(?:^|; *)(?:__Host-)?fragrant_session[^=;]*=([\w-]+)/.exec(text) ?? []
    if (secret !== undefined) return secret
  }
  return undefined
}
