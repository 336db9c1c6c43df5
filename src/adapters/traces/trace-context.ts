import { AsyncLocalStorage } from 'node:async_hooks'
import type { Traces } from '../../ports/traces.ts'
import { parseTraceparent, type TraceContext } from '../../protocol/trace-context.ts'

/**
 * Remembers the trace that a request names, for the log. A process in which nobody names one pays nothing: the
 * storage is looked after by Node from its first use on.
 */
export function createTraceContext(): Traces {
  const storage = new AsyncLocalStorage<TraceContext>()
  return {
    begin(headers) {
      const context = parseTraceparent(headers['traceparent'])
      if (context === undefined) return undefined
      return { run: (work) => storage.run(context, work), ended: () => {} }
    },
    current: () => storage.getStore(),
  }
}
