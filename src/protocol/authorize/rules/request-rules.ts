/**
 * How the request is written, and by which extensions it may not be made.
 *
 * @module
 */

import { isState, stateLimit } from '../return-address.ts'
import { type AuthorizeRule, isAbsent } from './authorize-rule.ts'

/**
 * The parameters that this endpoint gives a meaning to, beside `resource`, which may be repeated; any
 * other is ignored (RFC 6749 §3.1).
 */
export const knownParameters = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'prompt',
  'max_age',
  'id_token_hint',
  'login_hint',
  'acr_values',
  'display',
  'ui_locales',
  'claims_locales',
  'claims',
  'request',
  'request_uri',
  'registration',
  'audience',
  'code_challenge',
  'code_challenge_method',
  'dpop_jkt',
] as const

export const requestRules: readonly AuthorizeRule[] = [
  {
    must: 'send each parameter at most once',
    cites: 'RFC 6749 §3.1',
    error: 'invalid_request',
    holds: ({ sent }) => !knownParameters.some((name) => sent.repeated.has(name)),
  },
  {
    must: `send state in printable ASCII, at most ${stateLimit} characters`,
    cites: 'RFC 6749 §A.5',
    error: 'invalid_request',
    holds: ({ sent }) => isState(sent.values.get('state') ?? ''),
  },
  {
    must: 'send only one of request and request_uri',
    cites: 'OIDC Core §6.1',
    error: 'invalid_request',
    holds: (draft) => isAbsent(draft, 'request') || isAbsent(draft, 'request_uri'),
  },
  {
    must: 'do without request_uri, but for one that this server gave when the request was pushed',
    cites: 'OIDC Core §3.1.2.6',
    error: 'request_uri_not_supported',
    holds: (draft) => isAbsent(draft, 'request_uri'),
  },
  {
    must: 'do without registration, for a client registers beforehand',
    cites: 'OIDC Core §3.1.2.6',
    error: 'registration_not_supported',
    holds: (draft) => isAbsent(draft, 'registration'),
  },
]
