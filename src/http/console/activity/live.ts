import type { FastifyReply } from 'fastify'
import { eventStream, type Messages } from '../../control/event-stream.ts'
import { type Filter, filterOf } from './filter.ts'
import type { WrittenExchange } from './written.ts'

/** `goesOn`: whether whoever listens may still do so. Tells that something has happened which the list would show; the page asks for it then. */
export function sendLive(
  reply: FastifyReply,
  messages: Messages,
  goesOn: () => boolean,
): FastifyReply {
  const filter = filterOf(reply.request)
  const stream = eventStream({
    open: (tell, ended) =>
      messages.open(({ event, id, data }) => {
        if (!goesOn()) return ended()
        // the operation says that it tells of exchanges
        if (fits(filter, data as WrittenExchange)) tell({ event, id, data: id })
      }, ended),
  })
  return reply
    .headers({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    })
    .type('text/event-stream; charset=utf-8')
    .send(stream)
}

const fits = (filter: Filter, { clientId, user, endpoint, login, verdict }: WrittenExchange) =>
  [
    [filter.app, clientId],
    [filter.user, user],
    [filter.endpoint, endpoint],
    [filter.login, login],
  ].every(([wanted, found]) => wanted === '' || wanted === found) &&
  (!filter.refused || !verdict.ok)
