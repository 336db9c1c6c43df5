import type { FastifyReply, FastifyRequest } from 'fastify'
import { openToBrowsers } from '../edge/cors.ts'
import { pathOf } from '../edge/forms.ts'
import type { RouteTable } from '../edge/route-table.ts'

/** Writes the answer of that status in the manner of the path: JSON or a page. */
export type AnswerStatus = (reply: FastifyReply, status: 404 | 405, json: boolean) => FastifyReply

/**
 * Answers what no route took: 405 with the methods that the path has, or 404 (RFC 9110 §15.5.6). As
 * the handler of the router's last resort it costs nothing on the requests that a route takes.
 */
export function createNotFoundHandler(routes: RouteTable, answer: AnswerStatus) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const known = routes(pathOf(request.raw.url ?? ''))
    if (known?.browsers) openToBrowsers(request, reply)
    // A route may itself say that there is nothing: then the method was right.
    if (known === undefined || known.methods.has(request.method)) {
      return answer(reply, 404, known?.json ?? false)
    }
    return answer(reply.header('allow', known.allow), 405, known.json)
  }
}
