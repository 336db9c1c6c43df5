import type { FastifyInstance } from 'fastify'
import { serverPaths } from '../protocol/paths.ts'

const healthy = '{"status":"ok"}'
const stale = '{"status":"ok","configStale":true}'

/**
 * `GET /health`.
 *
 * @param isConfigStale whether the configuration file has become one that cannot be used, so that
 *   the previous one is still in force.
 */
export function registerHealth(
  app: FastifyInstance,
  isConfigStale: () => boolean = () => false,
): void {
  app.get(
    serverPaths.health,
    { config: { json: true }, exposeHeadRoute: true },
    (_request, reply) =>
      reply
        .type('application/json; charset=utf-8')
        .header('cache-control', 'no-store')
        .header('x-content-type-options', 'nosniff')
        .send(isConfigStale() ? stale : healthy),
  )
}
