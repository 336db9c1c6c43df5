/**
 * Traces by OpenTelemetry. We know its API alone: what is collected, where it goes and by which propagation is
 * the matter of the SDK that the process was started with.
 *
 * @module
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Context,
  context,
  defaultTextMapGetter,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import type { EventSink } from '../../ports/events.ts'
import type { RequestHeaders, Traces } from '../../ports/traces.ts'
import { parseTraceparent } from '../../protocol/trace-context.ts'

interface Needs {
  readonly version: string
}

export function createOpenTelemetry({ version }: Needs): Traces & { readonly hear: EventSink } {
  const tracer = trace.getTracer('fragrant', version)
  // our own, so that the log knows the span though no SDK looks after the context
  const storage = new AsyncLocalStorage<Span>()
  return {
    begin(headers, describe) {
      const { parent, kind } = parentOf(headers)
      const { method, route, realm } = describe()
      const name = route === undefined ? nameOf(method) : `${nameOf(method)} ${route}`
      const attributes = {
        [ofHttp('request.method')]: nameOf(method),
        ...(route !== undefined && { [ofHttp('route')]: route, 'fragrant.realm': realm }),
      }
      const span = tracer.startSpan(name, { kind, attributes }, parent)
      const own = trace.setSpan(parent, span)
      return {
        run: (work) => context.with(own, () => storage.run(span, work)),
        ended(status) {
          if (status > 0) span.setAttribute(ofHttp('response.status_code'), status)
          if (status === 0 || status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
          span.end()
        },
      }
    },
    current() {
      const own = storage.getStore()?.spanContext()
      if (own === undefined || !trace.isSpanContextValid(own)) return undefined
      const { traceId, spanId, traceFlags } = own
      return { traceId, spanId, sampled: (traceFlags & TraceFlags.SAMPLED) === 1 }
    },
    hear({ event }) {
      if (event.kind !== 'request.refused' && event.kind !== 'http.refused') return
      const { rule, error } = event
      storage.getStore()?.addEvent('refused', { rule, ...(error !== undefined && { error }) })
    },
  }
}

/** An attribute of the semantic conventions for HTTP spans. */
const ofHttp = (name: string): string => `http.${name}`

/** A name is one of few (semantic conventions for HTTP spans). */
const nameOf = (method: string): string => (methods.has(method) ? method : 'HTTP')

const methods: ReadonlySet<string> = new Set([
  ...['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
])

/** What an instrumentation of the process has begun already, or what the sender names, or nothing. */
function parentOf(headers: RequestHeaders): { parent: Context; kind: SpanKind } {
  const active = context.active()
  if (trace.getSpan(active) !== undefined) return { parent: active, kind: SpanKind.INTERNAL }
  const extracted = propagation.extract(active, headers, defaultTextMapGetter)
  if (trace.getSpanContext(extracted) !== undefined) return remote(extracted)
  // without an SDK there is no propagation either
  const named = parseTraceparent(headers['traceparent'])
  if (named === undefined) return remote(extracted)
  const { traceId, spanId, sampled } = named
  const traceFlags = sampled ? TraceFlags.SAMPLED : TraceFlags.NONE
  return remote(trace.setSpanContext(active, { traceId, spanId, traceFlags, isRemote: true }))
}

const remote = (parent: Context) => ({ parent, kind: SpanKind.SERVER })
