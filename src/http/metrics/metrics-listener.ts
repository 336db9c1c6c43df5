/**
 * A port for metrics alone, which another network may reach than that of apps and browsers.
 *
 * @module
 */

import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { isIPv6 } from 'node:net'
import { isLoopbackHost } from '../../protocol/client/redirect-uri.ts'
import { serverPaths } from '../../protocol/paths.ts'
import { portOf } from '../server/loopbacks.ts'
import { serverLimits } from '../server/server-options.ts'
import { bodyOf, faultOf, headersFor, type MetricsNeeds } from './metrics.ts'

export interface MetricsListener {
  readonly port: number
  close(): Promise<void>
}

interface Needs extends MetricsNeeds {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
}

/** Rejects when the port is taken. */
export async function listenForMetrics(needs: Needs): Promise<MetricsListener> {
  const server = createServer(serverLimits, (request, response) => {
    answer(needs, request, response).catch(() => response.destroy())
  })
  server.maxConnections = mostConnections
  server.listen({ host: needs.host, port: needs.port })
  await once(server, 'listening')
  // whoever scrapes keeps no process alive
  server.unref()
  return { port: portOf(server), close: () => closed(server) }
}

const mostConnections = 64

async function answer(needs: Needs, request: IncomingMessage, response: ServerResponse) {
  const { url = '', method, headers, socket } = request
  const { remoteAddress } = socket
  if (url.split('?')[0] !== serverPaths.metrics || !isNamed(needs, headers.host)) {
    return send(response, 404, headersFor(undefined), notFound)
  }
  if (method !== 'GET') {
    return send(response, 405, { ...headersFor(undefined), allow: 'GET' }, wrongMethod)
  }
  // who reaches a port of its own is a matter of that port, unless there is a token
  const fault =
    needs.token === undefined ? undefined : faultOf({ remoteAddress, headers }, needs.token)
  if (fault !== undefined) return send(response, fault.status, headersFor(fault), bodyOf(fault))
  const text = await needs.text()
  response.writeHead(200, { ...headersFor(undefined), 'content-type': needs.contentType })
  response.end(text)
}

/** A page whose name leads to loopback is no reader: browsers send its name as Host. */
function isNamed({ host: own }: Needs, sent: string | undefined): boolean {
  if (!isLoopbackHost(isIPv6(own) ? `[${own}]` : own)) return true
  const address = `http://${sent ?? ''}`
  return URL.canParse(address) && isLoopbackHost(new URL(address).hostname)
}

const notFound = { error: 'not_found', error_description: 'Metrics are at /metrics.' }
const wrongMethod = { error: 'invalid_request', error_description: 'Metrics are read by GET.' }

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: object,
): void {
  response.writeHead(status, headers)
  response.end(JSON.stringify(body))
}

async function closed(server: Server): Promise<void> {
  const ended = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await ended
}
