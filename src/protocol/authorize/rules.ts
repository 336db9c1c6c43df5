/**
 * The rules of an authorization request, in the order in which they are applied. The first that
 * does not hold decides the error, so the order is part of the contract.
 *
 * They run once the client and its redirect URI are known to be good (`return-address.ts`), so
 * what they refuse is always answered to the client.
 *
 * @module
 */

import {
  knownResponseType,
  needsNonce,
  responseTypes,
  returnsCode,
  returnsIdToken,
  returnsToken,
} from '../response/response-type.ts'
import type { Rule } from '../rule.ts'
import { isScopeSyntax } from '../scope.ts'
import { codeChallengeMethods, isCodeChallenge } from '../token/pkce.ts'
import { isAllowedTarget, isAudience, isResource, targetLimit } from '../tokens/target.ts'
import { claimsLimit } from '../userinfo/claims-request.ts'
import type { Draft } from './draft.ts'
import { type AuthorizeErrorCode, prompts } from './request.ts'
import { isState, reaches, stateLimit } from './return-address.ts'

export type AuthorizeRule = Rule<Draft, AuthorizeErrorCode>

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
] as const

export const scopeLimit = 2048
export const nonceLimit = 512
export const loginHintLimit = 320

const asksForIdToken = ({ responseType }: Draft): boolean =>
  responseType !== undefined && returnsIdToken(responseType)

const asksForCode = ({ responseType }: Draft): boolean =>
  responseType !== undefined && returnsCode(responseType)

const isAbsent = ({ sent }: Draft, name: string): boolean => !sent.values.has(name)

const hasNoControl = (value: string): boolean => !/\p{Cc}/u.test(value)

const fits = ({ sent }: Draft, name: string, limit: number): boolean => {
  const value = sent.values.get(name) ?? ''
  return value.length <= limit && hasNoControl(value)
}

export const authorizeRules: readonly AuthorizeRule[] = [
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
    must: 'do without request, for request objects are not supported',
    cites: 'OIDC Core §3.1.2.6',
    error: 'request_not_supported',
    holds: (draft) => isAbsent(draft, 'request'),
  },
  {
    must: 'do without request_uri, for request objects are not supported',
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
  {
    must: 'send response_type',
    cites: 'RFC 6749 §3.1.1',
    error: 'invalid_request',
    holds: (draft) => !isAbsent(draft, 'response_type'),
  },
  {
    must: 'ask for a response_type that this server supports',
    cites: 'RFC 6749 §4.2.2.1',
    error: 'unsupported_response_type',
    holds: ({ responseType }) => responseType !== undefined,
    adds: ({ sent }) =>
      `Supported are ${responseTypes.join(', ')}; it asked for ${knownResponseType(sent.values.get('response_type'))}.`,
  },
  {
    must: 'ask for a response_type that the client registered',
    cites: 'RFC 6749 §4.2.2.1',
    error: 'unauthorized_client',
    holds: ({ client, responseType }) => client.responseTypes.some((type) => type === responseType),
  },
  {
    must: 'ask for a response_mode that this server supports, if for any',
    cites: 'OAuth Responses §2.1',
    error: 'invalid_request',
    holds: (draft) => draft.responseMode !== undefined || isAbsent(draft, 'response_mode'),
  },
  {
    must: 'keep tokens out of the query',
    cites: 'OAuth Responses §5',
    error: 'invalid_request',
    holds: ({ responseMode, responseType }) =>
      responseMode !== 'query' || responseType === undefined || !returnsToken(responseType),
  },
  {
    must: 'ask for a response_mode that the client registered, if for any',
    cites: 'OAuth Responses §2.1',
    error: 'invalid_request',
    holds: ({ client, responseMode }) =>
      responseMode === undefined ||
      responseMode === 'query' ||
      client.responseModes.includes(responseMode),
  },
  {
    must: 'do without messages where its redirect_uri has no origin that a page can name to browsers',
    cites: 'RFC 9700 §4.17',
    error: 'invalid_request',
    holds: ({ responseMode, sent }) =>
      responseMode === undefined || reaches(responseMode, sent.values.get('redirect_uri') ?? ''),
  },
  {
    must: `write scope in the characters that a scope may have, at most ${scopeLimit} of them`,
    cites: 'RFC 6749 §3.3',
    error: 'invalid_scope',
    holds: ({ sent }) => {
      const scope = sent.values.get('scope') ?? ''
      return scope.length <= scopeLimit && isScopeSyntax(scope)
    },
  },
  {
    must: 'ask for the openid scope when it asks for an ID Token',
    cites: 'OIDC Core §3.1.2.1',
    error: 'invalid_scope',
    holds: (draft) =>
      !asksForIdToken(draft) || (!isAbsent(draft, 'scope') && draft.scope.includes('openid')),
  },
  {
    must: 'ask only for scopes that the client registered',
    cites: 'RFC 6749 §3.3',
    error: 'invalid_scope',
    holds: ({ client, scope }) => scope.every((word) => client.scopes?.has(word) ?? true),
  },
  {
    must: 'send as resource only absolute URIs without a fragment',
    cites: 'RFC 8707 §2',
    error: 'invalid_target',
    holds: ({ sent }) => (sent.several.get('resource') ?? []).every(isResource),
  },
  {
    must: 'send audience in printable ASCII without spaces, quotation marks and backslashes',
    cites: 'RFC 7519 §4.1.3',
    error: 'invalid_target',
    holds: (draft) =>
      isAbsent(draft, 'audience') || isAudience(draft.sent.values.get('audience') ?? ''),
  },
  {
    must: `name APIs by resource and audience in at most ${targetLimit} characters together`,
    cites: 'RFC 8707 §2',
    error: 'invalid_target',
    holds: ({ targets }) => targets.join('').length <= targetLimit,
  },
  {
    must: 'ask by resource and audience only for what its access tokens may be for',
    cites: 'RFC 8707 §2',
    error: 'invalid_target',
    holds: ({ targets, client, terms }) =>
      targets.every((target) => isAllowedTarget(target, client, terms)),
  },
  {
    must: 'send nonce when it asks for an ID Token',
    cites: 'OIDC Core §3.2.2.1',
    error: 'invalid_request',
    holds: (draft) =>
      draft.responseType === undefined ||
      !needsNonce(draft.responseType) ||
      !isAbsent(draft, 'nonce'),
  },
  {
    must: `send nonce without control characters, at most ${nonceLimit} characters`,
    cites: 'OIDC Core §15.5.2',
    error: 'invalid_request',
    holds: (draft) => fits(draft, 'nonce', nonceLimit),
  },
  {
    must: 'send code_challenge when it asks for a code, for its client proves itself by no secret',
    cites: 'RFC 9700 §2.1.1',
    error: 'invalid_request',
    holds: (draft) =>
      !asksForCode(draft) || !draft.client.requirePkce || !isAbsent(draft, 'code_challenge'),
  },
  {
    must: 'send as code_challenge a SHA-256 hash in base64url: 43 characters',
    cites: 'RFC 7636 §4.2',
    error: 'invalid_request',
    holds: (draft) =>
      !asksForCode(draft) ||
      isAbsent(draft, 'code_challenge') ||
      isCodeChallenge(draft.sent.values.get('code_challenge') ?? ''),
  },
  {
    must: 'send code_challenge_method=S256 with code_challenge, for plain proves nothing',
    cites: 'RFC 7636 §4.3',
    error: 'invalid_request',
    holds: (draft) =>
      !asksForCode(draft) ||
      draft.sent.values.get('code_challenge_method') ===
        (isAbsent(draft, 'code_challenge') ? undefined : codeChallengeMethods[0]),
  },
  {
    must: 'send only known values in prompt',
    cites: 'OIDC Core §3.1.2.1',
    error: 'invalid_request',
    holds: ({ prompt }) => prompt.every((word) => prompts.some((known) => known === word)),
  },
  {
    must: 'send none alone in prompt, if at all',
    cites: 'OIDC Core §3.1.2.1',
    error: 'invalid_request',
    holds: ({ prompt }) => !prompt.includes('none') || prompt.length === 1,
  },
  {
    must: 'send max_age as a whole number of seconds, if at all',
    cites: 'OIDC Core §3.1.2.1',
    error: 'invalid_request',
    holds: (draft) => draft.maxAge !== undefined || isAbsent(draft, 'max_age'),
  },
  {
    must: `send login_hint without control characters, at most ${loginHintLimit} characters`,
    cites: 'OIDC Core §3.1.2.1',
    error: 'invalid_request',
    holds: (draft) => fits(draft, 'login_hint', loginHintLimit),
  },
  {
    must: `send claims as a JSON object of the members id_token and userinfo, of at most ${claimsLimit} characters`,
    cites: 'OIDC Core §5.5',
    error: 'invalid_request',
    holds: ({ claims }) => claims !== undefined,
  },
  {
    must: 'send as id_token_hint only an ID Token that this server gave to this client',
    cites: 'OIDC Core §3.1.2.1',
    error: 'invalid_request',
    holds: ({ client, hint }) =>
      hint === undefined ||
      hint.kind === 'stale' ||
      (hint.kind === 'verified' && hint.aud === client.id),
  },
]
