/**
 * Where an answer goes: worked out before any rule runs.
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import { matchRedirectUri, namedOriginOf } from '../client/redirect-uri.ts'
import type { Parameters } from '../parameters.ts'
import { isMessageMode, parseResponseMode, type ResponseMode } from '../response/response-mode.ts'
import { defaultResponseMode, parseResponseType, returnsToken } from '../response/response-type.ts'
import type { ReturnAddress } from './request.ts'
import { noRedirectUri, redirectUriMismatch, type Unanswerable } from './unanswerable.ts'

export const stateLimit = 2048

/** Whether `value` can be a state: printable ASCII (RFC 6749 Appendix A.5), not over-long. */
export function isState(value: string): boolean {
  return value.length <= stateLimit && /^[\x20-\x7e]*$/.test(value)
}

/**
 * Works out where the answer goes. A refusal here is shown to the user and never redirected: an
 * address that is not the client's own must not be sent anything (RFC 6749 §4.2.2.1).
 *
 * `state` and `response_mode` are read now, before any rule runs, so that whichever rule refuses,
 * the client gets its own state back, in a mode that it can read.
 */
export function readReturnAddress(sent: Parameters, client: Client): ReturnAddress | Unanswerable {
  const requested = sent.values.get('redirect_uri')
  if (requested === undefined) return noRedirectUri
  const redirectUri = matchRedirectUri(client, requested)
  if (redirectUri === undefined) return redirectUriMismatch
  const state = sent.values.get('state')
  return {
    redirectUri,
    mode: readMode(sent, client, redirectUri),
    state: state !== undefined && isState(state) ? state : undefined,
    approved: client.redirectUris.includes(redirectUri) || client.source !== 'loopback',
  }
}

/** A message is for one origin, which may frame its page: one that the page can name. */
export const reaches = (mode: ResponseMode, redirectUri: string): boolean =>
  !isMessageMode(mode) || namedOriginOf(redirectUri) !== undefined

const mayUseQuery = (value: string | undefined): boolean => {
  const type = parseResponseType(value)
  return type !== undefined && !returnsToken(type)
}

/** The mode asked for, if it may be used; else the one that the response type would have. */
function readMode({ values }: Parameters, client: Client, redirectUri: string): ResponseMode {
  const asked = parseResponseMode(values.get('response_mode'))
  const usual = defaultResponseMode(values.get('response_type'))
  if (asked === undefined) return usual
  // An error holds no token, but whoever may get one by fragment reads answers there.
  if (asked === 'query') return mayUseQuery(values.get('response_type')) ? asked : usual
  return client.responseModes.includes(asked) && reaches(asked, redirectUri) ? asked : usual
}
