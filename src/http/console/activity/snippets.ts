/**
 * What repeats an exchange: a test, or a command.
 *
 * @module
 */

import type { SnippetModel } from '../../pages/models/parts.ts'
import type { WrittenExchange } from './written.ts'

export function repeating(exchange: WrittenExchange, origin: string): readonly SnippetModel[] {
  const curl = { title: 'curl', language: 'bash', code: curlOf(exchange, origin) }
  if (exchange.endpoint !== 'authorize') return [curl]
  return [{ title: 'vitest', language: 'typescript', code: testOf(exchange) }, curl]
}

/** JSON is what TypeScript has for texts. */
const text = (value: string): string => JSON.stringify(value)

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

const keyOf = (name: string): string => (/^[a-z_]\w*$/i.test(name) ? name : text(name))

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

/** For a POSIX shell. */
const quoted = (value: string): string => `'${value.replaceAll("'", `'\\''`)}'`

function curlOf({ request }: WrittenExchange, origin: string): string {
  const { method, url, headers, parameters, body } = request
  const inQuery = new URL(url, origin).searchParams
  const posted = Object.entries(parameters).flatMap(([name, value]) =>
    method === 'GET' || inQuery.has(name) ? [] : [value].flat().map((one) => `${name}=${one}`),
  )
  const kept = ['authorization', 'dpop', 'origin', 'content-type'].filter(
    (name) => headers[name] !== undefined && (name !== 'content-type' || body !== undefined),
  )
  return [
    `curl -i ${method === 'GET' ? '' : `-X ${method} `}${quoted(origin + url)}`,
    ...kept.map((name) => `-H ${quoted(`${name}: ${headers[name]}`)}`),
    ...posted.map((pair) => `--data-urlencode ${quoted(pair)}`),
    ...(body === undefined ? [] : [`--data ${quoted(JSON.stringify(body))}`]),
  ].join(' \\\n  ')
}
