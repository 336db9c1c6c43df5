/**
 * Blackens secrets before anything is kept. Codes and tokens stay: a test realm's open nothing else.
 *
 * @module
 */

import type { SentHeaders } from '../exchange.ts'

export const blackened = '[redacted]'

/** Passwords and secrets of users and clients, and what a page proves itself by. */
const secretName = /password|^client_secret$|^client_assertion$|^csrf$|^registration_access_token$/i

export const isSecret = (name: string): boolean => secretName.test(name)

/** A copy of JSON data in which no member of a secret name has its value. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]): [string, unknown] => [
    name,
    isSecret(name) && typeof member === 'string' ? blackened : withoutSecrets(member),
  ])
  return Object.fromEntries(members)
}

/** Only the pages of a login know their address: whoever has it may answer them. */
const stepId = /\/(login|choose-account|consent|again|logout)\/[^/?#]+/

/** A URL, absolute or not, without the ids of steps and without secrets in its query. */
export function shownUrl(url: string): string {
  const [, base = '', rest = ''] =
    /^((?:https?:\/\/[^/?#]*)?(?:\/realms\/[^/?#]*)?)(.*)$/s.exec(url) ?? []
  return base + rest.replace(stepId, '/$1/:id').replace(secretPair, `$1${blackened}`)
}

const secretPair =
  /([?&#][^=&#]*(?:password|client_secret|client_assertion|csrf|registration_access_token)[^=&#]*=)[^&#]*/gi

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
  switch (name.toLowerCase()) {
    case 'cookie':
      return text.replace(/=[^;]*/g, `=${blackened}`)
    case 'set-cookie':
      return text.replace(/=[^;]*/, `=${blackened}`)
    case 'authorization':
      return shownAuthorization(text, keepsBearer)
    case 'proxy-authorization':
      return blackened
    default:
      return ofUrls.test(name) ? shownUrl(text) : text
  }
}

const ofUrls = /^(?:location|referer)$/i

/** Who calls may be known, and what token is presented; not the secret of a client. */
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
