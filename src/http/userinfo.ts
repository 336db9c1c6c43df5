import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OAuthError } from '../protocol/oauth-error.ts'
import { realmPaths } from '../protocol/paths.ts'
import { readPresentedToken } from '../protocol/tokens/bearer-token.ts'
import type { Userinfo } from '../protocol/userinfo/claims.ts'
import { bodyOf, queryOf } from './edge/forms.ts'
import { proofsOf, sendNonce } from './edge/proofs.ts'
import type { RealmOf } from './realm.ts'

/** `/userinfo`, by GET and by POST (OIDC Core §5.3.1). */
export function userinfoRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  const read = async (request: FastifyRequest, reply: FastifyReply) => {
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
    const answer = await flows.userinfo({ ...presented, method: request.method, proofs })
    reply.headers(userinfoHeaders)
    return answer.kind === 'jwt'
      ? reply.header('content-type', 'application/jwt').send(answer.jwt)
      : reply.send(jsonOf(answer.claims))
  }
  app.get(realmPaths.userinfo, read)
  app.post(realmPaths.userinfo, read)
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
