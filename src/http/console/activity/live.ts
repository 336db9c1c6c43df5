import type { FastifyReply, FastifyRequest } from 'fastify'
import { eventStream, type Messages } from '../../control/event-stream.ts'
import { type Filter, filterOf } from './filter.ts'
import type { WrittenExchange } from './written.ts'

/** A page of another site could hold the places of those who listen, though it reads nothing. */
export const isOfAnotherSite = ({ headers }: FastifyRequest): boolean => {
  const site = headers['sec-fetch-site']
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

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
    .headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
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
