/**
 * Tells a recorder of every request that a realm is asked, and of its answer before that is sent:
 * whoever has an answer finds it in the journal.
 *
 * @module
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { basePathOf, realmPaths, serverPaths } from '../../protocol/paths.ts'
import { type ConsoleLinks, rememberLinks } from '../edge/console-links.ts'
import { pathOf } from '../edge/forms.ts'
import { ofApps, pathOfPage } from '../edge/named-page.ts'
import { wordsOfPath } from '../edge/refusal.ts'
import { realmIdIn } from '../edge/start-link.ts'

/** One exchange while it is under way. */
interface Recording {
  readonly id: string
  /** Runs what belongs to it. */
  run(work: () => void): void
  /** The body is read: a form, text, or undefined. */
  asked(body: unknown): void
  /** Ends it; status 0 where the connection ended first. A promise is one that the answer waits for. */
  answered(reply: {
    readonly status: number
    readonly headers: Readonly<Record<string, number | string | readonly string[] | undefined>>
    readonly payload: unknown
  }): Promise<void> | undefined
}

export interface ExchangeRecorder {
  /** What is not recorded is under way too; answers how to say that it has ended. */
  beginUnseen(realm: string): () => void
  /** Nobody waits for anything more. */
  close(): void
  /** Undefined for what belongs to no realm. */
  begin(request: {
    readonly realm: string
    readonly method: string
    readonly target: string
    /** In the realm, without what is secret in it. */
    readonly path: string
    /** The whole path as it was sent, where a preset has read it as another. */
    readonly sentTo: string | undefined
    readonly headers: FastifyRequest['headers']
  }): Recording | undefined
}

/** Must come after whatever changes answers: what is sent is what is recorded. */
export function recordExchanges(
  app: FastifyInstance,
  recorder: ExchangeRecorder,
  isForConsole: (request: FastifyRequest) => boolean,
): void {
  const underWay = new WeakMap<FastifyRequest, Recording>()
  app.addHook('preClose', async () => recorder.close())

  app.addHook('onRequest', (request, reply, done) => {
    const recording = begin(recorder, request, reply)
    if (recording === undefined) return done()
    underWay.set(request, recording)
    rememberLinks(request, () =>
      isForConsole(request) ? linksOf(basePathIn(request), recording.id) : undefined,
    )
    reply.raw.once('close', () => recording.answered(cut))
    recording.run(done)
  })
  // what reads the body has left what belongs to the exchange
  app.addHook('preValidation', (request, _reply, done) => {
    const recording = underWay.get(request)
    if (recording === undefined) return done()
    recording.asked(request.body)
    recording.run(done)
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    const recording = underWay.get(request)
    const sent = { status: reply.statusCode, headers: reply.getHeaders(), payload }
    const isKept = recording?.answered(sent)
    if (isKept === undefined) return done(null, payload)
    void isKept.then(() => done(null, payload))
  })
}

const linksOf = (basePath: string, exchange: string): ConsoleLinks => ({
  exchange: `${basePath}${realmPaths.activity}/${exchange}`,
  application: (id) => basePath + pathOfPage(ofApps, id),
})

const basePathIn = ({ raw }: FastifyRequest): string =>
  basePathOf(realmIdIn(raw.url ?? '') ?? 'default')

const cut = { status: 0, headers: {}, payload: undefined }

function begin(
  recorder: ExchangeRecorder,
  request: FastifyRequest,
  reply: FastifyReply,
): Recording | undefined {
  const { method, headers } = request
  const target = request.raw.url ?? ''
  if (ofNoRealm.some((path) => target.startsWith(path))) return undefined
  const place = placeOf(request, target)
  if (isOwnPage(place.path)) {
    reply.raw.once('close', recorder.beginUnseen(place.realm))
    return undefined
  }
  const sentTo = providersPath(request, target)
  return recorder.begin({ ...place, method, target, sentTo, headers })
}

/** Such a path is one of a table, and holds no secret. */
function providersPath({ originalUrl, is404 }: FastifyRequest, target: string): string | undefined {
  const sent = pathOf(originalUrl)
  return is404 || sent.includes('%') || sent === pathOf(target) ? undefined : sent
}

const ownPages = [
  ...[realmPaths.activity, realmPaths.applications, realmPaths.people, realmPaths.consoleLogIn],
  ...[realmPaths.newApplication, realmPaths.application, realmPaths.person],
  ...[realmPaths.playground, realmPaths.moving, realmPaths.scenarios, realmPaths.documentation],
]

const ownPaths: ReadonlySet<string> = new Set(['', '/', ...ownPages])
const ownFolders = ownPages.map((own) => `${own}/`)

/** Who looks into the server is no part of what there is to see. */
const isOwnPage = (path: string): boolean =>
  ownPaths.has(path) || ownFolders.some((own) => path.startsWith(own))

const ofNoRealm = [serverPaths.control, serverPaths.assets, serverPaths.health, serverPaths.ready]

/** The realm that is asked, and the path in it, without what is secret there. */
function placeOf({ is404, params, routeOptions: { url } }: FastifyRequest, target: string) {
  const named = realmIdIn(target)
  const isKnown = url !== undefined && !is404
  // the metadata of a realm have a second address, at the root (RFC 8414 §3.1)
  if (isKnown && url.endsWith(metadataOfRealm)) {
    const { id } = params as { readonly id: string }
    return { realm: id, path: realmPaths.oauthMetadata }
  }
  const realm = named ?? 'default'
  const path = isKnown ? url.replace(realmRoute, '') : wordsOfPath(pathIn(realm, target))
  return { realm, path }
}

const metadataOfRealm = `${serverPaths.realms}/:id`
const realmRoute = basePathOf(':realm')

const pathIn = (realm: string, target: string): string =>
  pathOf(target).slice(basePathOf(realm).length)
