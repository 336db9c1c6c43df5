/**
 * Blackens secrets before anything is told. Codes and tokens stay: a test realm's open nothing else.
 *
 * @module
 */

import { decodeComponent } from '../../../protocol/parameters.ts'
import { readToken } from './seen-tokens.ts'

export const blackened = '[redacted]'

/**
 * What somebody proves themselves by, in the spellings that programs have for it: a `-` counts as `_`.
 * What is said about a secret (`client_secret_expires_at`) is none.
 */
const secretName =
  /^(?:pwd|pass)$|pass_?(?:word|wd|phrase|code)|secret$|assertion$|credentials?$|^csrf$|(?:registration_access|initial_access|control|auth)_?token$|(?:api|private|access)_?key$|^(?:proxy_)?authorization$|^cookie$/i

/** Whether the parameter of this name is what somebody proves themselves by. */
export const isSecret = (name: string): boolean =>
  secretName.test(name.replace(/[^a-z0-9]+/gi, '_').replace(/^_|_$/g, ''))

/** What may be known of a key (RFC 7517 §4, RFC 7518 §6): with any other member it might sign. */
const publicOfKey: ReadonlySet<string> = new Set([
  ...['kty', 'use', 'key_ops', 'alg', 'kid', 'x5u', 'x5c', 'x5t', 'x5t#S256'],
  ...['crv', 'x', 'y', 'n', 'e', 'pub', 'iat', 'nbf', 'exp', 'keys'],
])

const ofKeys = /^jwks?$/

/** Members within members, and addresses within addresses: what is nested deeper nobody reads. */
const deepest = 100

/** A copy of JSON data in which no secret has its value, and no key what only its owner knows. */
export function withoutSecrets(value: unknown, inKey = false, left = deepest): unknown {
  if (typeof value === 'string') return shownText(value)
  if (typeof value !== 'object' || value === null) return value
  if (left === 0) return blackened
  if (Array.isArray(value)) return value.map((one) => withoutSecrets(one, inKey, left - 1))
  const isKey = inKey || Object.hasOwn(value, 'kty')
  const members = Object.entries(value).map(([name, member]): [string, unknown] => {
    const isHidden = isSecret(name) || (isKey && !publicOfKey.has(name))
    return [name, isHidden ? blackened : shownMember(name, member, isKey, left - 1)]
  })
  return Object.fromEntries(members)
}

function shownMember(name: string, member: unknown, isKey: boolean, left: number): unknown {
  if (name === 'request' && typeof member === 'string') return shownValue(name, member)
  return withoutSecrets(member, isKey || ofKeys.test(name), left)
}

/** The value of a parameter. */
export function shownValue(name: string, value: string, depth = 0): string {
  if (isSecret(name)) return blackened
  // a request object may say whatever a request may
  if (name === 'request') return withSecrets(readToken(value)) ? blackened : value
  return shownText(value, ofKeys.test(name), depth)
}

const withSecrets = (value: unknown): boolean =>
  value !== undefined && (!isWithin(value) || isChanged(value, withoutSecrets(value)))

/** Whether nothing of JSON data is nested too deep to be read. */
const isWithin = (value: unknown, left = deepest): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (left > 0 && Object.values(value).every((one) => isWithin(one, left - 1)))

const isChanged = (value: unknown, shown: unknown): boolean =>
  JSON.stringify(shown) !== JSON.stringify(value)

/** Text may be JSON, a URL with a query of its own, or a form. */
function shownText(text: string, inKey = false, depth = 0): string {
  if (depth > deepest) return blackened
  if (/^https?:/i.test(text)) return shownUrl(text, depth)
  if (!/^\s*[{[]/.test(text)) return text.replace(formPair, shownFormPair)
  const value = jsonOf(text)
  if (value === undefined) return namesSecret(text) ? blackened : text
  if (!isWithin(value)) return blackened
  const shown = withoutSecrets(value, inKey)
  return isChanged(value, shown) ? JSON.stringify(shown) : text
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Whether text that was to be JSON has a secret in it. */
const namesSecret = (text: string): boolean =>
  [...text.matchAll(/"([^"]*)"\s*:/g)].some(([, name = '']) => isSecret(name))

/** Of a form, and of an address whose scheme is an app's own or that has none. */
const formPair = /(^|[?&#])([^=&#?]*)=([^&#]*)/g

function shownFormPair(sent: string, before: string, name: string): string {
  return isSecret(decodeComponent(name) ?? name) ? `${before}${name}=${blackened}` : sent
}

/** Only the pages of a login know their address: whoever has it may answer them. */
const stepId = /\/(login|choose-account|consent|again|logout)\/[^/?#]+/

/** A URL, absolute or not, without the ids of steps and without secrets in its query and fragment. */
export function shownUrl(url: string, depth = 0): string {
  const [, base = '', rest = ''] =
    /^((?:https?:\/\/[^/?#]*)?(?:\/realms\/[^/?#]*)?)(.*)$/s.exec(url) ?? []
  const open = base.replace(/\/\/[^/]*@/, `//${blackened}@`)
  return open + rest.replace(stepId, '/$1/:id').replace(pair, shownPairAt(depth))
}

const pair = /([?&#])([^=&#]*)=([^&#]*)/g

/** As it was sent, where it is no secret: names and values may be percent-encoded. */
const shownPairAt =
  (depth: number) =>
  (sent: string, before: string, rawName: string, rawValue: string): string => {
    const name = decodeComponent(rawName)
    const value = decodeComponent(rawValue)
    if (name === undefined || value === undefined) return `${before}${rawName}=${blackened}`
    const shown = shownValue(name, value, depth + 1)
    if (shown === value) return sent
    return `${before}${rawName}=${shown === blackened ? shown : encodeURIComponent(shown)}`
  }

/**
 * Blackens texts that are known to be secret wherever they stand in plain data, as the control token
 * that is sent to an endpoint by mistake.
 */
export function blackening(secrets: readonly string[]): <Data>(data: Data) => Data {
  if (secrets.length === 0) return (data) => data
  const inText = (text: string): string => {
    const shown = secrets.reduce((left, secret) => left.replaceAll(secret, blackened), text)
    const isEncoded = shown.includes('%') && secrets.some(isIn(decodeComponent(shown)))
    return isEncoded ? blackened : shown
  }
  const inData = (data: unknown): unknown => {
    if (typeof data === 'string') return inText(data)
    if (Array.isArray(data)) return data.map(inData)
    if (typeof data !== 'object' || data === null) return data
    return Object.fromEntries(
      Object.entries(data).map(([name, one]) => [inText(name), inData(one)]),
    )
  }
  // texts become texts, and all else stays
  return <Data>(data: Data) => inData(data) as Data
}

const isIn = (text: string | undefined) => (secret: string) => text?.includes(secret) ?? false
