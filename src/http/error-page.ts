/**
 * The "why" page: which rule refused a request, and what would make it right.
 *
 * @module
 */

import type { FastifyReply } from 'fastify'
import type { UnanswerableRequest } from '../flows/authorize/authorize.ts'
import { differenceOf, differingLength } from '../protocol/authorize/difference.ts'
import { registrationOf } from '../protocol/client-registration.ts'
import { loopbackOriginOf, redirectUriLimit } from '../protocol/redirect-uri.ts'
import type { Refusal } from '../protocol/rule.ts'
import { type Citation, citationUrl } from '../protocol/spec.ts'
import type { PageModels } from './pages.ts'
import type { Realm } from './realm.ts'
import { refusalOf } from './refusal.ts'
import { sendPage } from './send-page.ts'

type ErrorPage = PageModels['error']

const blank: ErrorPage = {
  status: 400,
  heading: 'This request cannot be answered',
  description: '',
  cites: undefined,
  client: undefined,
  comparison: undefined,
  snippet: undefined,
  wayOn: undefined,
}

const citation = (text: Citation) => ({ text, href: citationUrl(text) })

function sendError(reply: FastifyReply, page: Partial<ErrorPage>): FastifyReply {
  const model = { ...blank, ...page }
  return sendPage(reply.code(model.status), 'error', model)
}

/** A query or a form that cannot be decoded without guessing. */
export function sendMalformed(reply: FastifyReply, realm: Realm, why: string): FastifyReply {
  const description = `The request has ${why}.`
  const refusal = { status: 400, rule: description, cites: 'RFC 6749 §B' } as const
  realm.refused(refusalOf(reply.request, refusal))
  return sendError(reply, {
    heading: 'This request cannot be read',
    description,
    cites: citation('RFC 6749 §B'),
  })
}

/** A refusal that has nobody it may be sent to. */
export function sendRefusal(
  reply: FastifyReply,
  { description, cites }: Refusal,
  client: ErrorPage['client'],
): FastifyReply {
  return sendError(reply, { description, cites: citation(cites), client })
}

/** A request to /authorize that nobody may be sent an answer to. */
export function sendUnanswerable(
  reply: FastifyReply,
  realm: Realm,
  problem: UnanswerableRequest,
): FastifyReply {
  const { refusal, clientId, client } = problem
  return sendError(reply, {
    description: refusal.description,
    cites: citation(refusal.cites),
    client: clientId === undefined ? undefined : { id: clientId, name: client?.name },
    comparison: comparisonOf(problem),
    snippet: realm.mode === 'local' ? snippetFor(problem) : undefined,
  })
}

function comparisonOf({ refusal, redirectUri, client }: UnanswerableRequest) {
  if (refusal.error !== 'redirect_uri_mismatch' && refusal.error !== 'no_redirect_uri') {
    return undefined
  }
  const known = client?.redirectUris ?? []
  // What is longer can be nobody's, and to compare it with all of them would cost much.
  const comparable = redirectUri !== undefined && redirectUri.length <= redirectUriLimit
  const nearest = comparable ? nearestOf(known, redirectUri) : known.slice(0, mostShown)
  return {
    parameter: 'redirect_uri',
    sent: redirectUri,
    // What was sent, with the part marked in which it differs from the nearest one.
    marked:
      comparable && nearest[0] !== undefined ? differenceOf(nearest[0], redirectUri) : undefined,
    registered: nearest.map((uri) =>
      comparable
        ? differenceOf(redirectUri, uri)
        : { same: uri, differs: '', rest: '', remark: '' },
    ),
    unlisted: known.length - nearest.length,
  }
}

/** More registered redirect URIs than this help nobody to find the slip. */
const mostShown = 5

/** Those of `known` that differ least from what was sent, the nearest first. */
function nearestOf(known: readonly string[], sent: string): readonly string[] {
  const lengths = new Map(known.map((uri) => [uri, differingLength(sent, uri)]))
  return known
    .toSorted((one, other) => (lengths.get(one) ?? 0) - (lengths.get(other) ?? 0))
    .slice(0, mostShown)
}

/** An address that the configuration would take. */
const registrable = (uri: string): boolean =>
  loopbackOriginOf(uri) !== undefined || /^https:\/\/[\w.:/?=&%~+-]+$/.test(uri)

/** The lines of fragrant.yaml that would let the request pass. */
function snippetFor({ clientId, redirectUri, client }: UnanswerableRequest): string | undefined {
  if (clientId === undefined || redirectUri === undefined || !registrable(redirectUri)) {
    return undefined
  }
  return registrationOf(clientId, redirectUri, client)
}
