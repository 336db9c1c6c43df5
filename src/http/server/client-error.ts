import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { preparePlainAnswer, wireText } from './plain-answer.ts'

const timedOut = wireText(preparePlainAnswer(408, 'The request took too long to arrive.'))
const headersTooLarge = wireText(
  preparePlainAnswer(431, 'The headers of the request are too large.'),
)
const malformed = wireText(preparePlainAnswer(400, 'This is not a well-formed HTTP request.'))
const unknownExpectation = preparePlainAnswer(417, 'This server meets no such expectation.')
/** CONNECT names a host, not one of our pages: no method is allowed on it. */
const noTunnel = wireText(preparePlainAnswer(405, 'This server is no proxy.', { allow: '' }))

/** Answers what Node's parser gave up on, and closes the connection. */
export function answerClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (socket.writable && !isAnswering(socket)) socket.write(answerTo(error.code))
  // Once what was written is sent; nothing more is read.
  socket.destroySoon()
}

/** An expectation that we do not know; Node answers it by itself without any of our headers. */
export function answerExpectation(_request: unknown, response: ServerResponse): void {
  response.writeHead(unknownExpectation.status, unknownExpectation.headers)
  response.end(unknownExpectation.body)
}

export function answerConnect(_request: unknown, socket: Socket): void {
  socket.write(noTunnel)
  socket.destroySoon()
}

function answerTo(code: string | undefined): string {
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
