/**
 * How realm handles reach their server: calls, and streams of events that are heard before the next
 * call is made.
 *
 * @module
 */

import type { Call, Listen } from './call.ts'

export interface Wire {
  readonly call: Call
  readonly listen: Listen
}

/**
 * Opens a stream of events, and resolves once whatever happens is told. It ends with `signal`.
 *
 * @param tell takes what JSON can say.
 */
export type OpenStream = (
  path: string,
  tell: (data: unknown) => void,
  signal: AbortSignal,
) => Promise<void>

/** `end` ends every stream; from then on nothing is answered. */
export function createWire(call: Call, open: OpenStream): Wire & { end(): void } {
  const opening = new Set<Promise<void>>()
  const live = new Set<AbortController>()
  let isEnded = false
  const mustGoOn = (): void => {
    if (isEnded) throw new Error('The server was stopped by this test: nothing can be asked of it.')
  }
  return {
    async call(method, path, body) {
      mustGoOn()
      await Promise.allSettled(opening)
      return call(method, path, body)
    },
    listen(path, hear) {
      const ending = new AbortController()
      const { signal } = ending
      live.add(ending)
      // by itself: what a listener throws is an error of the test, and not of the server
      const tell = (data: unknown) => queueMicrotask(() => void (signal.aborted || hear(data)))
      const ready = isEnded ? Promise.resolve().then(mustGoOn) : open(path, tell, signal)
      opening.add(ready)
      const settled = () => void opening.delete(ready)
      ready.then(settled, settled)
      const off = (): void => {
        live.delete(ending)
        ending.abort()
      }
      return Object.assign(off, { ready })
    },
    end() {
      isEnded = true
      for (const ending of live) ending.abort()
      live.clear()
    },
  }
}
