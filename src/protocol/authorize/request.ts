/**
 * The vocabulary of the authorization endpoint: what is asked, where the answer goes, and why a
 * request is refused.
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import type { VerifiedRedirectUri } from '../client/redirect-uri.ts'
import type { Carrier } from '../response/response-mode.ts'
import type { ResponseType } from '../response/response-type.ts'
import type { Refusal } from '../rule.ts'
import type { ClaimsRequest } from '../userinfo/claims-request.ts'

export const prompts = ['none', 'login', 'consent', 'select_account'] as const

export type Prompt = (typeof prompts)[number]

/** An authorization request that has passed every rule. */
export interface AuthorizeRequest {
  readonly client: Client
  readonly responseType: ResponseType
  /** The requested scopes that can be granted; `offline_access` only where a code is (OIDC Core §11). */
  readonly scope: ReadonlySet<string>
  /** The requested scopes that are ignored (OIDC Core §3.1.2.1). */
  readonly leftOut: readonly string[]
  /** Whom the access token is for: at least one. */
  readonly audience: readonly string[]
  readonly claims: ClaimsRequest
  readonly prompt: ReadonlySet<Prompt>
  readonly nonce: string | undefined
  /** What the verifier of its code must fit (RFC 7636 §4.3). */
  readonly codeChallenge: string | undefined
  /** The thumbprint of the key that its code is bound to (RFC 9449 §10). */
  readonly dpopJkt: string | undefined
  /** Seconds. */
  readonly maxAge: number | undefined
  readonly acrValues: readonly string[]
  readonly loginHint: string | undefined
  readonly hint: Hint | undefined
}

/** Whom an `id_token_hint` speaks of: a user, or nobody this server can still tell. */
export type Hint =
  | { readonly kind: 'verified'; readonly sub: string }
  /** It may have been ours: well-formed, and signed with a key that is no longer known. */
  | { readonly kind: 'stale' }

/** Where the answer goes, once it is known to be safe to answer there. */
export interface ReturnAddress {
  readonly redirectUri: VerifiedRedirectUri
  readonly mode: Carrier
  /** Whether it is one signed JWT (JARM §2). */
  readonly asJwt: boolean
  readonly state: string | undefined
  /**
   * Whether it is registered, or a user has approved it on a page of ours: to any other no page of
   * ours posts by itself, for the cookies of its app would go along (RFC 9700 §4.11.2).
   */
  readonly approved: boolean
}

/** Error codes of the rules of a request (RFC 6749 §4.2.2.1, OIDC Core §3.1.2.6, RFC 8707 §2). */
export type RequestErrorCode =
  | 'invalid_request'
  | 'unauthorized_client'
  | 'unsupported_response_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'invalid_request_object'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'registration_not_supported'

/** And of what becomes of one that is right (RFC 6749 §4.2.2.1, OIDC Core §3.1.2.6). */
export type AuthorizeErrorCode =
  | RequestErrorCode
  | 'access_denied'
  | 'server_error'
  | 'temporarily_unavailable'
  | 'interaction_required'
  | 'login_required'
  | 'account_selection_required'
  | 'consent_required'

export type AuthorizeRefusal = Refusal<AuthorizeErrorCode>
