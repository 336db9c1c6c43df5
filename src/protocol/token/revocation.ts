import type { Client } from '../client/client.ts'
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

interface Asking extends AuthenticatedBy {
  readonly client: Client
}

/** Whoever asks what a token is must have proved who it is (RFC 7662 §2.1). */
export const introspectionRules: readonly Rule<Asking, TokenErrorCode>[] = [
  {
    must: 'come from a client that authenticates by more than its client_id',
    cites: 'RFC 7662 §2.1',
    error: 'invalid_client',
    holds: ({ method }) => method !== 'none',
  },
  {
    must: 'come from a client that is registered: one that was accepted on loopback has no secret to prove itself by',
    cites: 'RFC 7662 §4',
    error: 'invalid_client',
    holds: ({ client }) => client.source !== 'loopback',
  },
]
