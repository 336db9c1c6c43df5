/**
 * Answers that are written before a request reaches a route, so by no template: a bare page of one
 * sentence that holds nothing of the request.
 *
 * @module
 */
import { STATUS_CODES } from 'node:http'

export interface PlainAnswer {
  readonly status: number
  readonly sentence: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** The connection closes with it: what else the sender put on it is not worth reading. */
export function preparePlainAnswer(
  status: number,
  sentence: string,
  extra: Readonly<Record<string, string>> = {},
  language = 'en',
): PlainAnswer {
  const body = barePage(`${status} ${STATUS_CODES[status]}`, sentence, language)
  return {
    status,
    sentence,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-length': String(Buffer.byteLength(body)),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy':
        "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      ...extra,
      connection: 'close',
    },
    body,
  }
}

/** The same for a program. */
export function asJsonAnswer({ status, sentence, headers }: PlainAnswer): PlainAnswer {
  const body = JSON.stringify({ error: 'invalid_request', message: sentence })
  const ofBody = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
  }
  return { status, sentence, headers: { ...headers, ...ofBody }, body }
}

/** Both texts are ours and hold no markup. */
const barePage = (title: string, sentence: string, language: string): string =>
  `<!doctype html><html lang="${language}"><meta charset="utf-8"><title>${title}</title><p>${sentence}</p>\n`

/** The same as bytes for a socket that has no response object. */
export function wireText(answer: PlainAnswer): string {
  const headers = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const status = `${answer.status} ${STATUS_CODES[answer.status]}`
  return `HTTP/1.1 ${status}\r\n${headers.join('')}\r\n${answer.body}`
}
