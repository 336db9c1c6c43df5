/**
 * Metrics in the format of Prometheus: a sink of the events and of the edge. Every value of a label is of a
 * list of ours, or one of the first few: no client, user, path or realm that a stranger made up makes a series.
 *
 * @module
 */

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { EventSink } from '../../ports/events.ts'
import type { RoundTrip } from '../../ports/store.ts'
import { createEventCounters } from './event-counters.ts'
import { other } from './label.ts'

/** A request that was answered, as a route has it. */
export interface AnsweredRequest {
  readonly method: string
  /** The pattern of its route below its realm, such as `/login/:id`; undefined where no route took it. */
  readonly route: string | undefined
  readonly status: number
  readonly milliseconds: number
}

export interface Metrics {
  readonly hear: EventSink
  answered(request: AnsweredRequest): void
  /** For a store that is not in this process. */
  roundTrip(trip: RoundTrip): void
  /** The exposition, and its media type. */
  text(): Promise<string>
  readonly contentType: string
  close(): void
}

interface Needs {
  readonly version: string
  /** Whether there is a realm of that id now. */
  readonly isRealm: (id: string) => boolean
}

export function createMetrics({ version, isRealm }: Needs): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const durations = new Histogram({
    name: 'fragrant_http_request_duration_seconds',
    help: 'Time from a request to its answer, by route.',
    labelNames: ['method', 'route', 'outcome'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  })
  const trips = new Histogram({
    name: 'fragrant_store_round_trip_duration_seconds',
    help: 'Time of a call to the store, where it is not in this process.',
    labelNames: ['verb', 'outcome'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers,
  })
  const build = new Gauge({
    name: 'fragrant_build_info',
    help: 'The version that runs; always 1.',
    labelNames: ['version'],
    registers,
  })
  build.set({ version }, 1)
  const delay = watchEventLoop(registers)
  const process = processMetrics()
  return {
    hear: createEventCounters(registry, isRealm),
    answered: ({ method, route = 'none', status, milliseconds }) =>
      durations.observe(
        { method: methods.has(method) ? method : other, route, outcome: outcomeOf(status) },
        milliseconds / 1000,
      ),
    roundTrip: ({ verb, outcome, milliseconds }) =>
      trips.observe({ verb, outcome }, milliseconds / 1000),
    text: async () => [await registry.metrics(), await process.metrics()].join('\n'),
    contentType: registry.contentType,
    close() {
      delay.close()
      registry.clear()
    },
  }
}

const methods: ReadonlySet<string> = new Set([
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
])

/** An error that goes back to an app by redirect is a redirect here, and counted as a refusal. */
function outcomeOf(status: number): string {
  if (status < 300) return 'answered'
  if (status < 400) return 'redirected'
  return status < 500 ? 'refused' : 'failed'
}

/** How late timers are, between one scrape and the next. */
function watchEventLoop(registers: Registry[]) {
  const histogram = monitorEventLoopDelay({ resolution: 10 })
  histogram.enable()
  new Gauge({
    name: 'fragrant_event_loop_delay_seconds',
    help: 'How late the event loop was since the last scrape.',
    labelNames: ['quantile'],
    registers,
    collect() {
      this.set({ quantile: '0.5' }, histogram.percentile(50) / 1e9)
      this.set({ quantile: '0.99' }, histogram.percentile(99) / 1e9)
      this.set({ quantile: '1' }, histogram.max / 1e9)
      histogram.reset()
    },
  })
  return { close: () => histogram.disable() }
}

let ofProcess: Registry | undefined

/** Memory, CPU, descriptors, garbage: there is one process, however many servers it has. */
function processMetrics(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}
