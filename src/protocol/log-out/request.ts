/**
 * A request to end a session, and what it may lead to (OIDC RP-Initiated Logout §2).
 *
 * @module
 */

import type { HintReading } from '../authorize/hint.ts'
import { stateLimit } from '../authorize/return-address.ts'
import type { Client } from '../client/client.ts'
import { matchPostLogoutUri, type VerifiedRedirectUri } from '../client/redirect-uri.ts'
import type { Parameters } from '../parameters.ts'
import { firstBroken, type Refusal, type Rule } from '../rule.ts'
import type { SignedInUser } from '../user.ts'

/** Where the browser goes once the user is signed out. */
export interface LogOutAddress {
  readonly redirectUri: VerifiedRedirectUri
  readonly state: string | undefined
}

/** What came with the request, looked up. */
export interface LogOutDraft {
  readonly sent: Parameters
  readonly hint: HintReading | undefined
  /** The client named by `client_id`, or else by the audience of a verified hint. */
  readonly client: Client | undefined
}

export const knownParameters = [
  'id_token_hint',
  'client_id',
  'post_logout_redirect_uri',
  'state',
  'logout_hint',
  'ui_locales',
] as const

/** The rules of a logout request. What they refuse is shown on a page and never redirected (§4). */
export const logOutRules: readonly Rule<LogOutDraft, 'invalid_request'>[] = [
  {
    must: 'send each parameter at most once',
    cites: 'RFC 6749 §3.1',
    error: 'invalid_request',
    holds: ({ sent }) => !knownParameters.some((name) => sent.repeated.has(name)),
  },
  {
    must: 'name a registered client in client_id, if any',
    cites: 'OIDC RP-Initiated Logout §2',
    error: 'invalid_request',
    holds: ({ sent, client }) => !sent.values.has('client_id') || client !== undefined,
  },
  {
    must: 'send a client_id that is the audience of its id_token_hint',
    cites: 'OIDC RP-Initiated Logout §2',
    error: 'invalid_request',
    holds: ({ sent, hint }) =>
      hint?.kind !== 'verified' || (sent.values.get('client_id') ?? hint.aud) === hint.aud,
  },
  {
    must: 'send a post_logout_redirect_uri that exactly matches one registered for the client',
    cites: 'OIDC RP-Initiated Logout §3',
    error: 'invalid_request',
    holds: ({ sent, client }) => {
      const uri = sent.values.get('post_logout_redirect_uri')
      return (
        uri === undefined || client === undefined || matchPostLogoutUri(client, uri) !== undefined
      )
    },
  },
]

export type LogOutVerdict =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Sign out at once: the app has proved that it speaks for this very session. */
  | { readonly kind: 'sign-out'; readonly address: LogOutAddress | undefined }
  /** Nobody is signed in here; the address may be offered, but not gone to by itself. */
  | { readonly kind: 'signed-out'; readonly address: LogOutAddress | undefined }
  /** Ask first; `unverified` says that nothing vouches for the app, so nothing is sent back. */
  | {
      readonly kind: 'ask'
      readonly address: LogOutAddress | undefined
      readonly unverified: boolean
    }

/** Judges a logout request against the session of the browser that brings it. */
export function judgeLogOut(draft: LogOutDraft, user: SignedInUser | undefined): LogOutVerdict {
  const refusal = firstBroken(logOutRules, draft)
  if (refusal !== undefined) return { kind: 'refused', refusal }
  const { hint, sent } = draft
  const vouched = hint?.kind === 'verified'
  const address = addressOf(draft)
  if (vouched && (user === undefined || speaksFor(hint, user))) return { kind: 'sign-out', address }
  if (user === undefined) return { kind: 'signed-out', address }
  const asksToReturn = sent.values.has('post_logout_redirect_uri')
  return { kind: 'ask', address, unverified: asksToReturn && address === undefined }
}

/** A hint speaks for a session of its own `sid`, or, when it names none, of its own user. */
function speaksFor(hint: HintReading & { readonly kind: 'verified' }, user: SignedInUser): boolean {
  return hint.sid === undefined ? hint.sub === user.sub : hint.sid === user.sid
}

function addressOf({ sent, client, hint }: LogOutDraft): LogOutAddress | undefined {
  const uri = sent.values.get('post_logout_redirect_uri')
  if (uri === undefined || client === undefined || !client.enabled) return undefined
  if (hint?.kind === 'invalid') return undefined
  const redirectUri = matchPostLogoutUri(client, uri)
  return redirectUri && { redirectUri, state: stateOf(sent) }
}

/** State goes back as it came or not at all: to sign out matters more than to tell of a long one. */
function stateOf({ values }: Parameters): string | undefined {
  const state = values.get('state')
  return state !== undefined && state.length <= stateLimit ? state : undefined
}

/** Writes where the browser goes, with `state` and nothing else added (§3). */
export function logOutUrl({ redirectUri, state }: LogOutAddress): string {
  if (state === undefined) return redirectUri
  const separator = redirectUri.includes('?') ? '&' : '?'
  return `${redirectUri}${separator}state=${encodeURIComponent(state)}`
}
