/**
 * Where an answer goes: worked out before any rule runs.
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import { matchRedirectUri, namedOriginOf } from '../client/redirect-uri.ts'
import type { Parameters } from '../parameters.ts'
import {
  carrierOf,
  isJwtMode,
  isMessageMode,
  parseResponseMode,
  type ResponseMode,
} from '../response/response-mode.ts'
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
  const { mode, asJwt } = readMode(sent, client, redirectUri)
  const state = sent.values.get('state')
  return {
    redirectUri,
    mode,
    asJwt,
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

/** Whether a client may be answered in `mode`: the query is nobody's to register. */
export const mayUse = (client: Client, mode: ResponseMode): boolean =>
  mode === 'query' || client.responseModes.includes(mode)

/** The mode asked for, if it may be used; else the one that the response type would have. */
function readMode(
  { values }: Parameters,
  client: Client,
  redirectUri: string,
): Pick<ReturnAddress, 'mode' | 'asJwt'> {
  const type = values.get('response_type')
  const usual = defaultResponseMode(type)
  const asked = parseResponseMode(values.get('response_mode'), usual)
  if (asked === undefined || !mayUse(client, asked) || !reaches(asked, redirectUri)) {
    return { mode: usual, asJwt: false }
  }
  const mode = carrierOf(asked)
  // An error holds no token, but whoever may get one by fragment reads answers there.
  const keeps = mode !== 'query' || mayUseQuery(type)
  return { mode: keeps ? mode : usual, asJwt: isJwtMode(asked) }
}
