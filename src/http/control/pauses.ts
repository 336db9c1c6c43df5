/**
 * Requests that wait, as a test has planned: none holds up the end of the server.
 *
 * @module
 */

import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

export interface Pauses {
  /** Resolves after so many milliseconds, or when the client is gone or the server closes. */
  wait(milliseconds: number, socket: Socket): Promise<void>
  /** Keeps a response open until the client goes or the server closes. */
  hang(response: ServerResponse): void
}

/** The longest that a timer can wait. */
const longest = 2 ** 31 - 1

export function createPauses(app: FastifyInstance): Pauses {
  const closing = new AbortController()
  const hung = new Set<ServerResponse>()
  app.addHook('preClose', async () => {
    closing.abort()
    for (const response of hung) response.destroy()
  })
  return {
    async wait(milliseconds, socket) {
      const gone = new AbortController()
      const onClose = () => gone.abort()
      socket.once('close', onClose)
      const signal = AbortSignal.any([closing.signal, gone.signal])
      // whatever ends it, the request goes on
      await setTimeout(Math.min(milliseconds, longest), undefined, { signal }).catch(() => {})
      socket.off('close', onClose)
    },
    hang(response) {
      hung.add(response)
      response.once('close', () => hung.delete(response))
      if (closing.signal.aborted) response.destroy()
    },
  }
}
