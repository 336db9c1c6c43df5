import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createApp, goThrough } from '../../support/app.ts'
import { startServer, type TestServer } from '../../support/server.ts'
import { createVisitor } from '../../support/visitor.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const parentId = 'b7ad6b7169203331'
const traceparent = `00-${traceId}-${parentId}-01`

const exporter = new InMemorySpanExporter()

/** As an SDK does that the process is started with. */
beforeAll(() => {
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  )
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
})
afterAll(() => {
  for (const api of [trace, context, propagation]) api.disable()
})

let server: TestServer | undefined
afterEach(async () => {
  await server?.close()
  exporter.reset()
})

async function start(options = {}): Promise<TestServer> {
  server = await startServer({ traces: true, ...options })
  return server
}

const named = (name: string): ReadableSpan | undefined =>
  exporter.getFinishedSpans().find((span) => span.name === name)

describe('With traces on, OpenTelemetry', () => {
  it('is told each request by its route, with no word of what was sent', async () => {
    const { issuer } = await start({ realms: { shop: {} } })
    await goThrough(createApp(`${issuer}/realms/shop`), createVisitor(issuer))
    await fetch(`${issuer}/no/such/secret-path?token=secret`, { method: 'PROPFIND' })
    const spans = exporter.getFinishedSpans()
    expect(spans.map(({ name }) => name)).toEqual([
      ...['GET /authorize', 'GET /login/:id', 'POST /login/:id', 'GET /consent/:id'],
      ...['POST /consent/:id', 'HTTP'],
    ])
    expect(spans[0]?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/authorize',
      'http.response.status_code': 303,
      'fragrant.realm': 'shop',
    })
    expect(JSON.stringify(spans.map(({ name, attributes }) => [name, attributes]))).not.toMatch(
      /secret|client_id|alice/,
    )
  })

  it('goes on with the trace that a request names, and the log with its span (W3C Trace Context)', async () => {
    const { issuer, log } = await start()
    await fetch(`${issuer}/userinfo`, { headers: { traceparent, authorization: 'Bearer x' } })
    const span = named('GET /userinfo')
    expect(span?.spanContext().traceId).toBe(traceId)
    expect(span?.parentSpanContext?.spanId).toBe(parentId)
    expect(log.at(-1)).toMatchObject({
      ...{ event: 'http.refused', trace_id: traceId, span_id: span?.spanContext().spanId },
    })
  })

  it('begins a trace of its own where what is named is none', async () => {
    const { issuer } = await start()
    await fetch(`${issuer}/userinfo`, { headers: { traceparent: `00-${traceId}-0-01` } })
    expect(named('GET /userinfo')?.parentSpanContext).toBeUndefined()
  })

  it('hears which rule refused a request', async () => {
    const { issuer } = await start()
    const form = new URLSearchParams({ grant_type: 'password', client_id: 'nobody' })
    await fetch(`${issuer}/token`, { method: 'POST', body: form })
    expect(named('POST /token')?.events).toMatchObject([
      {
        name: 'refused',
        attributes: {
          rule: 'The request must come from a client that this server knows.',
          error: 'invalid_client',
        },
      },
    ])
  })

  it('is told nothing unless it is switched on', async () => {
    const { issuer } = await start({ traces: false })
    await fetch(`${issuer}/userinfo`, { headers: { traceparent } })
    expect(exporter.getFinishedSpans()).toEqual([])
  })
})
