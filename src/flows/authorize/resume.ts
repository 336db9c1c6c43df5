/**
 * The one place that every step of a request comes back to, and that asks what is next.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import { refusalOfHint } from '../../protocol/authorize/hinted-in-vain.ts'
import type { Interaction, Pending, Step } from '../../protocol/authorize/interaction.ts'
import { nextStep } from '../../protocol/authorize/next-step.ts'
import type { AuthorizeRefusal, AuthorizeRequest } from '../../protocol/authorize/request.ts'
import type { Session } from '../../protocol/session/session.ts'
import type { User } from '../../protocol/user.ts'
import type { Browser } from '../forms/browser.ts'
import type { CurrentSession, ReadCurrentSession } from '../session/current-session.ts'
import type { StartSession } from '../session/start-session.ts'
import type { TellState } from '../session/tell-state.ts'
import type { FindAutoUser } from './auto-log-in.ts'
import { type AnswerOutcome, addressOf, type Endings } from './endings.ts'
import type { Interactions } from './interactions.ts'
import type { IsGranted } from './is-granted.ts'
import type { FindHintedInVain } from './who-is-hinted.ts'

/** What comes of a request that can be answered. */
export type RequestOutcome =
  | { readonly kind: 'interact'; readonly interaction: Interaction }
  | AnswerOutcome
  | SignedIn

/** Signed in: the browser gets its new session, and the request goes on. */
export interface SignedIn {
  readonly kind: 'signed-in'
  readonly session: Session
  readonly outcome: RequestOutcome
}

/** Takes a pending request one step further. `allowedOnce`: the user has just approved it. */
export type Resume = (
  pending: Pending,
  browser: Browser,
  allowedOnce?: boolean,
) => Promise<RequestOutcome>

interface Needs {
  readonly endings: Endings
  readonly isGranted: IsGranted
  readonly interactions: Interactions
  readonly currentSession: ReadCurrentSession
  readonly startSession: StartSession
  readonly findAutoUser: FindAutoUser
  readonly findHintedInVain: FindHintedInVain
  readonly tellState: TellState
  readonly entropy: Entropy
  readonly clock: Clock
}

export function createResume(needs: Needs): Resume {
  const { endings, isGranted, interactions, currentSession, findAutoUser } = needs

  const interact = async (
    pending: Pending,
    step: Step,
    browser: Browser,
    sid: string | undefined,
  ): Promise<RequestOutcome> => {
    const binding = browser.binding ?? needs.entropy.secret()
    return { kind: 'interact', interaction: await interactions.open(pending, step, binding, sid) }
  }

  const signIn = async (pending: Pending, user: User, browser: Browser): Promise<SignedIn> => {
    const session = await needs.startSession(user, 'auto', browser)
    const done = { ...pending.done, authenticated: session.sid }
    const signedIn = { ...browser, sessionId: session.id }
    const outcome = await proceed({ ...pending, done }, signedIn, false)
    return { kind: 'signed-in', session, outcome }
  }

  /** Who asks without a page waits for what happens elsewhere (OIDC Session §2). */
  const told = ({ request, to }: Pending, current: CurrentSession | undefined) =>
    request.prompt.has('none')
      ? needs.tellState(request.client, to.redirectUri, current?.session)
      : undefined

  const withHint = async (request: AuthorizeRequest, refusal: AuthorizeRefusal) =>
    refusal.error === 'login_required'
      ? refusalOfHint(refusal, await needs.findHintedInVain(request))
      : refusal

  const proceed = async (
    pending: Pending,
    browser: Browser,
    allowedOnce: boolean,
  ): Promise<RequestOutcome> => {
    const { request, done } = pending
    const current = await currentSession(browser.sessionId, request.client)
    const auto = await findAutoUser(request, browser)
    const granted = allowedOnce || (await isGranted(pending, current))
    const standing = { user: current?.session, granted, done, auto }
    const step = nextStep(request, standing, needs.clock.now())
    switch (step.kind) {
      case 'refuse': {
        const refusal = await withHint(request, step.refusal)
        return endings.refuse(addressOf(pending), refusal, told(pending, current))
      }
      case 'interact':
        return interact(pending, step.step, browser, current?.session.sid)
      case 'sign-in':
        return signIn(pending, step.user, browser)
      case 'issue': {
        if (current === undefined) throw new Error('tokens were to be issued for nobody')
        return await endings.issue(pending, current)
      }
    }
  }

  return (pending, browser, allowedOnce = false) =>
    endings.answering(addressOf(pending), () => proceed(pending, browser, allowedOnce))
}
