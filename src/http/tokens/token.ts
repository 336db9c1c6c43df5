import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OAuthError } from '../../protocol/oauth-error.ts'
import { realmPaths } from '../../protocol/paths.ts'
import type { TokenRequest } from '../../protocol/token/request.ts'
import { bodyOf, queryOf } from '../edge/forms.ts'
import { proofsOf, sendNonce } from '../edge/proofs.ts'
import type { RealmOf } from '../realm.ts'

/**
 * `/token` (RFC 6749 §3.2), `/par` (RFC 9126 §2), `/revoke` (RFC 7009 §2) and `/introspect`
 * (RFC 7662 §2): by POST, in the body of a form.
 */
export function tokenRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  const token = async (request: FastifyRequest, reply: FastifyReply) => {
    const { flows } = realmOf(request)
    sendNonce(reply, flows.dpopNonce())
    const answer = await flows.token(tokenRequestOf(request))
    return reply.headers(tokenHeaders).send(JSON.stringify(answer))
  }
  const revoke = async (request: FastifyRequest, reply: FastifyReply) => {
    await realmOf(request).flows.revoke(tokenRequestOf(request))
    return reply.headers(tokenHeaders).send('{}')
  }
  app.post(realmPaths.token, token)
  app.post(realmPaths.vendorToken, token)
  app.post(realmPaths.pushedRequests, async (request, reply) => {
    const { flows } = realmOf(request)
    const asked = tokenRequestOf(request)
    if (asked.proofs.length > 0) sendNonce(reply, flows.dpopNonce())
    const answer = await flows.push(asked)
    return reply.code(201).headers(tokenHeaders).send(JSON.stringify(answer))
  })
  app.post(realmPaths.introspect, async (request, reply) => {
    const answer = await realmOf(request).flows.introspect(tokenRequestOf(request))
    return reply.headers(tokenHeaders).send(JSON.stringify(answer))
  })
  app.post(realmPaths.revoke, revoke)
  app.post(realmPaths.vendorRevoke, revoke)
}

/** A request of a client that calls by itself. Throws {@link OAuthError} when it cannot be decoded. */
export function tokenRequestOf(request: FastifyRequest): TokenRequest {
  const form = bodyOf(request)
  const query = queryOf(request)
  if (form.kind === 'malformed' || query.kind === 'malformed') {
    throw new OAuthError('invalid_request', 'The request cannot be decoded.', 'RFC 6749 §B')
  }
  return {
    authorization: authorizationOf(request),
    form,
    query,
    proofs: proofsOf(request),
    address: request.ip,
  }
}

/** Of two headers Node would give us the first: which one is meant is not ours to say (RFC 9110 §5.3). */
function authorizationOf({ raw }: FastifyRequest): string | undefined {
  const [first, second] = raw.headersDistinct['authorization'] ?? []
  if (second === undefined) return first
  throw new OAuthError(
    'invalid_request',
    'The request must send the Authorization header once.',
    'RFC 9110 §5.3',
  )
}

/** No cache may keep it (RFC 6749 §5.1). */
export const tokenHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'x-content-type-options': 'nosniff',
} as const
