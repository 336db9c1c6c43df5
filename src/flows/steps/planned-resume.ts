/**
 * Requests whose login and approval a test has planned: they go on as if their user had answered
 * both pages.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { PlannedLogin, PlannedLogins } from '../../ports/planned-logins.ts'
import type { Store } from '../../ports/store.ts'
import type { Pending } from '../../protocol/authorize/interaction.ts'
import { grantsOf, mayBeRemembered } from '../../protocol/consent/grants.ts'
import type { Claims } from '../../protocol/user.ts'
import type { ScopeCatalogue } from '../../protocol/userinfo/claims.ts'
import { addressOf, type Endings } from '../authorize/endings.ts'
import type { Resume, SignedIn } from '../authorize/resume.ts'
import type { Browser } from '../forms/browser.ts'
import type { CurrentSession } from '../session/current-session.ts'
import type { StartSession } from '../session/start-session.ts'
import type { RememberConsent } from './remember-consent.ts'

interface Needs {
  readonly resume: Resume
  readonly endings: Endings
  /** Undefined where nobody plans anything: then requests go on as they do. */
  readonly plannedLogins?: PlannedLogins | undefined
  readonly loginClaims: Store<Claims>
  readonly startSession: StartSession
  readonly remember: RememberConsent
  readonly scopes: ScopeCatalogue
  readonly mode: 'local' | 'strict'
  readonly lifetimes: { readonly session: number; readonly refreshToken: number }
  readonly clock: Clock
}

export function createPlannedResume(needs: Needs): Resume {
  const { resume, endings, plannedLogins, loginClaims, startSession, lifetimes, clock } = needs
  if (plannedLogins === undefined) return resume

  const remember = async (current: CurrentSession, { request, to }: Pending): Promise<void> => {
    if (!mayBeRemembered(to.redirectUri, needs.mode)) return
    const grants = grantsOf(request, needs.scopes)
    await needs.remember(current, { client: request.client, grants, forGood: true })
  }

  const signIn = async (
    plan: Extract<PlannedLogin, { readonly kind: 'sign-in' }>,
    pending: Pending,
    browser: Browser,
  ): Promise<SignedIn> => {
    const { user, claims } = plan
    const session = await startSession(user, 'plan', browser)
    const until = clock.now() + Math.max(lifetimes.session, lifetimes.refreshToken)
    if (claims !== undefined) await loginClaims.put(session.sid, claims, until)
    const done = { ...pending.done, authenticated: session.sid }
    const granted = { ...narrowed(pending, plan.scopes), done }
    await remember({ session, user }, granted)
    const outcome = await resume(granted, { ...browser, sessionId: session.id }, true)
    return { kind: 'signed-in', session, outcome }
  }

  return async (pending, browser, allowedOnce = false) => {
    const at = addressOf(pending)
    const plan = await planFor(plannedLogins, pending, browser, allowedOnce)
    if (plan === undefined) return resume(pending, browser, allowedOnce)
    return endings.answering(at, async () =>
      plan.kind === 'refuse' ? endings.refuse(at, plan.refusal) : signIn(plan, pending, browser),
    )
  }
}

/** A request whose user has just signed in needs no plan any more. */
async function planFor(
  plannedLogins: PlannedLogins,
  { request, done }: Pending,
  { sessionId }: Browser,
  allowedOnce: boolean,
): Promise<PlannedLogin | undefined> {
  if (done.authenticated !== undefined) return undefined
  const isFirst = done.account === undefined && !allowedOnce
  return plannedLogins.take({ request, sessionId, isFirst })
}

function narrowed(pending: Pending, scopes: readonly string[] | undefined): Pending {
  if (scopes === undefined) return pending
  const scope = new Set([...pending.request.scope].filter((name) => scopes.includes(name)))
  return { ...pending, request: { ...pending.request, scope } }
}
