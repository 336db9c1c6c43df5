import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { endpointOf } from '../../protocol/endpoint.ts'
import { OAuthError } from '../../protocol/oauth-error.ts'
import type { Provider } from '../../protocol/provider/provider.ts'
import { type Errors, membersOf, type Occasion, sayAs } from '../../protocol/provider/wording.ts'
import { dpopSigningAlgs } from '../../protocol/token/dpop.ts'
import { type ReportRefusal, refusalOf } from '../edge/refusal.ts'

/** The preset of the realm that a request has asked. */
export type ProviderOf = (request: FastifyRequest) => Provider | undefined

/** Makes what answers an {@link OAuthError} and tells of it. */
export const createOAuthErrorAnswers =
  (report: ReportRefusal, providerOf: ProviderOf) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): boolean => {
    if (!(error instanceof OAuthError)) return false
    const { status, cites, message, error: code } = error
    // before it is sent: whoever has the answer finds what was told of it
    report(refusalOf(request, { status, cites, rule: message, error: code }))
    answerOAuthError(error, reply, bodyOf(error, request, providerOf(request)?.errors))
    return true
  }

/**
 * Answers in JSON. A 401 and a 403 carry a challenge, with a code only where credentials were sent
 * (RFC 6750 §3).
 */
function answerOAuthError(error: OAuthError, reply: FastifyReply, body: object): void {
  reply.code(error.status).headers(errorHeaders)
  const challenge = challengeOf(error)
  if (challenge !== undefined) reply.header('www-authenticate', challenge)
  reply.send(JSON.stringify(body))
}

/** In our words, or in those of the provider that the realm stands in for. */
function bodyOf(
  { error = 'invalid_request', message: description }: OAuthError,
  { routeOptions }: FastifyRequest,
  errors: Errors | undefined,
): object {
  if (errors === undefined) return { error, error_description: description }
  const said = sayAs(errors, { error, description }, endpointOf(routeOptions.url ?? ''))
  return { error, ...membersOf(errors, said, occasion) }
}

const occasion = (): Occasion => ({
  at: `${new Date().toISOString().slice(0, 19)}Z`,
  traceId: randomUUID(),
  correlationId: randomUUID(),
})

const errorHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const

/** Ways to authenticate are named where one is due, and nowhere else (RFC 6750 §3, RFC 6749 §5.2). */
function challengeOf(refusal: OAuthError): string | undefined {
  const { scheme } = refusal
  switch (scheme) {
    case undefined:
      return undefined
    case 'Basic':
      return 'Basic realm="fragrant"'
    case 'Bearer':
      return `Bearer ${detailsOf(refusal)}`
    case 'DPoP':
      return `DPoP ${detailsOf(refusal)}, ${algs}`
    case 'Bearer or DPoP':
      return `Bearer ${detailsOf(refusal)}, DPoP realm="fragrant", ${algs}`
  }
}

/** What proofs may be signed with (RFC 9449 §7.1). */
const algs = `algs="${dpopSigningAlgs.join(' ')}"`

function detailsOf({ error, message }: OAuthError): string {
  if (error === undefined) return 'realm="fragrant"'
  const scope = error === 'insufficient_scope' ? ', scope="openid"' : ''
  return `realm="fragrant", error="${error}", error_description="${message}"${scope}`
}
