import type { FastifyReply, FastifyRequest } from 'fastify'
import { OAuthError } from '../../protocol/oauth-error.ts'
import { dpopSigningAlgs } from '../../protocol/token/dpop.ts'
import { type ReportRefusal, refusalOf } from '../edge/refusal.ts'

/** Makes what answers an {@link OAuthError} and tells of it. */
export const createOAuthErrorAnswers =
  (report: ReportRefusal) =>
  (error: unknown, request: FastifyRequest, reply: FastifyReply): boolean => {
    if (!(error instanceof OAuthError)) return false
    const { status, cites, message, error: code } = error
    // before it is sent: whoever has the answer finds what was told of it
    report(refusalOf(request, { status, cites, rule: message, error: code }))
    answerOAuthError(error, reply)
    return true
  }

/**
 * Answers in JSON. A 401 and a 403 carry a challenge, with a code only where credentials were sent
 * (RFC 6750 §3).
 */
function answerOAuthError(error: OAuthError, reply: FastifyReply): void {
  const { status, message } = error
  reply.code(status).headers(errorHeaders)
  const challenge = challengeOf(error)
  if (challenge !== undefined) reply.header('www-authenticate', challenge)
  reply.send(
    JSON.stringify({ error: error.error ?? 'invalid_request', error_description: message }),
  )
}

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
