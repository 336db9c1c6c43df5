/**
 * Tells which trace each request belongs to, and runs it in there.
 *
 * @module
 */

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { routeOf } from './access-lines.ts'
import { realmIdIn } from './start-link.ts'

export interface TracedRequest {
  readonly method: string
  readonly route: string | undefined
  readonly realm: string
}

interface Traced {
  run(work: () => void): void
  ended(status: number): void
}

export interface Traces {
  /** Undefined for a request that belongs to no trace, which nobody has to describe. */
  begin(headers: FastifyRequest['headers'], describe: () => TracedRequest): Traced | undefined
}

/**
 * Must come before whatever tells of requests. `toTheEnd`: whether something is told once the answer has gone;
 * that hook has its price.
 */
export function traceRequests(app: FastifyInstance, traces: Traces, toTheEnd: boolean): void {
  const underWay = new WeakMap<FastifyRequest, Traced>()
  const goOn = (request: FastifyRequest, done: () => void): void => {
    const traced = underWay.get(request)
    if (traced === undefined) done()
    else traced.run(done)
  }
  app.addHook('onRequest', (request, reply, done) => {
    const traced = traces.begin(request.headers, () => described(request))
    if (traced === undefined) return done()
    underWay.set(request, traced)
    reply.raw.once('close', () => traced.ended(reply.raw.writableFinished ? reply.statusCode : 0))
    traced.run(done)
  })
  // what reads the body, and what comes when the answer has gone, has left what belongs to the request
  app.addHook('preValidation', (request, _reply, done) => goOn(request, done))
  if (toTheEnd) app.addHook('onResponse', (request, _reply, done) => goOn(request, done))
}

const described = (request: FastifyRequest): TracedRequest => ({
  method: request.method,
  route: routeOf(request),
  realm: realmIdIn(request.raw.url ?? '') ?? 'default',
})
