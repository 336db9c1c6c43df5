import type { Rule } from '../rule.ts'
import type { AuthenticatedBy, TokenErrorCode, TokenRequest } from './request.ts'

/** What a request to revoke or to introspect must send (RFC 7009 §2.1, RFC 7662 §2.1). */
export const revocationRules: readonly Rule<TokenRequest, TokenErrorCode>[] = [
  {
    must: 'send token',
    cites: 'RFC 7009 §2.1',
    error: 'invalid_request',
    holds: ({ form }) => form.values.has('token'),
  },
]

/** Whoever asks what a token is must have proved who it is (RFC 7662 §2.1). */
export const introspectionRules: readonly Rule<AuthenticatedBy, TokenErrorCode>[] = [
  {
    must: 'come from a client that authenticates by more than its client_id',
    cites: 'RFC 7662 §2.1',
    error: 'invalid_client',
    holds: ({ method }) => method !== 'none',
  },
]
