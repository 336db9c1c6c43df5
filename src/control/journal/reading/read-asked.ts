/**
 * A request as it came, read for the journal.
 *
 * @module
 */

import { type DecodedForm, decodeForm, wordsOf } from '../../../protocol/parameters.ts'
import { basePathOf } from '../../../protocol/paths.ts'
import type { Asked, SentParameters } from '../exchange.ts'
import { channelOf, nameOfEndpoint } from './endpoints.ts'
import { blackened, shownUrl, shownValue, withoutSecrets } from './redact.ts'
import { presentedToken, readToken } from './seen-tokens.ts'
import { basicUser, shownHeaders } from './shown-headers.ts'

/** As HTTP has it, secrets included: it is read and not kept. */
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

/** What of a request is asked for, and what it brings that is secret. */
export interface ReadAsked {
  readonly asked: Omit<Asked, 'id' | 'time'>
  /** Parameters and headers with credentials in them. */
  readonly sent: Readonly<Record<string, unknown>>
}

/** @param body a decoded form, text, or undefined where none was read. */
export function readAsked(raw: RawRequest, body: unknown): ReadAsked {
  const form = formIn(body)
  const query = decodeForm(queryOf(raw.target))
  const sent = { ...parametersOf(query), ...parametersOf(form) }
  const endpoint = nameOfEndpoint(raw.method, raw.path)
  // what a request object says goes for the request (RFC 9101 §6.3)
  const said = { ...claimsOf(sent['request']), ...sent }
  const { authorization, dpop } = textsOf(raw.headers)
  const asked = {
    channel: channelOf(endpoint),
    endpoint,
    clientId: textOf(said['client_id']) ?? basicClient(authorization),
    loginHint: textOf(said['login_hint']),
    prompt: wordsOf(textOf(said['prompt'])),
    responseType: textOf(said['response_type']),
    grantType: textOf(said['grant_type']),
    request: {
      method: raw.method,
      url: urlOf(raw, query),
      headers: shownHeaders(raw.headers, endpoint === 'userinfo'),
      parameters: shownParameters(sent),
      repeated: [...repeatedIn(query), ...repeatedIn(form)],
      body: jsonIn(body),
    },
  }
  return { asked, sent: { ...sent, authorization, dpop } }
}

const noForm: DecodedForm = decodeForm('')

const formIn = (body: unknown): DecodedForm => (isForm(body) ? body : noForm)

const isForm = (body: unknown): body is DecodedForm =>
  typeof body === 'object' && body !== null && 'kind' in body

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

function jsonIn(body: unknown): unknown {
  if (typeof body !== 'string') return undefined
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

const textsOf = ({ authorization, dpop }: RawRequest['headers']) => ({
  authorization: textOf(authorization),
  dpop: textOf(dpop),
})

/** The token that is presented, in the header or as a parameter (RFC 6750 §2). */
export const tokenOf = (sent: ReadAsked['sent']): string | undefined =>
  presentedToken(textOf(sent['authorization'])) ?? textOf(sent['access_token'])
