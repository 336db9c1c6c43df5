/**
 * What a valid request needs next.
 *
 * @module
 */

import { isPossible } from '../time.ts'
import type { SignedInUser, User } from '../user.ts'
import type { Done, Step } from './interaction.ts'
import type { AuthorizeErrorCode, AuthorizeRefusal, AuthorizeRequest } from './request.ts'

/** What is known of the user when the request arrives, or comes back from a step. */
export interface Standing {
  readonly user: SignedInUser | undefined
  /** Whether all that the request asks for is granted. */
  readonly granted: boolean
  /** The user whom the request may sign in without a page, if there is one; `nobody`: it names another, in vain. */
  readonly auto?: AutoUser | 'nobody' | undefined
  readonly done: Done
}

/** The user whom a request signs in without a page. */
export interface AutoUser {
  readonly user: User
  /** Whether the request names them, so that whoever else is signed in makes way. */
  readonly isHinted: boolean
  /** Whether with `prompt=none` too: nobody has been signed in, so that no login has ended. */
  readonly silently: boolean
}

export type NextStep =
  | { readonly kind: 'interact'; readonly step: Step }
  /** The user is signed in without a page. */
  | { readonly kind: 'sign-in'; readonly user: User }
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
  if (user === undefined || mustLogIn(request, user, standing, now)) return logIn(request, standing)
  if (request.hint?.kind === 'verified' && request.hint.sub !== user.sub) return needs.hintedUser
  if (mustChoose(request, user, done)) return { kind: 'interact', step: 'choose-account' }
  if (!granted) return silent ? needs.consent : { kind: 'interact', step: 'ask-consent' }
  return { kind: 'issue', user }
}

function logIn(request: AuthorizeRequest, standing: Standing): NextStep {
  const auto = autoUserOf(request, standing)
  const showsPages = !request.prompt.has('none')
  if (auto !== undefined && (auto.silently || showsPages)) {
    return { kind: 'sign-in', user: auto.user }
  }
  return showsPages ? { kind: 'interact', step: 'log-in' } : needs.login
}

/** Whoever has just signed in for this very request need not do it again, nor say who they are. */
const hasJust = (user: SignedInUser, done: Done): boolean => done.authenticated === user.sid

function mustLogIn(
  request: AuthorizeRequest,
  user: SignedInUser,
  standing: Standing,
  now: number,
): boolean {
  if (hasJust(user, standing.done)) return false
  return (
    request.prompt.has('login') ||
    standing.done.account === 'another' ||
    isForAnother(request, user, standing) ||
    isTooOld(request, user, now)
  )
}

/** A `login_hint` is no more than a hint, but for whoever needs no page to follow it. */
function isForAnother(request: AuthorizeRequest, user: SignedInUser, standing: Standing): boolean {
  const { hint } = request
  const auto = autoUserOf(request, standing)
  return (
    hint?.kind === 'stale' ||
    standing.auto === 'nobody' ||
    (hint !== undefined && hint.sub !== user.sub) ||
    (auto?.isHinted === true && auto.user.sub !== user.sub)
  )
}

/**
 * Nobody is asked where nobody need be. But a request that wants its user to be asked has them asked
 * (OIDC Core §3.1.2.1).
 */
function autoUserOf({ prompt }: AuthorizeRequest, { auto, done }: Standing): AutoUser | undefined {
  const isAsked = done.authenticated !== undefined || done.account === 'another'
  if (isAsked || auto === 'nobody') return undefined
  return prompt.has('login') || prompt.has('select_account') ? undefined : auto
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
