import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { realmPaths, serverPaths } from '../protocol/paths.ts'
import { queryOf } from './edge/forms.ts'
import { sendTagged, type Tagged, tagged } from './edge/not-modified.ts'
import type { Realm, RealmOf } from './realm.ts'

/** Documents are read by GET and by HEAD. */
const readable = { exposeHeadRoute: true } as const

/** The metadata document at both of its addresses, and the public keys. */
export function wellKnownRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  const metadata = createDocuments()
  const keys = createDocuments()
  const sendMetadata = (request: FastifyRequest, reply: FastifyReply) =>
    metadata(request, reply, metadataOf(realmOf(request), request))
  app.get(realmPaths.openidMetadata, readable, sendMetadata)
  app.get(realmPaths.oauthMetadata, readable, sendMetadata)
  app.get(realmPaths.jwks, readable, async (request, reply) =>
    keys(request, reply, await realmOf(request).flows.discovery.publicKeys()),
  )
}

/** The metadata of a realm where RFC 8414 §3.1 looks for it: before the path of the issuer. */
export function rootMetadataRoutes(
  app: FastifyInstance,
  findRealm: (id: string) => Realm | undefined,
): void {
  const metadata = createDocuments()
  const path = `${realmPaths.oauthMetadata}${serverPaths.realms}/:id`
  app.get(path, readable, (request, reply) => {
    // the router fills in the parameter that the path names
    const { id } = request.params as { readonly id: string }
    const realm = id === 'default' ? undefined : findRealm(id)
    if (realm === undefined) return reply.callNotFound()
    return metadata(request, reply, metadataOf(realm, request))
  })
}

/** Whoever asks at another address than the issuer's reaches the server by that one. */
function metadataOf({ flows, askedAt, provider }: Realm, request: FastifyRequest): string {
  const at = askedAt(request.headers.host)
  // as provider-paths.ts has it, where the path names a client
  const query = provider?.clientIssuer && queryOf(request)
  const clientId = query?.kind === 'decoded' ? query.values.get('client_id') : undefined
  return clientId === undefined
    ? flows.discovery.metadata(at)
    : flows.discovery.metadataFor(clientId, at)
}

/** More texts than realms have at a time; key sets that were are forgotten with the rest (entries). */
const preparedLimit = 2_000

/** Sends JSON texts that seldom change: each is made into bytes once. */
function createDocuments() {
  const prepared = new Map<string, Tagged>()

  const prepare = (text: string): Tagged => {
    const document = tagged(text)
    if (prepared.size >= preparedLimit) prepared.clear()
    prepared.set(text, document)
    return document
  }

  return (request: FastifyRequest, reply: FastifyReply, text: string): FastifyReply =>
    sendTagged(request, reply.headers(documentHeaders), prepared.get(text) ?? prepare(text))
}

const documentHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'public, max-age=60',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'cross-origin',
} as const
