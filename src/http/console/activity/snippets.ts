/**
 * What repeats an exchange: a test, or a command.
 *
 * @module
 */

import { replaceHidden } from '../../../protocol/hidden-characters.ts'
import type { SnippetModel } from '../../pages/models/parts.ts'
import { shellWord } from '../snippets/snippet.ts'
import type { WrittenExchange } from './written.ts'

export function repeating(exchange: WrittenExchange, origin: string): readonly SnippetModel[] {
  const curl = { title: 'curl', language: 'bash', code: curlOf(exchange, origin) }
  if (exchange.endpoint !== 'authorize') return [curl]
  return [{ title: 'vitest', language: 'typescript', code: testOf(exchange) }, curl]
}

/** JSON is what TypeScript has for texts. What is not seen is escaped, so that nobody pastes what they have not read. */
const text = (value: string): string => replaceHidden(JSON.stringify(value), escaped)

const escaped = (found: string): string =>
  found.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

function testOf(exchange: WrittenExchange): string {
  const { request, user, clientId, verdict } = exchange
  const sent = Object.entries(request.parameters).flatMap(([name, value]) =>
    typeof value === 'string' ? [`    ${keyOf(name)}: ${text(value)},`] : [],
  )
  const asked = ['{', ...sent, '  }'].join('\n')
  const as = user === undefined ? '' : `, { user: ${text(user)} }`
  const name = `${clientId ?? 'an app'} ${verdict.ok ? 'is answered' : 'is refused'}`
  return `import { expect } from 'vitest'
import { test } from 'fragrant/vitest'

test(${text(name)}, async ({ idp }) => {
  const asked = ${asked}
${expectation(exchange, as)}
})
`
}

/** A member `__proto__` would be the prototype instead. */
const keyOf = (name: string): string =>
  name === '__proto__' ? `['${name}']` : /^[a-z_]\w*$/i.test(name) ? name : text(name)

function expectation({ response, verdict }: WrittenExchange, as: string): string {
  const { parameters, mode } = response
  const error = parameters['error']
  if (!verdict.ok && mode === undefined) {
    return `  await expect(idp.authorize(asked${as})).rejects.toThrow(${text(verdict.rule ?? '')})`
  }
  const call = `  const { params } = await idp.authorize(asked${as})\n`
  if (typeof error === 'string') return `${call}  expect(params['error']).toBe(${text(error)})`
  const given = ['code', 'id_token', 'access_token'].filter((name) => name in parameters)
  return `${call}  expect(Object.keys(params)).toEqual(expect.arrayContaining(${JSON.stringify(given)}))`
}

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

/** curl encodes the value alone. */
const dataOf = (name: string, value: string): string =>
  /^[\w.-]+$/.test(name) && visible(value) === value
    ? `--data-urlencode ${shellWord(`${name}=${value}`)}`
    : `--data ${shellWord(new URLSearchParams({ [name]: value }).toString())}`

const visible = (value: string): string => value.replace(/[^\x20-\x7e]/g, '?')

const asciiJson = (body: unknown): string => JSON.stringify(body).replace(/[^\x20-\x7e]+/g, escaped)
