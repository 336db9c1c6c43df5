/**
 * Metrics over HTTP: at `/metrics` of the server, or at a port of their own. They hold no secret, but say how
 * much goes on and what is refused: nobody but the operator is told.
 *
 * @module
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { serverPaths } from '../../protocol/paths.ts'
import { sameSecret } from '../../protocol/secrets.ts'
import { type ReportRefusal, refusalOf } from '../edge/refusal.ts'

export interface MetricsPage {
  text(): Promise<string>
  readonly contentType: string
}

export interface MetricsNeeds extends MetricsPage {
  /** What readers bring; undefined where they must sit at this machine. */
  readonly token: string | undefined
}

interface Asking {
  readonly remoteAddress: string | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export interface Fault {
  readonly status: 401 | 403
  readonly sentence: string
}

const loopback = /^(?:::ffff:)?127\.|^::1$/

/** What a proxy adds: then whoever asks does not sit at this machine, although the proxy does. */
const forwarding = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']

/** Whether somebody may read; undefined means yes. */
export function faultOf(
  { remoteAddress, headers }: Asking,
  token: string | undefined,
): Fault | undefined {
  if (token === undefined) {
    const isForwarded = forwarding.some((name) => headers[name] !== undefined)
    return loopback.test(remoteAddress ?? '') && !isForwarded ? undefined : notHere
  }
  const sent = /^Bearer +(\S+)$/i.exec(String(headers['authorization'] ?? ''))?.[1]
  return sent !== undefined && sameSecret(sent, token) ? undefined : noToken
}

const notHere: Fault = {
  status: 403,
  sentence: 'Metrics are for whoever asks from this machine itself: set metrics.token for others.',
}

const noToken: Fault = {
  status: 401,
  sentence: 'Metrics are read with Authorization: Bearer, and the token of metrics.token.',
}

/** `/metrics` beside the realms. */
export function registerMetrics(
  app: FastifyInstance,
  { token, text, contentType }: MetricsNeeds,
  refused: ReportRefusal,
): void {
  const read = async (request: FastifyRequest, reply: FastifyReply) => {
    const { remoteAddress } = request.raw.socket
    const fault = faultOf({ remoteAddress, headers: request.headers }, token)
    reply.headers(headersFor(fault))
    if (fault === undefined) return reply.type(contentType).send(await text())
    refused(refusalOf(request, { status: fault.status, rule: fault.sentence }))
    return reply.code(fault.status).send(JSON.stringify(bodyOf(fault)))
  }
  app.get(serverPaths.metrics, { config: { json: true } }, read)
}

export const bodyOf = ({ sentence }: Fault): object => ({
  error: 'access_denied',
  error_description: sentence,
})

export const headersFor = (fault: Fault | undefined): Readonly<Record<string, string>> => ({
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-type': 'application/json; charset=utf-8',
  ...(fault?.status === 401 && { 'www-authenticate': 'Bearer realm="fragrant metrics"' }),
})
