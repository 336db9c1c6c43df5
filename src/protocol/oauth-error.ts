import type { Citation } from './spec.ts'

/** Error codes of the endpoints that answer in JSON (RFC 6749 §5.2, RFC 6750 §3.1). */
const statusOf = {
  invalid_request: 400,
  invalid_client: 401,
  unsupported_grant_type: 400,
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

  constructor(error: OAuthErrorCode | undefined, description: string, cites: Citation) {
    super(description)
    this.error = error
    this.cites = cites
    this.status = error === undefined ? 401 : statusOf[error]
  }
}
