/**
 * What a valid request needs next.
 *
 * @module
 */

import { isPossible } from '../time.ts'
import type { SignedInUser } from '../user.ts'
import type { Done, Step } from './interaction.ts'
import type { AuthorizeErrorCode, AuthorizeRefusal, AuthorizeRequest } from './request.ts'

/** What is known of the user when the request arrives, or comes back from a step. */
export interface Standing {
  readonly user: SignedInUser | undefined
  /** Whether all that the request asks for is granted. */
  readonly granted: boolean
  readonly done: Done
}

export type NextStep =
  | { readonly kind: 'interact'; readonly step: Step }
  | { readonly kind: 'issue'; readonly user: SignedInUser }
  | { readonly kind: 'refuse'; readonly refusal: AuthorizeRefusal }

/**
 * Decides what a valid request needs next: a login, an account, a consent, or nothing but its
 * tokens. With `prompt=none` nothing may be shown, so a need becomes an error (OIDC Core §3.1.2.1).
 * On a clock that was never set nobody is asked to sign in for tokens that nobody could use.
 */
export function nextStep(request: AuthorizeRequest, standing: Standing, now: number): NextStep {
  const { user, granted, done } = standing
  if (!isPossible(now)) return clockIsWrong
  const silent = request.prompt.has('none')
  if (user === undefined || mustLogIn(request, user, done, now)) {
    return silent ? needs.login : { kind: 'interact', step: 'log-in' }
  }
  if (request.hint?.kind === 'verified' && request.hint.sub !== user.sub) return needs.hintedUser
  if (mustChoose(request, user, done)) return { kind: 'interact', step: 'choose-account' }
  if (!granted) return silent ? needs.consent : { kind: 'interact', step: 'ask-consent' }
  return { kind: 'issue', user }
}

/** Whoever has just signed in for this very request need not do it again, nor say who they are. */
const hasJust = (user: SignedInUser, done: Done): boolean => done.authenticated === user.sid

function mustLogIn(
  request: AuthorizeRequest,
  user: SignedInUser,
  done: Done,
  now: number,
): boolean {
  if (hasJust(user, done)) return false
  const { prompt, hint } = request
  const isAnother = hint?.kind === 'stale' || (hint !== undefined && hint.sub !== user.sub)
  return (
    isAnother || prompt.has('login') || done.account === 'another' || isTooOld(request, user, now)
  )
}

/** `max_age=0` asks for a login however fresh the last one is. */
function isTooOld({ maxAge }: AuthorizeRequest, user: SignedInUser, now: number): boolean {
  return maxAge !== undefined && (maxAge === 0 || now - user.authTime > maxAge)
}

function mustChoose({ prompt }: AuthorizeRequest, user: SignedInUser, done: Done): boolean {
  return prompt.has('select_account') && !hasJust(user, done) && done.account !== 'this'
}

function refuse(error: AuthorizeErrorCode, description: string): NextStep {
  return { kind: 'refuse', refusal: { error, description, cites: 'OIDC Core §3.1.2.6' } }
}

const needs = {
  login: refuse('login_required', 'The user must sign in.'),
  hintedUser: refuse('login_required', 'The user of the id_token_hint must sign in.'),
  consent: refuse('consent_required', 'The user must consent.'),
}

const clockIsWrong: NextStep = {
  kind: 'refuse',
  refusal: {
    error: 'temporarily_unavailable',
    description: 'The clock of this server is wrong, so it issues no tokens.',
    cites: 'RFC 6749 §4.2.2.1',
  },
}
