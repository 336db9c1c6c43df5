import { ControlError } from '../control-error.ts'
import type { ShownExchange } from './exchange.ts'
import type { Journal } from './journal.ts'
import { isWanted, nearestMisses, sentenceOf, type Wanted } from './wanted.ts'

interface Patience {
  /** Milliseconds of the machine; 0: only what is there already. */
  readonly timeout: number
  /** Whether it is taken out. */
  readonly takes: boolean
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal | undefined
}

/**
 * The first exchange that is wanted: one that is there, or else the next that comes. Throws
 * {@link ControlError}: 408 with the nearest misses, 404 when the realm goes meanwhile.
 */
export function waitFor(
  journal: Journal,
  wanted: Wanted,
  { timeout, takes, signal }: Patience,
): Promise<ShownExchange> {
  const [found] = journal.list(wanted)
  if (found !== undefined) {
    if (takes) journal.take(found.id)
    return Promise.resolve(found)
  }
  if (timeout <= 0) return Promise.reject(missed(journal, wanted, timeout))
  mustHaveRoom(journal)
  const fitting = journal.gists().filter((gist) => isWanted(wanted, gist))
  let missing = (wanted.nth ?? 1) - fitting.length
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      stop()
    }
    const fail = (error: ControlError): void => {
      end()
      reject(error)
    }
    const stop = journal.listen({
      answered(exchange) {
        if (!isWanted(wanted, exchange)) return
        missing -= 1
        if (missing > 0 || (takes && !journal.take(exchange.id))) return
        end()
        resolve(exchange)
      },
      ended: () => fail(new ControlError(404, 'The realm is gone, and nothing comes to it.')),
    })
    const timer = setTimeout(() => fail(missed(journal, wanted, timeout)), timeout)
    signal?.addEventListener('abort', end)
  })
}

/** At once in one realm, waiting and listening. */
const mostListeners = 256

/** Throws {@link ControlError} (409) where too many listen already. */
export function mustHaveRoom(journal: Journal): void {
  if (journal.listeners < mostListeners) return
  throw new ControlError(409, `${mostListeners} wait or listen in this realm already.`)
}

function missed(journal: Journal, wanted: Wanted, timeout: number): ControlError {
  const misses = nearestMisses(wanted, journal.gists())
  const waited = timeout > 0 ? ` within ${timeout} ms` : ''
  const near =
    misses.length === 0 ? 'The journal is empty.' : `Nearest: ${misses.map(sentenceOf).join('; ')}.`
  return new ControlError(408, `No exchange came that fits${waited}. ${near}`, undefined, {
    misses,
  })
}
