import type { Citation } from './spec.ts'

/** Error codes of the endpoints that answer in JSON (RFC 6749 §5.2, RFC 6750 §3.1, RFC 8707 §2, RFC 9126 §2.3). */
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
  request_not_supported: 400,
  request_uri_not_supported: 400,
  registration_not_supported: 400,
  invalid_redirect_uri: 400,
  invalid_client_metadata: 400,
  access_denied: 403,
  invalid_token: 401,
  insufficient_scope: 403,
} as const

export type OAuthErrorCode = keyof typeof statusOf

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
  readonly scheme: 'Basic' | 'Bearer' | undefined

  constructor(
    error: OAuthErrorCode | undefined,
    description: string,
    cites: Citation,
    scheme?: 'Basic' | 'Bearer',
  ) {
    super(description)
    this.error = error
    this.cites = cites
    this.status = error === undefined ? 401 : statusOf[error]
    this.scheme = scheme
  }
}
