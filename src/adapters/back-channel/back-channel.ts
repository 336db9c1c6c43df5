/**
 * Calls to clients: a few at once, retried twice, and none that outlives the server.
 *
 * @module
 */

import type { BackChannel, Delivery, NotTold } from '../../ports/back-channel.ts'
import { type Mode, type Resolve, resolveBySystem } from './destination.ts'
import { postOnce, type Try } from './post-once.ts'

export interface OwnBackChannel extends BackChannel {
  /** Ends what waits, and comes back when the calls that are under way have ended: within a deadline. */
  close(): Promise<void>
}

interface Options {
  readonly mode: Mode
  readonly resolve?: Resolve
  /** Milliseconds of one try. */
  readonly deadline?: number
  /** Milliseconds before each further try. */
  readonly pauses?: readonly number[]
  /** How many calls there are at once, and how many may be waited for. */
  readonly atOnce?: number
  readonly capacity?: number
}

/** What may be otherwise a second later; the rest is as it is. */
const passing: readonly NotTold[] = ['unreachable', 'too-slow']

export function createBackChannel(options: Options): OwnBackChannel {
  const { mode, resolve = resolveBySystem, deadline = 2_000, pauses = [1_000, 5_000] } = options
  const { atOnce = 10, capacity = 1_000 } = options
  const slots = createSlots(atOnce)
  const stop = new AbortController()
  const waiting = new Set<Promise<Delivery>>()

  const attempt = (url: URL, body: string): Promise<Try> =>
    slots(async () =>
      stop.signal.aborted
        ? { kind: 'failed', why: 'stopped' }
        : postOnce(url, body, { mode, resolve, deadline }),
    )

  const deliver = async (url: URL, body: string): Promise<Delivery> => {
    for (let attempts = 1; ; attempts += 1) {
      const tried = await attempt(url, body)
      if (tried.kind === 'told') return { kind: 'told', attempts }
      const pause = passing.includes(tried.why) ? pauses[attempts - 1] : undefined
      if (pause === undefined) return { kind: 'not-told', why: tried.why, attempts }
      await sleep(pause, stop.signal)
    }
  }

  return {
    async tell(uri, logoutToken) {
      if (waiting.size >= capacity) return { kind: 'not-told', why: 'busy', attempts: 0 }
      // a JWT has no character that a form would have to encode
      const delivery = deliver(new URL(uri), `logout_token=${logoutToken}`)
      waiting.add(delivery)
      try {
        return await delivery
      } finally {
        waiting.delete(delivery)
      }
    },
    async close() {
      stop.abort()
      await Promise.all(waiting)
    },
  }
}

/** Runs so many at once; the others wait for their turn. */
function createSlots(count: number) {
  const queue: (() => void)[] = []
  let free = count
  return async <Result>(run: () => Promise<Result>): Promise<Result> => {
    if (free > 0) free -= 1
    else await new Promise<void>((turn) => queue.push(turn))
    try {
      return await run()
    } finally {
      const next = queue.shift()
      if (next === undefined) free += 1
      else next()
    }
  }
}

/** Waits, or is woken when everything ends. */
function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((wake) => {
    const timer = setTimeout(done, milliseconds).unref()
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      wake()
    }
    signal.addEventListener('abort', done)
    if (signal.aborted) done()
  })
}
