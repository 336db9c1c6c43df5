/**
 * What repeats an exchange: a test, or a command.
 *
 * @module
 */

import { replaceHidden } from '../../../protocol/hidden-characters.ts'
import type { SnippetModel } from '../../pages/models/parts.ts'
import { shellWord } from '../snippets/snippet.ts'
import type { TestSeed } from './seed.ts'
import type { WrittenExchange } from './written.ts'

/** A page of ours is answered once, by the browser that it was shown to. */
const isOfPage = ({ request }: WrittenExchange): boolean =>
  request.url.includes('/:id') || 'csrf' in request.parameters

/** Empty where it cannot be repeated. */
export function repeating(
  exchange: WrittenExchange,
  origin: string,
  seed: TestSeed,
): readonly SnippetModel[] {
  if (isOfPage(exchange)) return []
  const curl = { title: 'curl', language: 'bash', code: curlOf(exchange, origin) }
  if (exchange.endpoint !== 'authorize') return [curl]
  return [{ title: 'vitest', language: 'typescript', code: testOf(exchange, seed) }, curl]
}

/** JSON is what TypeScript has for texts. What is not seen is escaped, so that nobody pastes what they have not read. */
const text = (value: string): string => replaceHidden(JSON.stringify(value), escaped)

const escaped = (found: string): string =>
  found.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** What the realm of a test has to begin with is said before it; neither clients nor claims have a member `__proto__`. */
function importsOf(seed: TestSeed): string {
  if (Object.keys(seed).length === 0) return "import { test } from 'fragrant/vitest'\n"
  const shown = replaceHidden(JSON.stringify(seed, null, 2), escaped)
  const written = shown.replaceAll('\n', '\n  ')
  return `import { test as base } from 'fragrant/vitest'

// What its realm has
const test = base.extend({
  idpSeed: ${written},
})
`
}

function testOf(exchange: WrittenExchange, seed: TestSeed): string {
  const { request, user, clientId, verdict } = exchange
  const sent = Object.entries(request.parameters).flatMap(([name, value]) =>
    typeof value === 'string' ? [`    ${keyOf(name)}: ${text(value)},`] : [],
  )
  const asked = ['{', ...sent, '  }'].join('\n')
  const as = user === undefined ? '' : `, { user: ${text(user)} }`
  const name = `${clientId ?? 'an app'} ${verdict.ok ? 'is answered' : 'is refused'}`
  return `import { expect } from 'vitest'
${importsOf(seed)}
test(${text(name)}, async ({ idp }) => {
  const asked = ${asked}
${expectation(exchange, as)}
})
`
}

/** A member `__proto__` would be the prototype instead. */
const keyOf = (name: string): string =>
  name === '__proto__' ? `['${name}']` : /^[a-z_]\w*$/i.test(name) ? name : text(name)

function expectation({ request, response, verdict }: WrittenExchange, as: string): string {
  const { parameters, mode } = response
  const error = parameters['error']
  if (!verdict.ok && mode === undefined) {
    return `  await expect(idp.authorize(asked${as})).rejects.toThrow(${text(verdict.rule ?? '')})`
  }
  const call = `  const { params } = await idp.authorize(asked${as})\n`
  if (typeof error === 'string') return `${call}  expect(params['error']).toBe(${text(error)})`
  // who was sent on to a page is not asked in a test
  const asked = mode === undefined ? givenFor(request.parameters['response_type']) : parameters
  const given = ['code', 'id_token', 'access_token'].filter((name) => name in asked)
  return given.length === 0
    ? `${call}  expect(params['error']).toBeUndefined()`
    : `${call}  expect(Object.keys(params)).toEqual(expect.arrayContaining(${JSON.stringify(given)}))`
}

const givenFor = (responseType: unknown): Readonly<Record<string, true>> =>
  Object.fromEntries(
    String(responseType)
      .split(' ')
      .map((word) => [word === 'token' ? 'access_token' : word, true]),
  )

/**
 * A command for a POSIX shell, of visible ASCII: a control character that is pasted into a terminal is a key that
 * is pressed there, whatever quotes it stands in.
 */
function curlOf({ request }: WrittenExchange, origin: string): string {
  const { method, url, headers, parameters, body } = request
  const inQuery = new URL(url, origin).searchParams
  const posted = Object.entries(parameters).flatMap(([name, value]) =>
    method === 'GET' || inQuery.has(name) ? [] : [value].flat().map((one) => dataOf(name, one)),
  )
  const kept = ['authorization', 'dpop', 'origin', 'content-type'].filter(
    (name) => headers[name] !== undefined && (name !== 'content-type' || body !== undefined),
  )
  return [
    `curl -i ${asSent(url)}${method === 'GET' ? '' : `-X ${method} `}${shellWord(origin + url)}`,
    ...kept.map((name) => `-H ${shellWord(`${name}: ${visible(headers[name] ?? '')}`)}`),
    ...posted,
    ...(body === undefined ? [] : [`--data ${shellWord(asciiJson(body))}`]),
  ].join(' \\\n  ')
}

/** curl would read brackets as patterns, and take steps such as `..` out of a path. */
const asSent = (url: string): string =>
  (/[[\]{}]/.test(url) ? '--globoff ' : '') + (/\/(?:\.|%2e)/i.test(url) ? '--path-as-is ' : '')

const ofApps = new Set(['client_secret', 'client_assertion', 'password'])

/** curl encodes the value alone. What is blackened is for whoever repeats it to set. */
function dataOf(name: string, value: string): string {
  const isPlain = /^[\w.-]+$/.test(name)
  if (value === '[redacted]' && ofApps.has(name)) {
    return `--data-urlencode "${name}=$${name.toUpperCase()}"`
  }
  return isPlain && visible(value) === value
    ? `--data-urlencode ${shellWord(`${name}=${value}`)}`
    : `--data ${shellWord(new URLSearchParams({ [name]: value }).toString())}`
}

const visible = (value: string): string => value.replace(/[^\x20-\x7e]/g, '?')

const asciiJson = (body: unknown): string => JSON.stringify(body).replace(/[^\x20-\x7e]+/g, escaped)
