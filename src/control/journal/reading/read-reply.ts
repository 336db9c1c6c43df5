/**
 * An answer as it goes out, read for the journal.
 *
 * @module
 */

import type { Reply, SentHeaders } from '../exchange.ts'
import { shownUrl, withoutSecrets } from './redact.ts'
import { readToken } from './seen-tokens.ts'
import { sessionIn, shownHeaders } from './shown-headers.ts'

type Members = Readonly<Record<string, unknown>>

export interface RawReply {
  /** 0 where the connection ended without an answer. */
  readonly status: number
  readonly headers: Readonly<Record<string, number | string | readonly string[] | undefined>>
  /** As it is sent; text and bytes are looked into, anything else is not. */
  readonly payload: unknown
  /** What no page was made for. */
  readonly walked?: Sent & { readonly sid: string | undefined }
}

/** An answer as a journal keeps it: cookies are blackened, and of a page stays what it hands on. */
export interface KeptReply {
  readonly status: number
  /** Shown as they are. */
  readonly headers: SentHeaders
  /** As it was sent. */
  readonly location: string | undefined
  readonly text: string | undefined
  /** That the browser is given. */
  readonly session: string | undefined
  readonly walked: RawReply['walked']
}

/** @param isDocument whether the answer is one that is the same for everybody: it is not kept. */
export function keepReply(raw: RawReply, isDocument: boolean): KeptReply {
  const { location, ...headers } = raw.headers
  const isRead = typeof location !== 'string' && !isDocument && raw.walked === undefined
  return {
    status: raw.status,
    headers: shownHeaders(headers, true),
    location: typeof location === 'string' ? location : undefined,
    text: isRead ? textOf(headers['content-type'], raw.payload) : undefined,
    session: sessionIn(headers['set-cookie']),
    walked: raw.walked,
  }
}

/** Pages are long, and most hand nothing on. */
function textOf(type: unknown, payload: unknown): string | undefined {
  if (!isText(payload) || payload.length > longest) return undefined
  const isPage = String(type ?? '').startsWith('text/html')
  if (!isPage) return String(payload)
  return handsOn.test(payload.toString()) ? String(payload) : undefined
}

/** Parameters with their secrets. */
export function readSent(kept: KeptReply): Sent {
  const { walked } = kept
  const { mode, parameters } = walked ?? parametersIn(kept)
  const read = unwrapped(parameters)
  return { mode, parameters: walked === undefined ? read : { ...read, sid: walked.sid } }
}

/** The answer without secrets. */
export function readReply(kept: KeptReply): Reply {
  const { status, headers, location, walked } = kept
  const { mode, parameters } = walked ?? parametersIn(kept)
  // the keys of a client that registers are no secret, its secret and its token are
  const shown = withoutSecrets(unwrapped(parameters)) as Members
  const led = location === undefined ? {} : { location: shownUrl(location) }
  return { status, headers: { ...headers, ...led }, mode, parameters: shown }
}

export interface Sent {
  readonly mode: Reply['mode']
  readonly parameters: Members
}

const nothing: Sent = { mode: undefined, parameters: {} }

function parametersIn({ location, headers, text }: KeptReply): Sent {
  if (location !== undefined) return parametersOfUrl(location)
  const type = headers['content-type'] ?? ''
  if (text === undefined) return nothing
  if (type.startsWith('application/json')) return parametersOfJson(text)
  // what userinfo answers a client that has it signed (OIDC Core §5.3.2)
  if (type === 'application/jwt') return { mode: 'jwt', parameters: { response: text } }
  return type.startsWith('text/html') ? parametersOfPage(text) : nothing
}

/** Characters; no answer to an app has as many. */
const longest = 262_144

const isText = (payload: unknown): payload is string | Buffer =>
  typeof payload === 'string' || Buffer.isBuffer(payload)

/** What an address that is not ours is sent: a redirect URI is absolute. */
function parametersOfUrl(location: string): Sent {
  if (!/^[a-z][\w+.-]*:/i.test(location)) return nothing
  const hash = location.indexOf('#') + 1
  const isFragment = hash > 0 && hash < location.length
  const before = hash > 0 ? location.slice(0, hash - 1) : location
  const mark = before.indexOf('?') + 1
  const text = isFragment ? location.slice(hash) : mark > 0 ? before.slice(mark) : ''
  const parameters = Object.fromEntries(new URLSearchParams(text))
  return { mode: isFragment ? 'fragment' : 'query', parameters }
}

function parametersOfJson(text: string): Sent {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) {
      return { mode: 'json', parameters: value as Members }
    }
  } catch {
    // told below
  }
  return nothing
}

const handsOn = /<form [^>]*id="(form-post|web-message)"/

/** The pages that hand an answer on have it in hidden fields (OAuth Form Post §2). */
function parametersOfPage(page: string): Sent {
  const [, id] = handsOn.exec(page) ?? []
  if (id === undefined) return nothing
  const pairs = [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(
    ([, name = '', value = '']) => [plainText(name), plainText(value)],
  )
  return { mode: id.replace('-', '_'), parameters: Object.fromEntries(pairs) }
}

const plainText = (html: string): string =>
  html.replace(/&(?:amp|lt|gt|quot|#39|#13);/g, (entity) => characters[entity] ?? entity)

const characters: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#13;': '\r',
}

/** An answer that is a JWT says what its claims say. */
function unwrapped(parameters: Members): Members {
  const { response } = parameters
  const claims = typeof response === 'string' ? readToken(response)?.claims : undefined
  return claims === undefined ? parameters : { ...claims, response }
}
