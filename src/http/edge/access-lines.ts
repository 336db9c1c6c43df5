import type { FastifyInstance, FastifyRequest } from 'fastify'
import { serverPaths } from '../../protocol/paths.ts'
import { shownPath } from './refusal.ts'
import { realmIdIn } from './start-link.ts'

/** What a log may say of every request: none of its query, headers and secrets. */
export interface Answered {
  readonly method: string
  readonly path: string
  /** The pattern of the route below its realm, such as `/login/:id`; undefined where none took it. */
  readonly route: string | undefined
  readonly realm: string
  readonly status: number
  /** With fractions. */
  readonly milliseconds: number
}

/** Tells of each request once it is answered. A hook has its price: without a listener there is none. */
export function reportAnswers(
  app: FastifyInstance,
  report: ((answer: Answered) => void) | undefined,
): void {
  if (report === undefined) return
  app.addHook('onResponse', (request, { statusCode, elapsedTime }, done) => {
    report({
      method: request.method,
      path: shownPath(request),
      route: routeOf(request),
      realm: realmIdIn(request.raw.url ?? '') ?? 'default',
      status: statusCode,
      milliseconds: elapsedTime,
    })
    done()
  })
}

const realmPrefix = `${serverPaths.realms}/:realm`

/** The pattern of the route below its realm; undefined where none takes the request. */
export function routeOf({ is404, routeOptions: { url } }: FastifyRequest): string | undefined {
  if (is404 || url === undefined) return undefined
  return url.startsWith(realmPrefix) ? url.slice(realmPrefix.length) || '/' : url
}
