/**
 * Who hears of what happens: the log, and journals, metrics and traces where there are any.
 *
 * @module
 */

import type { Logger } from 'pino'
import { createEventStream, type EventStream } from '../adapters/events/event-stream.ts'
import { createLogEvents } from '../adapters/events/log-events.ts'
import { registrationLines } from '../config/registration-lines.ts'
import type { AppNeeds } from '../http/build-app.ts'
import { realmIdIn } from '../http/edge/start-link.ts'
import type { Clock } from '../ports/clock.ts'
import type { EventSink } from '../ports/events.ts'
import type { OpenedLog } from './log.ts'
import type { OpenedMetrics } from './metrics.ts'
import type { OpenedTraces } from './traces.ts'

/** The log hears of everything, and so do journals and metrics where there are any. */
export function openEvents(
  clock: Clock,
  { logger, destination: { later } }: OpenedLog,
  traces: OpenedTraces,
  further: readonly (EventSink | undefined)[],
): EventStream {
  const log = createLogEvents({ logger, registrationLines, traceNow: traces.current, later })
  return createEventStream({
    clock,
    sinks: [log, traces.hear, ...further].filter((sink) => sink !== undefined),
  })
}

/** What HTTP has to tell, as events. */
export function createReports(
  events: EventStream,
  logger: Logger,
  metrics: OpenedMetrics | undefined,
): Pick<AppNeeds, 'refused' | 'answered' | 'report'> {
  return {
    refused: (refusal) => events.of(refusal.realm).emit({ kind: 'http.refused', ...refusal }),
    answered: answerListener(events, logger, metrics),
    report: (error, { method, routeOptions, raw }) =>
      events
        .of(realmIdIn(raw.url ?? '') ?? 'default')
        .emit({ kind: 'fault.unexpected', where: `${method} ${routeOptions.url}`, error }),
  }
}

/** Each request costs a hook where somebody listens, and nothing where nobody does. */
function answerListener(
  events: EventStream,
  logger: Logger,
  metrics: OpenedMetrics | undefined,
): AppNeeds['answered'] {
  const isLogged = logger.isLevelEnabled('debug')
  if (!isLogged) return metrics?.answered
  return ({ route, ...answer }) => {
    metrics?.answered({ ...answer, route })
    const milliseconds = Math.round(answer.milliseconds)
    events.of(answer.realm).emit({ kind: 'http.answered', ...answer, milliseconds })
  }
}
