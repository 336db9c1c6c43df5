import type { FastifyInstance } from 'fastify'
import { OAuthError } from '../../protocol/oauth-error.ts'
import { realmPaths } from '../../protocol/paths.ts'
import { bodyOf } from '../edge/forms.ts'

/**
 * `/token`: OpenID Connect wants the endpoint to be named, and no grant of this server uses it. It
 * says so (RFC 6749 §5.2).
 */
export function tokenRoutes(app: FastifyInstance): void {
  app.post(realmPaths.token, async (request) => {
    const form = bodyOf(request)
    if (form.kind === 'malformed' || !form.values.has('grant_type')) {
      throw new OAuthError(
        'invalid_request',
        'The request must send grant_type, once.',
        'RFC 6749 §5.2',
      )
    }
    throw new OAuthError(
      'unsupported_grant_type',
      'This server issues tokens at its authorization endpoint only, by the implicit grant.',
      'RFC 6749 §5.2',
    )
  })
}
