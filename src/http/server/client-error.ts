import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { earlyRefusal, type ReportRefusal } from '../edge/refusal.ts'
import { type PlainAnswer, preparePlainAnswer, wireText } from './plain-answer.ts'

const timedOut = preparePlainAnswer(408, 'The request took too long to arrive.')
const headersTooLarge = preparePlainAnswer(431, 'The headers of the request are too large.')
const malformed = preparePlainAnswer(400, 'This is not a well-formed HTTP request.')
const unknownExpectation = preparePlainAnswer(417, 'This server meets no such expectation.')
/** CONNECT names a host, not one of our pages: no method is allowed on it. */
const noTunnel = preparePlainAnswer(405, 'This server is no proxy.', { allow: '' })

/** Answers what Node would answer by itself, without any of our headers and without a word. */
export function answerUnroutable(server: Server, report: ReportRefusal): void {
  const tell = ({ status, sentence }: PlainAnswer) =>
    report(earlyRefusal({}, { status, rule: sentence }))

  const end = (socket: Socket, answer: PlainAnswer): void => {
    socket.write(wireText(answer))
    tell(answer)
  }

  /** What Node's parser gave up on; the connection is closed. */
  server.on('clientError', (error: Error & { readonly code?: string }, socket: Socket) => {
    // whoever is gone has asked nothing that was wrong, as a browser that is closed
    if (error.code === 'ECONNRESET') return void socket.destroy()
    if (error.code?.startsWith('ERR_SSL_')) {
      // there is no answer: what is not encrypted cannot be one
      report(earlyRefusal({}, { status: 0, rule: withoutTls[error.code] ?? noHandshake }))
      return void socket.destroy()
    }
    if (socket.writable && !isAnswering(socket)) end(socket, answerTo(error.code))
    // Once what was written is sent; nothing more is read.
    socket.destroySoon()
  })

  server.on('connect', (_request, socket: Socket) => {
    end(socket, noTunnel)
    socket.destroySoon()
  })

  /** An expectation that we do not know. */
  server.on('checkExpectation', (_request, response: ServerResponse) => {
    response.writeHead(unknownExpectation.status, unknownExpectation.headers)
    response.end(unknownExpectation.body)
    tell(unknownExpectation)
  })
}

const distrust =
  'A client does not trust the certificate of this server: give it the one that was named at the start.'

const noHandshake = 'A connection ended before it was encrypted.'

const withoutTls: Readonly<Record<string, string>> = {
  ERR_SSL_HTTP_REQUEST: 'A request came by http: this server speaks https.',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: distrust,
}

function answerTo(code: string | undefined): PlainAnswer {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return timedOut
    case 'HPE_HEADER_OVERFLOW':
      return headersTooLarge
    default:
      return malformed
  }
}

/** Node's own handler looks at the same member: a second status line must not cut into an answer. */
function isAnswering(socket: Socket): boolean {
  const { _httpMessage: message } = socket as { _httpMessage?: { headersSent: boolean } | null }
  return message?.headersSent === true
}
