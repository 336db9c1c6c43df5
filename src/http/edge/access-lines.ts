import type { FastifyInstance } from 'fastify'
import { shownPath } from './refusal.ts'
import { realmIdIn } from './start-link.ts'

/** What a log may say of every request: none of its query, headers and secrets. */
export interface Answered {
  readonly method: string
  readonly path: string
  readonly realm: string
  readonly status: number
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
      realm: realmIdIn(request.raw.url ?? '') ?? 'default',
      status: statusCode,
      milliseconds: Math.round(elapsedTime),
    })
    done()
  })
}
