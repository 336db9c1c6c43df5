import type { FastifyInstance, FastifyReply } from 'fastify'
import { serverPaths } from '../protocol/paths.ts'
import { retryAfter } from '../protocol/unavailable/unavailable.ts'

const healthy = '{"status":"ok"}'
const stale = '{"status":"ok","configStale":true}'

interface Needs {
  /**
   * Whether the configuration file has become one that cannot be used, so that the previous one is
   * still in force.
   */
  readonly isConfigStale?: () => boolean
  /** What keeps the server from answering now, in a sentence. */
  readonly whyNotReady?: () => Promise<string | undefined>
}

/** `GET /health`: the process is alive. `GET /ready`: it can answer, with its store and its keys. */
export function registerHealth(
  app: FastifyInstance,
  { isConfigStale = () => false, whyNotReady = async () => undefined }: Needs = {},
): void {
  const options = { config: { json: true }, exposeHeadRoute: true }
  app.get(serverPaths.health, options, (_request, reply) =>
    uncached(reply).send(isConfigStale() ? stale : healthy),
  )
  app.get(serverPaths.ready, options, async (_request, reply) => {
    const reason = await whyNotReady()
    if (reason === undefined) return uncached(reply).send('{"status":"ready"}')
    reply.code(503).header('retry-after', retryAfter)
    return uncached(reply).send(JSON.stringify({ status: 'unavailable', reason }))
  })
}

const uncached = (reply: FastifyReply): FastifyReply =>
  reply
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .header('x-content-type-options', 'nosniff')
