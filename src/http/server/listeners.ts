/**
 * The servers of an app. Fastify makes a second server for `localhost` (127.0.0.1 and ::1) that has
 * none of the first one's limits, answers parser errors by itself and leaves every Upgrade request
 * hanging; here both are made alike, share one handler, and drain together.
 *
 * @module
 */
import { once } from 'node:events'
import {
  createServer as createHttpServer,
  type RequestListener,
  type Server,
  ServerResponse,
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { FastifyInstance } from 'fastify'
import type { ReportRefusal } from '../edge/refusal.ts'
import { type Connections, watchConnections } from './connections.ts'
import { backlog, listenOnLoopbacks, portOf } from './loopbacks.ts'
import type { RequestGuard } from './request-guard.ts'
import { serverLimits, type Tls, tlsLimits, tuneServer } from './server-options.ts'

export interface Listeners {
  /** For Fastify's option of that name. */
  readonly serverFactory: (handler: RequestListener) => Server
  /**
   * Listens and resolves to the port. `localhost` means both loopback addresses, as far as the
   * machine has them, on one port.
   */
  listen(
    app: FastifyInstance,
    at: { readonly host: string; readonly port: number },
  ): Promise<number>
  /** Every answer from now on closes its connection. The second server stops; Fastify stops the first. */
  startDraining(): void
  closeIdle(): void
  closeAll(): void
  /** Resolves when the second server, if there is one, has no connection left. */
  secondClosed(): Promise<void>
}

export interface ListenerNeeds {
  readonly https?: Tls | undefined
  readonly guard: RequestGuard
  /** Hears of requests that never reach the guard. */
  readonly report: ReportRefusal
  readonly maxConnections?: number
}

/** What the answers of all servers look at. */
interface Drain {
  started: boolean
}

export function createListeners(needs: ListenerNeeds): Listeners {
  const drain: Drain = { started: false }
  const makeServer = serverMaker(needs, drain)
  const watched: Connections[] = []
  let onRequest: RequestListener | undefined
  let second: Second | undefined

  const add = (handler: RequestListener): Server => {
    const server = makeServer(handler)
    watched.push(watchConnections(server))
    return server
  }

  return {
    serverFactory(handler) {
      onRequest = (request, response) => {
        if (!needs.guard(request, response)) handler(request, response)
      }
      return add(onRequest)
    },
    async listen(app, { host, port }) {
      const handler = onRequest
      if (handler === undefined) throw new Error('The app was not made with this serverFactory.')
      await app.ready()
      if (host !== 'localhost') await app.listen({ host, port, backlog })
      else second = withClosing(await listenOnLoopbacks(app, port, () => add(handler)))
      return portOf(app.server)
    },
    startDraining() {
      drain.started = true
      second?.server.close()
      this.closeIdle()
    },
    closeIdle() {
      for (const connections of watched) connections.closeIdle()
    },
    closeAll() {
      for (const connections of watched) connections.closeAll()
    },
    async secondClosed() {
      await second?.closed
    },
  }
}

interface Second {
  readonly server: Server
  readonly closed: Promise<unknown>
}

const withClosing = (server: Server | undefined): Second | undefined =>
  server && { server, closed: once(server, 'close') }

function serverMaker(needs: ListenerNeeds, drain: Drain): (handler: RequestListener) => Server {
  class DrainingResponse extends ServerResponse {
    // Safe: whatever the overload, the arguments go on as they came.
    override writeHead(...args: [number]): this {
      if (drain.started) this.setHeader('connection', 'close')
      return super.writeHead(...args)
    }
  }
  const options = { ...serverLimits, ServerResponse: DrainingResponse }
  const make = needs.https
    ? createHttpsServer.bind(undefined, { ...options, ...tlsLimits, ...needs.https })
    : createHttpServer.bind(undefined, options)
  // Safe: an https server has every member of an http server; only the type of its sockets differs.
  return (handler) => tuneServer(make(handler) as Server, needs.report, needs.maxConnections)
}
