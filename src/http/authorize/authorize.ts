import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { decodeRequest } from '../../protocol/authorize/template.ts'
import type { DecodedForm } from '../../protocol/parameters.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { bodyOf, queryTextOf } from '../edge/forms.ts'
import { sendMalformed, sendUnanswerable } from '../errors/error-page.ts'
import { sendGone } from '../errors/gone.ts'
import type { AboutServer, Realm, RealmOf } from '../realm.ts'
import { browserOf, sendOutcome } from './outcome.ts'

/** `/authorize`, by GET and by POST (OIDC Core §3.1.2.1). */
export function authorizeRoutes(app: FastifyInstance, realmOf: RealmOf, about: AboutServer): void {
  const authorize =
    (read: (request: FastifyRequest) => DecodedForm) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const realm = realmOf(request)
      const sent = read(request)
      if (sent.kind === 'malformed') return sendMalformed(reply, realm, sent.why)
      const browser = browserOf(request, realm)
      const outcome = await realm.flows.authorize(sent, browser)
      return outcome.kind === 'unanswerable'
        ? sendUnanswerable(reply, realm, outcome.problem, about)
        : sendOutcome(reply, realm, browser, outcome)
    }

  app.get(realmPaths.authorize, authorize(readQuery))
  app.post(realmPaths.authorize, authorize(postedForm))
  app.get(`${realmPaths.again}/:id`, (request, reply) => restart(realmOf(request), request, reply))
}

const readQuery = (request: FastifyRequest): DecodedForm => decodeRequest(queryTextOf(request))

/** A POST says everything in its body: a query beside it would be a second voice. */
function postedForm(request: FastifyRequest): DecodedForm {
  return queryTextOf(request) === ''
    ? bodyOf(request)
    : { kind: 'malformed', why: 'parameters both in the query and in the body' }
}

/** `/again/{interaction}`: the request of a step that is gone, from its beginning. */
async function restart(
  realm: Realm,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const browser = browserOf(request, realm)
  // the router fills in the parameter that the path names
  const { id } = request.params as { readonly id: string }
  const outcome = await realm.flows.restart(id, browser)
  return outcome.kind === 'gone'
    ? sendGone(reply, realm, outcome)
    : sendOutcome(reply, realm, browser, outcome)
}
