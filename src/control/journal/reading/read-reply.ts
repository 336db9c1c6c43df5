/**
 * An answer as it goes out, read for the journal.
 *
 * @module
 */

import type { Reply } from '../exchange.ts'
import { withoutSecrets } from './redact.ts'
import { readToken } from './seen-tokens.ts'
import { shownHeaders } from './shown-headers.ts'

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

export interface ReadReply {
  readonly reply: Reply
  /** Parameters with their secrets. */
  readonly sent: Members
}

/** @param isDocument whether the answer is one that is the same for everybody: it is not kept. */
export function readReply(raw: RawReply, isDocument: boolean): ReadReply {
  const { status, headers, payload, walked } = raw
  const sent = walked ?? (isDocument ? nothing : parametersIn(headers, payload))
  const { mode, parameters: plain } = sent
  const parameters = unwrapped(plain)
  // the keys of a client that registers are no secret, its secret and its token are
  const shown = withoutSecrets(parameters) as Members
  return {
    reply: { status, headers: shownHeaders(headers, true), mode, parameters: shown },
    sent: walked === undefined ? parameters : { ...parameters, sid: walked.sid },
  }
}

export interface Sent {
  readonly mode: Reply['mode']
  readonly parameters: Members
}

const nothing: Sent = { mode: undefined, parameters: {} }

function parametersIn({ location, ...headers }: RawReply['headers'], payload: unknown): Sent {
  if (typeof location === 'string') return parametersOfUrl(location)
  const type = String(headers['content-type'] ?? '')
  if (!isText(payload) || payload.length > longest) return nothing
  if (type.startsWith('application/json')) return parametersOfJson(String(payload))
  // what userinfo answers a client that has it signed (OIDC Core §5.3.2)
  if (type === 'application/jwt') return { mode: 'jwt', parameters: { response: String(payload) } }
  return type.startsWith('text/html') ? parametersOfPage(String(payload)) : nothing
}

/** Characters; no answer to an app has as many. */
const longest = 262_144

const isText = (payload: unknown): payload is string | Buffer =>
  typeof payload === 'string' || Buffer.isBuffer(payload)

/** What an address that is not ours is sent. */
function parametersOfUrl(location: string): Sent {
  if (!URL.canParse(location)) return nothing
  const { search, hash } = new URL(location)
  const isFragment = hash.length > 1
  const pairs = new URLSearchParams(isFragment ? hash.slice(1) : search)
  return { mode: isFragment ? 'fragment' : 'query', parameters: Object.fromEntries(pairs) }
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

/** The pages that hand an answer on have it in hidden fields (OAuth Form Post §2). */
function parametersOfPage(page: string): Sent {
  const [, id] = /<form [^>]*id="(form-post|web-message)"/.exec(page) ?? []
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
