/**
 * Holds an answer against what the corpus expects of it, and against what holds for every answer.
 *
 * @module
 */

import { authorizeCorpus, type Expectation, redirectCorpus, type Treatment } from './corpus.ts'
import { attribute, elementsOf, formsOf } from './pages.ts'
import type { RawAnswer } from './raw-http.ts'

export interface Judged {
  readonly issuer: string
  /** Values that the request sent: none may stand unescaped on a page. */
  readonly sent: readonly string[]
}

type Faults = readonly string[]

const check = (holds: boolean, fault: string): Faults => (holds ? [] : [fault])

const pathOfPage = {
  login: '/login/',
  consent: '/consent/',
  select_account: '/choose-account/',
} as const

const ownPath = /^\/(?:login|consent|choose-account)\/[A-Za-z0-9_-]{22}$/

const registered = [...authorizeCorpus.fixture.clients, redirectCorpus.loopback_native.client]
  .filter(({ enabled }) => enabled !== false)
  .flatMap(({ redirect_uris }) => redirect_uris)

const loopbackOfNative = /^http:\/\/(?:127\.0\.0\.1|\[::1\])(?::[1-9]\d{0,4})?\/cb$/

const isRegistered = (uri: string): boolean =>
  registered.includes(uri) || loopbackOfNative.test(uri)

/** What is wrong with `answer`, a sentence each; nothing when it is as expected. */
export function faultsOf(answer: RawAnswer, expected: Expectation, at: Judged): Faults {
  return [...faultsOfAny(answer, at), ...treatments[expected.treatment](answer, expected, at)]
}

/** What holds for every answer, whatever the request. */
export function faultsOfAny(answer: RawAnswer, at: Judged): Faults {
  const location = answer.header('location')
  const isPage = answer.header('content-type')?.startsWith('text/html') === true
  return [
    ...check(answer.status < 500, `a status of ${answer.status}`),
    ...check(answer.header('cache-control') === 'no-store', 'no Cache-Control: no-store'),
    ...check(answer.header('x-content-type-options') === 'nosniff', 'no nosniff'),
    ...check(answer.header('referrer-policy') === 'no-referrer', 'no Referrer-Policy'),
    ...check(
      answer.headers.every(([name]) => !name.startsWith('access-control-')),
      'a CORS header',
    ),
    ...check(
      answer.headers.every(([, value]) => /^[\x20-\x7e]*$/.test(value)),
      'a control character in a header',
    ),
    ...check(answer.header('refresh') === undefined, 'a Refresh header'),
    ...(location === undefined ? [] : faultsOfLocation(location)),
    ...(isPage ? faultsOfPage(answer, at) : []),
  ]
}

function faultsOfLocation(location: string): Faults {
  const [beforeFragment = ''] = location.split('#')
  const [beforeQuery = '', query = ''] = beforeFragment.split('?')
  const foreign = ![beforeFragment, beforeQuery, ...queryPrefixes(beforeFragment)].some(
    isRegistered,
  )
  return [
    ...check(ownPath.test(location) || !foreign, `a redirect to ${location}`),
    ...check(!/(?:access_token|id_token|code)=/.test(query), 'a token in the query'),
  ]
}

/** A registered query, with the answer added to it. */
const queryPrefixes = (uri: string): readonly string[] =>
  uri.split('&').map((_, at, parts) => parts.slice(0, at + 1).join('&'))

function faultsOfPage(answer: RawAnswer, { sent }: Judged): Faults {
  const { body } = answer
  const markup = sent.filter((value) => /[<>"]/.test(value) && body.includes(value))
  const policy = answer.header('content-security-policy') ?? ''
  const elements = elementsOf(body)
  return [
    ...markup.map((value) => `the unescaped value ${value}`),
    ...check(answer.header('content-type') === 'text/html; charset=utf-8', 'an inexact type'),
    ...check(answer.header('x-frame-options') === 'DENY', 'no X-Frame-Options: DENY'),
    ...check(policy.includes("default-src 'none'"), 'no default-src in the CSP'),
    ...check(policy.includes("frame-ancestors 'none'"), 'no frame-ancestors in the CSP'),
    ...check(policy.includes("base-uri 'none'"), 'no base-uri in the CSP'),
    ...elements.flatMap((element) => {
      const target = ['href', 'src', 'action', 'formaction']
        .map((name) => attribute(element, name))
        .find((value) => value !== undefined && !isOwnOrSpec(value))
      const isRefresh = attribute(element, 'http-equiv')?.toLowerCase() === 'refresh'
      const onScript = element.attrs.some(({ name }) => name.startsWith('on'))
      return [
        ...check(target === undefined, `the target ${target}`),
        ...check(!isRefresh, 'a meta refresh'),
        ...check(!onScript, 'a script in an attribute'),
      ]
    }),
  ]
}

const specifications = /^https:\/\/(?:www\.rfc-editor\.org|openid\.net)\//

const isOwnOrSpec = (target: string): boolean =>
  /^\/(?![/\\])/.test(target) || specifications.test(target) || isRegistered(target)

type Judge = (answer: RawAnswer, expected: Expectation, at: Judged) => Faults

const treatments: Record<Treatment, Judge> = {
  error_page(answer, expected) {
    const scripts = elementsOf(answer.body).filter(({ tagName }) => tagName === 'script')
    return [
      ...check(statusesOf(expected, 400).includes(answer.status), `a status of ${answer.status}`),
      ...check(answer.header('content-type') === 'text/html; charset=utf-8', 'not a page'),
      ...check(answer.header('location') === undefined, 'a Location'),
      ...check(formsOf(answer.body).length === 0 && scripts.length === 0, 'a form or a script'),
      ...check(answer.all('set-cookie').length === 0, 'a cookie'),
      ...faultsOfText(answer, expected),
    ]
  },

  redirect_error(answer, expected, at) {
    const location = answer.header('location') ?? ''
    const { parameters, mode } = readLocation(location, expected.redirect_uri ?? '')
    return [
      ...check(answer.status === 303, `a status of ${answer.status}`),
      ...check(mode !== undefined, `a Location of ${location}`),
      ...check([expected.mode].flat().includes(mode), `the mode ${mode}`),
      ...faultsOfError(parameters, expected, at),
      ...faultsOfText(answer, expected),
    ]
  },

  form_post_error(answer, expected, at) {
    const forms = formsOf(answer.body)
    const [form] = forms
    return [
      ...check(answer.status === 200, `a status of ${answer.status}`),
      ...check(answer.header('location') === undefined, 'a Location'),
      ...check(forms.length === 1, `${forms.length} forms`),
      ...check(form?.method === 'post', `the method ${form?.method}`),
      ...check(form?.action === expected.redirect_uri, `the action ${form?.action}`),
      ...faultsOfError(form?.fields ?? [], expected, at),
      ...faultsOfText(answer, expected),
    ]
  },

  interaction(answer, expected) {
    const location = answer.header('location') ?? ''
    const path = expected.page === undefined ? '/' : pathOfPage[expected.page]
    return [
      ...check(answer.status === 303, `a status of ${answer.status}`),
      ...check(location.startsWith(path) && ownPath.test(location), `a Location of ${location}`),
      ...faultsOfText(answer, expected),
    ]
  },

  success(answer, expected, at) {
    const location = answer.header('location') ?? ''
    const { parameters, mode } = readLocation(location, expected.redirect_uri ?? '')
    const names = parameters.map(([name]) => name)
    return [
      ...check(answer.status === 303, `a status of ${answer.status}`),
      ...check(mode === 'fragment', `a Location of ${location}`),
      ...(expected.contains ?? []).flatMap((name) => check(names.includes(name), `no ${name}`)),
      ...check(!names.includes('error'), 'an error'),
      ...check(!names.includes('refresh_token') && !names.includes('code'), 'a code'),
      ...faultsOfReply(parameters, expected, at),
    ]
  },

  http_error(answer, expected) {
    const statuses = statusesOf(expected, 400)
    return [
      ...check(statuses.includes(answer.status), `a status of ${answer.status}`),
      ...check(answer.header('location') === undefined, 'a Location'),
      ...check(answer.status !== 405 || answer.header('allow') !== undefined, 'no Allow'),
      ...faultsOfText(answer, expected),
    ]
  },
}

const statusesOf = ({ status }: Expectation, usual: number): readonly number[] =>
  [status ?? usual].flat()

type Parameters = readonly (readonly [name: string, value: string])[]

function readLocation(location: string, redirectUri: string) {
  const rest = location.startsWith(redirectUri) ? location.slice(redirectUri.length) : ''
  const separator = redirectUri.includes('?') ? '&' : '?'
  const mode = rest[0] === '#' ? 'fragment' : rest[0] === separator ? 'query' : undefined
  // A query ends in an empty fragment, so that a browser puts no other one there.
  const [, text = ''] = (mode === 'query' ? /^.([^#]*)#$/ : /^.(.*)$/s).exec(rest) ?? []
  const isEncoded = /^[\w\-.~%=&]+$/.test(text)
  if (mode === undefined || !isEncoded) return { parameters: [], mode: undefined }
  const parameters = text.split('&').map((pair): readonly [string, string] => {
    const [name = '', value = ''] = pair.split('=')
    return [name, decodeURIComponent(value)]
  })
  return { parameters, mode }
}

function faultsOfError(parameters: Parameters, expected: Expectation, at: Judged): Faults {
  const values = new Map(parameters)
  const description = values.get('error_description') ?? ''
  // apps that ask without a page wait for a sign-in (OIDC Session §2)
  const withState = /_required$/.test(`${expected.error}`)
  const allowed = [
    'error',
    'error_description',
    'state',
    'iss',
    ...(withState ? ['session_state'] : []),
  ]
  return [
    ...check(values.get('error') === expected.error, `the error ${values.get('error')}`),
    ...check(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/.test(description), 'a wrong description'),
    ...check(
      parameters.every(([name]) => allowed.includes(name)),
      `the parameters ${parameters.map(([name]) => name)}`,
    ),
    ...faultsOfReply(parameters, expected, at),
  ]
}

function faultsOfReply(parameters: Parameters, { state }: Expectation, at: Judged): Faults {
  const values = new Map(parameters)
  return [
    ...check(values.size === parameters.length, 'a parameter twice'),
    ...check(values.get('iss') === at.issuer, `the issuer ${values.get('iss')}`),
    ...(state === undefined
      ? []
      : check(values.get('state') === (state ?? undefined), 'the state')),
  ]
}

function faultsOfText(answer: RawAnswer, expected: Expectation): Faults {
  const { body_not_contains = [], response_not_contains = [], no_headers = [] } = expected
  const head = answer.headers.map((header) => header.join(': ')).join('\n')
  return [
    ...[...body_not_contains, ...response_not_contains]
      .filter((text) => answer.body.includes(text))
      .map((text) => `the text ${text}`),
    ...response_not_contains
      .filter((text) => head.includes(text))
      .map((text) => `the text ${text}`),
    ...no_headers
      .filter((name) => answer.all(name.toLowerCase()).length > 0)
      .map((name) => `the header ${name}`),
  ]
}
