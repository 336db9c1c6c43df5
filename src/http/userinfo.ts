import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OAuthError } from '../protocol/oauth-error.ts'
import { realmPaths } from '../protocol/paths.ts'
import { readBearerToken } from '../protocol/tokens/bearer-token.ts'
import { bodyOf, queryOf } from './edge/forms.ts'
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
    const token = readBearerToken({ authorization, form, query })
    const claims = await realmOf(request).flows.userinfo(token)
    return reply.headers(userinfoHeaders).send(JSON.stringify(claims))
  }
  app.get(realmPaths.userinfo, read)
  app.post(realmPaths.userinfo, read)
}

const userinfoHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  vary: 'Authorization, Origin',
} as const
