/**
 * Why a request cannot be answered at all: no address is known to be safe. It is shown to the user
 * and never redirected (RFC 6749 §4.2.2.1).
 *
 * @module
 */

import type { Refusal } from '../rule.ts'

export type UnanswerableCode =
  | 'unknown_client'
  | 'disabled_client'
  | 'no_redirect_uri'
  | 'redirect_uri_mismatch'

export type Unanswerable = Refusal<UnanswerableCode>

export const unknownClient: Unanswerable = {
  error: 'unknown_client',
  description: 'The request must send the client_id of a registered client, once.',
  cites: 'RFC 6749 §4.2.2.1',
}

export const disabledClient: Unanswerable = {
  error: 'disabled_client',
  description: 'The request must come from a client that is switched on.',
  cites: 'RFC 6749 §4.2.2.1',
}

export const noRedirectUri: Unanswerable = {
  error: 'no_redirect_uri',
  description: 'The request must send redirect_uri, once.',
  cites: 'OIDC Core §3.2.2.1',
}

export const redirectUriMismatch: Unanswerable = {
  error: 'redirect_uri_mismatch',
  description:
    'The request must send a redirect_uri that exactly matches one registered for the client.',
  cites: 'RFC 6749 §3.1.2.4',
}

/** All of them, in the order in which they are judged. */
export const unanswerables = [unknownClient, disabledClient, noRedirectUri, redirectUriMismatch]
