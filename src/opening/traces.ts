/**
 * Traces: those that requests name, for the log, and those of OpenTelemetry where they are switched on.
 *
 * @module
 */

import { createTraceContext } from '../adapters/traces/trace-context.ts'
import type { Config } from '../config/config.ts'
import type { EventSink } from '../ports/events.ts'
import type { Traces } from '../ports/traces.ts'
import { version } from '../version.ts'

export interface OpenedTraces extends Traces {
  /** What hears of events besides; undefined where nobody collects traces. */
  readonly hear: EventSink | undefined
}

/** What is told where they are switched on in vain. */
interface Log {
  warn(line: object, sentence: string): void
}

/** Nothing of OpenTelemetry is loaded where it is switched off. */
export async function openTraces(
  { traces }: Pick<Config, 'traces'>,
  log: Log,
): Promise<OpenedTraces> {
  if (traces) {
    try {
      const { createOpenTelemetry } = await import('../adapters/traces/opentelemetry.ts')
      return createOpenTelemetry({ version })
    } catch (error) {
      if (!isAbsent(error)) throw error
      log.warn(
        { event: 'traces.missing' },
        'traces are on, and @opentelemetry/api is not installed',
      )
    }
  }
  return { ...createTraceContext(), hear: undefined }
}

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
