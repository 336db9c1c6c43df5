/**
 * The limits of the server, as measured: with Fastify's own settings a slow body stays open for ever.
 * Times are milliseconds, sizes bytes.
 *
 * @module
 */
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { FastifyReply, FastifyRequest, FastifyServerOptions } from 'fastify'
import type { ReportRefusal } from '../edge/refusal.ts'
import { answerUnroutable } from './client-error.ts'
import type { ReadTarget } from './provider-paths.ts'
import { maxHeaders } from './request-guard.ts'

export interface Tls {
  readonly key: string | Buffer
  readonly cert: string | Buffer
}

/** The largest body of a request. */
export const bodyLimit = 32_768

/** `headersTimeout` must be the smaller one: Node swaps the two when it is not. */
export const serverLimits = {
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 5_000,
  maxHeaderSize: 16_384,
  insecureHTTPParser: false,
  // A request without Host is refused by the guard, with our headers.
  requireHostHeader: false,
} as const

export const tlsLimits = { minVersion: 'TLSv1.2', handshakeTimeout: 5_000 } as const

/** The limits that Node takes no option for, and the answers to what its parser gives up on. */
export function tuneServer(server: Server, report: ReportRefusal, maxConnections = 16_384): Server {
  // One more than we accept: Node drops the surplus in silence, so the guard must get to see one.
  server.maxHeadersCount = maxHeaders + 1
  server.maxRequestsPerSocket = 1_000
  server.maxConnections = maxConnections
  answerUnroutable(server, report)
  return server
}

/**
 * @param trustProxy addresses of proxies whose forwarded headers are believed; nobody's by default.
 */
export function serverOptions(needs: {
  readonly serverFactory: (handler: RequestListener) => Server
  readonly onFrameworkError: (error: Error, request: FastifyRequest, reply: FastifyReply) => void
  readonly trustProxy?: readonly string[] | undefined
  /** What a target means here; itself when this is left out. */
  readonly readTarget?: ReadTarget
}) {
  const { readTarget = asItIs } = needs
  return {
    logger: false,
    bodyLimit,
    exposeHeadRoutes: false,
    // A request that was half sent when the drain began is answered, not turned away.
    return503OnClosing: false,
    // Safe: the query is read from the target by queryOf(); this only keeps Fastify from reading it.
    routerOptions: { querystringParser: leaveText as never, maxParamLength: longestParam },
    rewriteUrl: (request: IncomingMessage) => readTarget(asWritten(request), request),
    frameworkErrors: needs.onFrameworkError,
    serverFactory: needs.serverFactory,
    trustProxy: needs.trustProxy === undefined ? false : [...needs.trustProxy],
  } satisfies FastifyServerOptions
}

/** Characters: a client id of 256, each of them percent-encoded. */
const longestParam = 768

/**
 * The router decodes paths, so `/%61uthorize` would be `/authorize` to it and something else to a
 * proxy in front (CVE-2026-0976). No path of ours needs an encoding: encoded once more it matches none.
 */
function asWritten({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?')
  const path = end < 0 ? url : url.slice(0, end)
  return path.includes('%') ? path.replace(encodedOctet, '%25') + url.slice(path.length) : url
}

const asItIs = (target: string): string => target

const encodedOctet = /%(?=[0-9A-Fa-f]{2})/g

const leaveText = (text: string): string => text
