/**
 * Requests to the token endpoint, and the rules that hold for all of them (RFC 6749 §3.2, §5.2).
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import type { ClientAuthMethod, ClientCredentials } from '../client/credentials.ts'
import { grantTypes, parseTokenGrantType } from '../client/grant-type.ts'
import { OAuthError } from '../oauth-error.ts'
import type { Parameters } from '../parameters.ts'
import { firstBroken, type Rule } from '../rule.ts'
import { sameSecret } from '../secrets.ts'
import { hashOf } from './refresh-token.ts'

/** Error codes of RFC 6749 §5.2, RFC 8707 §2 and RFC 9449 §5. */
export type TokenErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'invalid_dpop_proof'
  | 'use_dpop_nonce'

/** A request as it comes in. */
export interface TokenRequest {
  readonly authorization: string | undefined
  readonly form: Parameters
  readonly query: Parameters
  /** The values of its DPoP headers. */
  readonly proofs: readonly string[]
  /** The network address it came from. */
  readonly address: string
}

/** Throws the refusal of the first rule that does not hold. */
export function mustHold<Subject>(
  rules: readonly Rule<Subject, TokenErrorCode>[],
  subject: Subject,
): void {
  const refusal = firstBroken(rules, subject)
  if (refusal !== undefined) {
    throw new OAuthError(refusal.error, refusal.description, refusal.cites)
  }
}

const isEmpty = ({ values, repeated, several }: Parameters): boolean =>
  values.size + repeated.size + several.size === 0

/** What a request to an endpoint must be that clients call by themselves. */
export const calledRules: readonly Rule<TokenRequest, TokenErrorCode>[] = [
  {
    must: 'send its parameters in the body, none in the query',
    cites: 'RFC 6749 §3.2',
    error: 'invalid_request',
    holds: ({ query }) => isEmpty(query),
  },
  {
    must: 'send each parameter at most once',
    cites: 'RFC 6749 §3.2',
    error: 'invalid_request',
    holds: ({ form }) => form.repeated.size === 0,
  },
]

export const tokenRules: readonly Rule<TokenRequest, TokenErrorCode>[] = [
  {
    must: 'send grant_type',
    cites: 'RFC 6749 §5.2',
    error: 'invalid_request',
    holds: ({ form }) => form.values.has('grant_type'),
  },
]

/** How a client has authenticated. */
export interface AuthenticatedBy {
  readonly method: ClientAuthMethod
}

/** A client that is named, and what is to prove it. */
export interface Claimed {
  readonly credentials: ClientCredentials
  readonly client: Client | undefined
}

/** A secret proves a client, but for one that was accepted on loopback, which has none of its own. */
function hasSecret({ credentials, client }: Claimed): boolean {
  if (!('secret' in credentials)) return true
  if (client?.source === 'loopback') return true
  const { secretHash } = client?.auth ?? {}
  return secretHash !== undefined && sameSecret(hashOf(credentials.secret), secretHash)
}

/** Rules of client authentication: all say `invalid_client` (RFC 6749 §5.2). */
export const clientRules: readonly Rule<Claimed, TokenErrorCode>[] = [
  {
    must: 'name its client, by client_id or in the Authorization header',
    cites: 'RFC 6749 §3.2.1',
    error: 'invalid_client',
    holds: ({ credentials }) => credentials.clientId !== undefined,
  },
  {
    must: 'come from a client that this server knows',
    cites: 'RFC 6749 §5.2',
    error: 'invalid_client',
    holds: ({ client }) => client?.enabled === true,
  },
  {
    must: 'authenticate in a way that its client registered',
    cites: 'RFC 6749 §5.2',
    error: 'invalid_client',
    holds: ({ credentials, client }) => client?.auth.methods.includes(credentials.method) === true,
    adds: ({ credentials, client }) =>
      `It used ${credentials.method}; its client has ${client?.auth.methods.join(', ')}.`,
  },
  {
    must: 'bring the secret of its client',
    cites: 'RFC 6749 §5.2',
    error: 'invalid_client',
    holds: hasSecret,
  },
]

interface Granting {
  readonly grantType: string | undefined
  readonly client: Client
}

export const grantTypeRules: readonly Rule<Granting, TokenErrorCode>[] = [
  {
    must: 'use a grant_type that this server has',
    cites: 'RFC 6749 §5.2',
    error: 'unsupported_grant_type',
    holds: ({ grantType }) => parseTokenGrantType(grantType) !== undefined,
    adds: () =>
      `It has ${grantTypes.filter((type) => type !== 'implicit').join(', ')}; implicit is a grant of the authorization endpoint.`,
  },
  {
    must: 'use a grant_type that its client registered',
    cites: 'RFC 6749 §5.2',
    error: 'unauthorized_client',
    holds: ({ grantType, client }) => client.grantTypes.some((type) => type === grantType),
  },
]
