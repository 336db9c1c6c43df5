/**
 * Why a request cannot be answered at all: no address is known to be safe. It is shown to the user
 * and never redirected (RFC 6749 §4.2.2.1).
 *
 * @module
 */

import type { Refusal } from '../rule.ts'

export type UnanswerableCode =
  | 'no_client_id'
  | 'unknown_client'
  | 'client_id_syntax'
  | 'not_on_loopback'
  | 'own_address'
  | 'too_many_apps'
  | 'disabled_client'
  | 'unknown_request_uri'
  | 'no_redirect_uri'
  | 'redirect_uri_mismatch'

export type Unanswerable = Refusal<UnanswerableCode>

export const noClientId: Unanswerable = {
  error: 'no_client_id',
  description: 'The request must send client_id, once.',
  cites: 'RFC 6749 §4.2.1',
}

/** Nobody has registered it, and apps that nobody has registered are not accepted. */
export const unknownClient: Unanswerable = {
  error: 'unknown_client',
  description: 'The request must send the client_id of a registered client.',
  cites: 'RFC 6749 §4.2.2.1',
}

export const disabledClient: Unanswerable = {
  error: 'disabled_client',
  description: 'The request must come from a client that is switched on.',
  cites: 'RFC 6749 §4.2.2.1',
}

/** Nothing stands behind a `request_uri` (any more), and the request has no other address. */
export const unknownRequestUri: Unanswerable = {
  error: 'unknown_request_uri',
  description:
    'The request must send a request_uri that this server gave to its client within the last 90 seconds, and each only once.',
  cites: 'RFC 9126 §4',
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

/** Why local mode does not accept an app that nobody has registered. */
export const clientIdSyntax: Unanswerable = {
  error: 'client_id_syntax',
  description:
    'The request must send a client_id of 1 to 256 visible ASCII characters, unless it is registered.',
  cites: 'RFC 6749 §A.1',
}

export const notOnLoopback: Unanswerable = {
  error: 'not_on_loopback',
  description:
    'The request must send a redirect_uri that is a plain address on loopback, where any app is accepted, or the client_id of a registered client.',
  cites: 'RFC 6749 §4.2.2.1',
}

export const ownAddress: Unanswerable = {
  error: 'own_address',
  description: 'The request must send a redirect_uri that is no address of this server.',
  cites: 'RFC 9700 §4.1.3',
}

export const tooManyApps: Unanswerable = {
  error: 'too_many_apps',
  description:
    'The request must come from an app that is accepted or registered already, for all places for further ones are in use.',
  cites: 'RFC 6749 §4.2.2.1',
}

/** All of them, in the order in which they are judged. */
export const unanswerables = [
  noClientId,
  unknownClient,
  clientIdSyntax,
  notOnLoopback,
  ownAddress,
  tooManyApps,
  disabledClient,
  unknownRequestUri,
  noRedirectUri,
  redirectUriMismatch,
]
