/**
 * What the requests of one app have in common: an app that renews its tokens sends the same text again, but for
 * the values that bind the answer to it. So such a text is decoded and judged once.
 *
 * @module
 */

import { type DecodedForm, decodeForm, type Parameters } from '../parameters.ts'
import type { AuthorizeRequest } from './request.ts'

/**
 * The parameters that are new with each request, and the values of theirs that every rule takes alike. They
 * decode to themselves. test/protocol/authorize/template.test.ts holds the rules to that.
 */
const fresh = {
  state: /^[\w-]{1,128}$/,
  nonce: /^[\w-]{1,128}$/,
  code_challenge: /^[\w-]{43}$/,
} as const

type FreshName = keyof typeof fresh
const freshNames = ['state', 'nonce', 'code_challenge'] as const satisfies readonly FreshName[]

/** Characters: what is longer comes seldom twice, and would take room. */
const longest = 1024

/** So many templates are remembered; then all are forgotten, for the few that matter are soon back. */
const most = 500

const templates = new Map<string, Parameters>()

/** Decodes the query of a request as {@link decodeForm} does; requests that are alike share a template. */
export function decodeRequest(text: string): DecodedForm {
  const parts = text.length > longest ? undefined : partsOf(text)
  if (parts === undefined || parts.fresh.length === 0) return decodeForm(text)
  const shared = templates.get(parts.rest) ?? makeTemplate(parts.rest)
  if (shared === undefined) return decodeForm(text)
  const { repeated, several, template } = shared
  const values = new Map([...shared.values, ...parts.fresh])
  return { kind: 'decoded', values, repeated, several, template }
}

interface Parts {
  /** The text without its fresh values. */
  readonly rest: string
  readonly fresh: readonly (readonly [FreshName, string])[]
}

/** Undefined where a fresh value is not like others. */
function partsOf(text: string): Parts | undefined {
  const found: (readonly [FreshName, string])[] = []
  let rest = ''
  for (const pair of text.split('&')) {
    const name = freshNames.find((known) => pair.startsWith(known) && pair[known.length] === '=')
    rest += name === undefined ? `&${pair}` : `&${name}=`
    if (name === undefined) continue
    const value = pair.slice(name.length + 1)
    if (!fresh[name].test(value)) return undefined
    found.push([name, value])
  }
  return { rest: rest.slice(1), fresh: found }
}

/** Undefined where a fresh value is sent twice, under whatever spelling of its name, or the text is malformed. */
function makeTemplate(rest: string): Parameters | undefined {
  const sent = decodeForm(rest)
  if (sent.kind === 'malformed' || freshNames.some((name) => sent.repeated.has(name))) {
    return undefined
  }
  const shared = { ...sent, template: {} }
  if (templates.size >= most) templates.clear()
  templates.set(rest, shared)
  return shared
}

/** What a request asks for that differs from another one by its fresh values alone. */
export function withFresh(request: AuthorizeRequest, { values }: Parameters): AuthorizeRequest {
  return {
    client: request.client,
    responseType: request.responseType,
    scope: request.scope,
    leftOut: request.leftOut,
    audience: request.audience,
    claims: request.claims,
    prompt: request.prompt,
    nonce: values.get('nonce'),
    codeChallenge: request.codeChallenge && values.get('code_challenge'),
    dpopJkt: request.dpopJkt,
    maxAge: request.maxAge,
    acrValues: request.acrValues,
    loginHint: request.loginHint,
    hint: request.hint,
  }
}
