import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ReadUserinfo } from '../flows/userinfo.ts'
import { OAuthError } from '../protocol/oauth-error.ts'
import { realmPaths } from '../protocol/paths.ts'
import { readPresentedToken } from '../protocol/tokens/bearer-token.ts'
import type { Userinfo } from '../protocol/userinfo/claims.ts'
import { bodyOf, queryOf } from './edge/forms.ts'
import { proofsOf, sendNonce } from './edge/proofs.ts'
import type { RealmOf } from './realm.ts'

/** `/userinfo`, by GET and by POST (OIDC Core §5.3.1), and what a preset has of it elsewhere. */
export function userinfoRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply, read: ReadUserinfo) => {
    const form = bodyOf(request)
    const query = queryOf(request)
    if (form.kind === 'malformed' || query.kind === 'malformed') {
      throw new OAuthError('invalid_request', 'The request cannot be decoded.', 'RFC 6749 §B')
    }
    const { authorization } = request.headers
    const { flows, mode, provider } = realmOf(request)
    const mayBeInQuery = mode === 'local' && provider?.tokenInQuery === true
    const presented = readPresentedToken({ authorization, form, query, mayBeInQuery })
    const proofs = presented.scheme === 'DPoP' ? proofsOf(request) : []
    if (proofs.length > 0) sendNonce(reply, flows.dpopNonce())
    const told = await read({ ...presented, method: request.method, proofs })
    reply.headers(userinfoHeaders)
    return told.kind === 'jwt'
      ? reply.header('content-type', 'application/jwt').send(told.jwt)
      : reply.send(jsonOf(told.claims))
  }
  const read = (request: FastifyRequest, reply: FastifyReply) =>
    answer(request, reply, realmOf(request).flows.userinfo)
  app.get(realmPaths.userinfo, read)
  app.post(realmPaths.userinfo, read)
  app.get(realmPaths.profile, async (request, reply) => {
    const { profile } = realmOf(request).flows
    return profile === undefined ? reply.callNotFound() : answer(request, reply, profile)
  })
}

/** The text of what has been told already: the flow answers with the same object while nothing changes. */
const texts = new WeakMap<Userinfo, string>()

function jsonOf(claims: Userinfo): string {
  const before = texts.get(claims)
  if (before !== undefined) return before
  const text = JSON.stringify(claims)
  texts.set(claims, text)
  return text
}

const userinfoHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  vary: 'Authorization, Origin',
} as const
