import type { Citation } from './spec.ts'

/** Error codes of the endpoints that answer in JSON (RFC 6749 §5.2, RFC 6750 §3.1, RFC 8707 §2, RFC 9126 §2.3, RFC 9449 §5). */
const statusOf = {
  invalid_request: 400,
  invalid_client: 401,
  invalid_grant: 400,
  unauthorized_client: 400,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  invalid_target: 400,
  temporarily_unavailable: 429,
  unsupported_response_type: 400,
  invalid_request_object: 400,
  request_not_supported: 400,
  request_uri_not_supported: 400,
  registration_not_supported: 400,
  invalid_redirect_uri: 400,
  invalid_client_metadata: 400,
  access_denied: 403,
  invalid_token: 401,
  insufficient_scope: 403,
  invalid_dpop_proof: 400,
  use_dpop_nonce: 400,
} as const

export type OAuthErrorCode = keyof typeof statusOf

/** A way to authenticate; the last is of what takes both and was sent no proof of a key. */
export type AuthScheme = 'Basic' | 'Bearer' | 'DPoP' | 'Bearer or DPoP'

/** A bad proof is a bad credential where a token is presented, and a bad request where one is asked for. */
function statusFor(error: OAuthErrorCode | undefined, scheme: AuthScheme | undefined): number {
  if (error === undefined) return 401
  const isProof = error === 'invalid_dpop_proof' || error === 'use_dpop_nonce'
  return isProof && scheme === 'DPoP' ? 401 : statusOf[error]
}

/**
 * Thrown by a flow that answers its caller in JSON. The authorization endpoint does not throw it:
 * there, where an error goes is part of the answer.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError'
  /** Undefined when the caller sent no credentials: then no code is due (RFC 6750 §3.1). */
  readonly error: OAuthErrorCode | undefined
  readonly cites: Citation
  readonly status: number
  /** How the caller may authenticate, for the header WWW-Authenticate. */
  readonly scheme: AuthScheme | undefined

  constructor(
    error: OAuthErrorCode | undefined,
    description: string,
    cites: Citation,
    scheme?: AuthScheme,
  ) {
    super(description)
    this.error = error
    this.cites = cites
    this.status = statusFor(error, scheme)
    this.scheme = scheme
  }
}
