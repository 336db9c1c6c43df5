/**
 * A request as it came, read for the journal.
 *
 * @module
 */

import { type DecodedForm, decodeForm, wordsOf } from '../../../protocol/parameters.ts'
import { basePathOf } from '../../../protocol/paths.ts'
import type { Asked, SentHeaders, SentParameters } from '../exchange.ts'
import { channelOf, nameOfEndpoint } from './endpoints.ts'
import { blackened, isSecret, shownUrl, shownValue, withoutSecrets } from './redact.ts'
import { presentedToken, readToken } from './seen-tokens.ts'
import { basicUser, sessionIn, shownHeaders } from './shown-headers.ts'

/** As HTTP has it, secrets included. */
export interface RawRequest {
  readonly realm: string
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** The path in the realm, with `:id` in the place of what is secret in it. */
  readonly path: string
  /** The whole path as it was sent, where a preset has read it as another. */
  readonly sentTo?: string | undefined
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

/**
 * A request as a journal keeps it. What somebody proves themselves by in a form or a header is
 * blackened already; the address and the body are when it is told.
 */
export interface KeptRequest {
  /** Its headers are shown as they are. */
  readonly raw: RawRequest
  readonly endpoint: string
  readonly form: DecodedForm
  /** A body that is no form. */
  readonly text: string | undefined
  /** The client of HTTP Basic. */
  readonly basicClient: string | undefined
  /** Header fields that carry tokens. */
  readonly authorization: string | undefined
  readonly dpop: string | undefined
  /** That the browser has. */
  readonly session: string | undefined
}

/** @param body a decoded form, text, or undefined where none was read. */
export function keepRequest(raw: RawRequest, body: unknown): KeptRequest {
  const endpoint = nameOfEndpoint(raw.method, raw.path)
  const authorization = textOf(raw.headers['authorization'])
  return {
    raw: { ...raw, headers: shownHeaders(raw.headers, endpoint === 'userinfo') },
    endpoint,
    form: isForm(body) ? withoutProofs(body) : noForm,
    text: typeof body === 'string' ? body : undefined,
    basicClient: basicClient(authorization),
    authorization: presentedToken(authorization) === undefined ? undefined : authorization,
    dpop: textOf(raw.headers['dpop']),
    session: sessionIn(raw.headers['cookie']),
  }
}

/** What of a request is asked for, and what it brings that is secret. */
export interface ReadNames {
  readonly names: Omit<Asked, 'id' | 'time' | 'request'>
  /** Parameters and headers with credentials in them. */
  readonly sent: Readonly<Record<string, unknown>>
}

export function readNames(kept: KeptRequest): ReadNames {
  const { raw, endpoint, form, authorization, dpop } = kept
  const sent = { ...parametersOf(decodeForm(queryOf(raw.target))), ...parametersOf(form) }
  // what a request object says goes for the request (RFC 9101 §6.3)
  const said = { ...claimsOf(sent['request']), ...sent }
  const names = {
    channel: channelOf(endpoint),
    endpoint,
    clientId: textOf(said['client_id']) ?? kept.basicClient,
    loginHint: textOf(said['login_hint']),
    prompt: wordsOf(textOf(said['prompt'])),
    responseType: textOf(said['response_type']),
    grantType: textOf(said['grant_type']),
  }
  return { names, sent: { ...sent, authorization, dpop } }
}

/** The request without secrets. */
export function readRequest({ raw, form, text }: KeptRequest): Asked['request'] {
  const query = decodeForm(queryOf(raw.target))
  return {
    method: raw.method,
    url: urlOf(raw, query),
    // they were shown when they were kept, one text each
    headers: raw.headers as SentHeaders,
    parameters: shownParameters({ ...parametersOf(query), ...parametersOf(form) }),
    repeated: [...repeatedIn(query), ...repeatedIn(form)],
    body: jsonIn(text),
  }
}

const noForm: DecodedForm = decodeForm('')

const isForm = (body: unknown): body is DecodedForm =>
  typeof body === 'object' && body !== null && 'kind' in body

/** A JWT proves something too, and is told as what it says. */
function withoutProofs(form: DecodedForm): DecodedForm {
  if (form.kind === 'malformed') return form
  const values = new Map<string, string>()
  for (const [name, value] of form.values) {
    const isKept = !isSecret(name) || readToken(value) !== undefined
    values.set(name, isKept ? value : blackened)
  }
  return { ...form, values }
}

function queryOf(target: string): string {
  const mark = target.indexOf('?')
  return mark < 0 ? '' : target.slice(mark + 1)
}

function parametersOf(form: DecodedForm): SentParameters {
  if (form.kind === 'malformed') return {}
  return Object.fromEntries([...form.values, ...form.several])
}

const repeatedIn = (form: DecodedForm): readonly string[] =>
  form.kind === 'malformed' ? [] : [...form.repeated]

function shownParameters(sent: SentParameters): SentParameters {
  const pairs = Object.entries(sent).map(([name, value]) => [
    name,
    typeof value === 'string' ? shownValue(name, value) : value.map((one) => shownValue(name, one)),
  ])
  return Object.fromEntries(pairs)
}

/** A query that cannot be read may hold anything. */
function urlOf({ target, path: inRealm, realm, sentTo }: RawRequest, query: DecodedForm): string {
  const path = sentTo ?? basePathOf(realm) + inRealm
  const text = queryOf(target)
  if (text === '') return path
  return query.kind === 'malformed' ? `${path}?${blackened}` : shownUrl(`${path}?${text}`)
}

function jsonIn(body: string | undefined): unknown {
  if (body === undefined) return undefined
  try {
    return withoutSecrets(JSON.parse(body))
  } catch {
    return undefined
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined

const claimsOf = (token: unknown): Readonly<Record<string, unknown>> =>
  (typeof token === 'string' && readToken(token)?.claims) || {}

/** The client of HTTP Basic, whose name is encoded as in a form (RFC 6749 §2.3.1). */
function basicClient(authorization: string | undefined): string | undefined {
  const [, credentials] = /^Basic +(\S+)$/i.exec(authorization ?? '') ?? []
  const user = credentials === undefined ? undefined : basicUser(credentials)
  if (user === undefined) return undefined
  const decoded = decodeForm(`user=${user}`)
  return decoded.kind === 'malformed' ? undefined : decoded.values.get('user')
}

/** The token that is presented, in the header or as a parameter (RFC 6750 §2). */
export const tokenOf = (sent: ReadNames['sent']): string | undefined =>
  presentedToken(textOf(sent['authorization'])) ?? textOf(sent['access_token'])
