import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { DecodedForm } from '../../protocol/parameters.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { bodyOf, queryOf, queryTextOf } from '../edge/forms.ts'
import { sendMalformed, sendUnanswerable } from '../error-page.ts'
import type { Realm, RealmOf } from '../realm.ts'
import { browserOf, sendOutcome } from './outcome.ts'

/** A request is kept for "Start again" only if it is no longer than this (characters). */
const againLimit = 4096

/** `/authorize`, by GET and by POST (OIDC Core §3.1.2.1). */
export function authorizeRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  app.get(realmPaths.authorize, (request, reply) =>
    authorize(realmOf(request), request, reply, queryOf(request)),
  )
  app.post(realmPaths.authorize, (request, reply) =>
    authorize(realmOf(request), request, reply, postedForm(request)),
  )
}

/** A POST says everything in its body: a query beside it would be a second voice. */
function postedForm(request: FastifyRequest): DecodedForm {
  return queryTextOf(request) === ''
    ? bodyOf(request)
    : { kind: 'malformed', why: 'parameters both in the query and in the body' }
}

async function authorize(
  realm: Realm,
  request: FastifyRequest,
  reply: FastifyReply,
  sent: DecodedForm,
): Promise<FastifyReply> {
  if (sent.kind === 'malformed') return sendMalformed(reply, realm, sent.why)
  const browser = browserOf(request, realm)
  const outcome = await realm.flows.authorize(sent, browser, againOf(request, sent))
  return outcome.kind === 'unanswerable'
    ? sendUnanswerable(reply, realm, outcome.problem)
    : sendOutcome(reply, realm, browser, outcome)
}

function againOf(request: FastifyRequest, sent: DecodedForm & { kind: 'decoded' }) {
  const again =
    request.method === 'GET' ? queryTextOf(request) : `${new URLSearchParams([...sent.values])}`
  return again.length > againLimit ? undefined : again
}
