/**
 * The "why" page: which rule refused a request, and what would make it right.
 *
 * @module
 */

import type { FastifyReply } from 'fastify'
import type { UnanswerableRequest } from '../../flows/authorize/authorize.ts'
import type { UnanswerableCode } from '../../protocol/authorize/unanswerable.ts'
import { differenceOf, differingLength } from '../../protocol/client/difference.ts'
import { loopbackOriginOf, redirectUriLimit } from '../../protocol/client/redirect-uri.ts'
import { misfitProblem, redirectUriProblem } from '../../protocol/register/redirect-uri.ts'
import { responseTypes } from '../../protocol/response/response-type.ts'
import type { Refusal } from '../../protocol/rule.ts'
import { type Citation, citationUrl } from '../../protocol/spec.ts'
import { consoleLinksOf } from '../edge/console-links.ts'
import { refusalOf } from '../edge/refusal.ts'
import { brandOf } from '../pages/brand.ts'
import { textsFor } from '../pages/language.ts'
import type { PageModels } from '../pages/models/pages.ts'
import type { Sentence } from '../pages/models/parts.ts'
import { sendPage } from '../pages/send-page.ts'
import { filled } from '../pages/sentence.ts'
import type { Texts } from '../pages/texts/texts.ts'
import type { AboutServer, Realm } from '../realm.ts'

type ErrorPage = PageModels['error']

const blank = {
  status: 400,
  explanation: undefined,
  notes: [],
  cites: undefined,
  client: undefined,
  comparison: undefined,
  snippet: undefined,
  snippetPlace: undefined,
  wayOn: undefined,
  activity: undefined,
  application: undefined,
}

/** The technical sentences, rules above all, are in English whatever the language of the page. */
const rule = (text: string): Sentence => ({ text, lang: 'en' })

const citation = (text: Citation) => ({ text, href: citationUrl(text) })

function sendError(
  reply: FastifyReply,
  page: Partial<ErrorPage> & Pick<ErrorPage, 'texts' | 'heading' | 'description'>,
  { module = false } = {},
): FastifyReply {
  const model = { ...blank, ...page, activity: consoleLinksOf(reply.request)?.exchange }
  return sendPage(reply.code(model.status), 'error', model, { script: module })
}

/** A query or a form that cannot be decoded without guessing. */
export function sendMalformed(reply: FastifyReply, realm: Realm, why: string): FastifyReply {
  const description = `The request has ${why}.`
  const texts = textsFor(reply)
  const refusal = { status: 400, rule: description, cites: 'RFC 6749 §B' } as const
  realm.refused(refusalOf(reply.request, refusal))
  return sendError(reply, {
    texts,
    brand: brandOf(realm),
    heading: texts.why.unreadable,
    description: rule(description),
    cites: citation('RFC 6749 §B'),
  })
}

/** Whose request it was. */
interface RefusedBy extends Pick<ErrorPage, 'client' | 'brand'> {
  readonly uiLocales: string | undefined
}

/** A refusal that has nobody it may be sent to. */
export function sendRefusal(
  reply: FastifyReply,
  { description, cites }: Refusal,
  { uiLocales, ...about }: RefusedBy,
): FastifyReply {
  const texts = textsFor(reply, uiLocales)
  const { unanswerable: heading, explanation } = texts.why
  const said = { heading, explanation, description: rule(description) }
  return sendError(reply, { texts, ...about, ...said, cites: citation(cites) })
}

/** A request to /authorize that nobody may be sent an answer to. */
export function sendUnanswerable(
  reply: FastifyReply,
  realm: Realm,
  problem: UnanswerableRequest,
  { configFile, registrationLines, isAdded }: AboutServer,
): FastifyReply {
  const { refusal, clientId, client } = problem
  // what no file says is not mended in one
  const ofConsole = clientId !== undefined && isAdded(realm.id, clientId)
  const registrable = realm.mode === 'local' && !ofConsole ? registrableOf(problem) : undefined
  const snippet = registrable && registrationLines(registrable)
  const name = client?.name === clientId ? undefined : client?.name
  const texts = textsFor(reply, problem.uiLocales)
  const page = {
    texts,
    brand: brandOf(realm, client),
    heading: texts.why.headings[refusal.error],
    explanation: texts.why.explanation,
    description: rule(refusal.description),
    notes: notesOn(problem, texts),
    cites: citation(refusal.cites),
    client: clientId === undefined ? undefined : { id: clientId, name },
    comparison: comparisonOf(problem),
    snippet,
    snippetPlace: snippet && placeOf(configFile, texts),
    application: ofConsole ? consoleLinksOf(reply.request)?.application(clientId) : undefined,
  }
  return sendError(reply, page, { module: snippet !== undefined })
}

function notesOn(
  { refusal, redirectUri, missing }: UnanswerableRequest,
  texts: Texts,
): readonly Sentence[] {
  const already = refusal.error === 'no_client_id' ? 'client_id' : 'redirect_uri'
  const others = missing.filter((name) => name !== already)
  return [
    ...(redirectUri !== undefined && refusal.error === 'not_on_loopback'
      ? [rule(whyNotAccepted(redirectUri))]
      : []),
    ...(others.length > 0
      ? [{ text: filled(texts.why.alsoMissing, { names: others.join(', ') }) }]
      : []),
  ]
}

/** The sentence that check-config has for the same address, if there is one. */
function whyNotAccepted(redirectUri: string): string {
  const problem = redirectUriProblem(redirectUri) ?? misfitProblem(redirectUri, 'web')
  return problem === undefined
    ? 'Without a registration only loopback is accepted: localhost, *.localhost, 127.0.0.0/8 and [::1].'
    : `The redirect_uri ${problem}.`
}

const placeOf = (configFile: string | undefined, { why }: Texts): string =>
  configFile === undefined ? why.newFile : filled(why.knownFile, { file: configFile })

/** Refusals that are about the redirect URI, which is then shown. */
const aboutAddress: ReadonlySet<UnanswerableCode> = new Set([
  'redirect_uri_mismatch',
  'no_redirect_uri',
  'not_on_loopback',
  'own_address',
])

function comparisonOf({ refusal, redirectUri, client }: UnanswerableRequest) {
  if (!aboutAddress.has(refusal.error)) return undefined
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
const isRegistrable = (uri: string): boolean =>
  loopbackOriginOf(uri) !== undefined || /^https:\/\/[\w.:/?=&%~+-]+$/.test(uri)

/** The registration that would let the request pass. */
function registrableOf({ refusal, clientId, redirectUri, client }: UnanswerableRequest) {
  if (clientId === undefined || redirectUri === undefined || !isRegistrable(redirectUri)) {
    return undefined
  }
  // no configuration takes an address of the server itself
  if (refusal.error === 'own_address') return undefined
  return {
    clientId,
    redirectUris: [...(client?.redirectUris ?? []), redirectUri],
    responseTypes: client?.responseTypes ?? responseTypes,
  }
}
