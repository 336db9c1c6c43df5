/**
 * Exchanges as an HTTP Archive (HAR 1.2), which browsers and proxies read. What a HAR has no place for
 * stands in `_fragrant`, as its §"Custom Fields" lets it.
 *
 * @module
 */

import type { SentHeaders, ShownExchange } from './exchange.ts'

interface About {
  /** Of the server; URLs in a HAR are absolute. */
  readonly origin: string
  readonly version: string
}

interface Named {
  readonly name: string
  readonly value: string
}

export function harOf(exchanges: readonly ShownExchange[], { origin, version }: About) {
  return {
    log: {
      version: '1.2',
      creator: { name: 'Fragrant', version },
      entries: exchanges.map((exchange) => entryOf(exchange, origin)),
    },
  }
}

function entryOf(exchange: ShownExchange, origin: string) {
  const { time, took, verdict, request: _, response: __, ...rest } = exchange
  return {
    startedDateTime: new Date(time).toISOString(),
    time: took,
    request: requestOf(exchange, origin),
    response: responseOf(exchange),
    cache: {},
    timings: { send: 0, wait: took, receive: 0 },
    comment: verdict.ok ? 'ok' : verdict.sentence,
    _fragrant: { ...rest, verdict },
  }
}

/** -1 is what HAR has for sizes that are not known. */
const unknown = -1

function requestOf({ request }: ShownExchange, origin: string) {
  const { method, url, headers, parameters, body } = request
  const queryString = [...new URL(url, origin).searchParams].map(
    ([name, value]): Named => ({ name, value }),
  )
  const posted = Object.entries(parameters).flatMap(([name, value]) =>
    queryString.some((sent) => sent.name === name)
      ? []
      : [value].flat().map((one): Named => ({ name, value: one })),
  )
  const mimeType = headers['content-type'] ?? ''
  const text = body === undefined ? '' : JSON.stringify(body)
  return {
    method,
    url: origin + url,
    httpVersion: 'HTTP/1.1',
    cookies: cookiesIn(headers['cookie'], '; '),
    headers: listOf(headers),
    queryString,
    ...(method !== 'GET' && { postData: { mimeType, params: posted, text } }),
    headersSize: unknown,
    bodySize: unknown,
  }
}

function responseOf({ response }: ShownExchange) {
  const { status, headers, mode, parameters } = response
  const text = mode === 'json' ? JSON.stringify(parameters) : undefined
  const { location: redirectURL = '' } = headers
  return {
    status,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    cookies: cookiesIn(headers['set-cookie'], '\n'),
    headers: listOf(headers),
    content: {
      size: Number(headers['content-length'] ?? 0),
      mimeType: headers['content-type'] ?? '',
      ...(text !== undefined && { text }),
    },
    redirectURL,
    headersSize: unknown,
    bodySize: unknown,
  }
}

/** A header that was sent several times has a line for each. */
const listOf = (headers: SentHeaders): readonly Named[] =>
  Object.entries(headers).flatMap(([name, lines]) =>
    lines.split('\n').map((value) => ({ name, value })),
  )

/** Their names; the values are blackened. */
const cookiesIn = (header: string | undefined, between: string): readonly Named[] =>
  (header ?? '').split(between).flatMap((cookie) => {
    const [, name, value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
    return name === undefined ? [] : [{ name, value }]
  })
