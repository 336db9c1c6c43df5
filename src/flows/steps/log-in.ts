/**
 * The login step: who is it?
 *
 * @module
 */

import type { Authentication, Authenticator } from '../../ports/authenticator.ts'
import type { Events } from '../../ports/events.ts'
import type { Newcomer, Newcomers } from '../../ports/newcomers.ts'
import type { UserDirectory } from '../../ports/registry.ts'
import type { Interaction } from '../../protocol/authorize/interaction.ts'
import type { AuthorizeRefusal } from '../../protocol/authorize/request.ts'
import type { User } from '../../protocol/user.ts'
import { addressOf, type Endings } from '../authorize/endings.ts'
import type { Found, Interactions } from '../authorize/interactions.ts'
import type { RequestOutcome, Resume, SignedIn } from '../authorize/resume.ts'
import type { Gone } from '../forms/awaited-forms.ts'
import type { Browser } from '../forms/browser.ts'
import type { Foresee, ForeseeSession } from '../records/foresee.ts'
import type { SignInBy, StartSession } from '../session/start-session.ts'

/** What the form brings: a name and a password, the name of the one-click picker, or somebody new. */
export interface LoginForm {
  readonly csrf: string | undefined
  readonly username: string | undefined
  readonly password: string | undefined
  readonly pick: string | undefined
  readonly newcomer: Newcomer | undefined
  /** `cancel` ends the request without a login. */
  readonly decision: string | undefined
  /** The network address it came from. */
  readonly address: string
}

/** Why a login did not work; one by password never tells whether the user exists. */
export type LoginProblem =
  | Exclude<Authentication, { readonly kind: 'right' }>
  | { readonly kind: 'not-joined'; readonly why: string }

export type Identified =
  | { readonly kind: 'known'; readonly user: User; readonly by: SignInBy }
  | LoginProblem

export type LoginOutcome =
  | Gone
  | {
      readonly kind: 'try-again'
      readonly interaction: Interaction
      readonly problem: LoginProblem
    }
  | SignedIn
  | { readonly kind: 'cancelled'; readonly outcome: RequestOutcome }

export interface LogIn {
  show(id: string, browser: Browser): Promise<Found>
  submit(id: string, form: LoginForm, browser: Browser): Promise<LoginOutcome>
  /** Signs `user` in for a step that is open; shared by the login page and the account choice. */
  enter(
    interaction: Interaction,
    user: User,
    by: SignInBy,
    browser: Browser,
  ): Promise<SignedIn | Gone>
  /** Who a form speaks for: by the picker, by a password, or somebody new. */
  identify(form: LoginForm): Promise<Identified>
  /** The user of the one-click picker; undefined where it is off. */
  pick(username: string): Promise<User | undefined>
}

interface Needs {
  readonly resume: Resume
  readonly endings: Endings
  readonly interactions: Interactions
  readonly users: UserDirectory
  readonly newcomers: Newcomers | undefined
  readonly authenticator: Authenticator
  readonly startSession: StartSession
  readonly foresee: Foresee
  readonly foreseeSession: ForeseeSession
  readonly events: Events
  /** Whether one click signs a user in (local mode only). */
  readonly picker: boolean
}

export function createLogIn(needs: Needs): LogIn {
  const { resume, interactions, users, authenticator, startSession, events } = needs

  const enter: LogIn['enter'] = async (interaction, user, by, browser) => {
    const spent = await interactions.spend(interaction)
    if (spent.kind === 'gone') return spent
    const session = await startSession(user, by, browser)
    needs.foreseeSession(session.id)
    needs.foresee(session, interaction.request.client)
    const done = { ...interaction.done, authenticated: session.sid }
    const outcome = await resume(
      { ...interaction, done },
      { sessionId: session.id, binding: interaction.browser },
    )
    return { kind: 'signed-in', session, outcome }
  }

  const authenticate = async (form: LoginForm): Promise<Authentication> => {
    const { username = '', password = '', address } = form
    const found = await authenticator.authenticate(username, password, address)
    if (found.kind !== 'right') events.emit({ kind: 'user.sign-in-failed', reason: found.kind })
    return found
  }

  const pick = async (username: string): Promise<User | undefined> => {
    const user = needs.picker ? await users.findByUsername(username) : undefined
    return user?.enabled === true ? user : undefined
  }

  const join = async (newcomer: Newcomer): Promise<Identified | undefined> => {
    const joined = await needs.newcomers?.add(newcomer)
    if (joined?.kind === 'refused') {
      events.emit({ kind: 'user.sign-in-failed', reason: 'not-joined' })
      return { kind: 'not-joined', why: joined.why }
    }
    return joined && { kind: 'known', user: joined.user, by: 'newcomer' }
  }

  const identify: LogIn['identify'] = async (form) => {
    const joined = form.newcomer && (await join(form.newcomer))
    if (joined !== undefined) return joined
    const picked = form.pick === undefined ? undefined : await pick(form.pick)
    if (picked !== undefined) return { kind: 'known', user: picked, by: 'picker' }
    const who = await authenticate(form)
    return who.kind === 'right' ? { kind: 'known', user: who.user, by: 'password' } : who
  }

  return {
    show: (id, { binding }) => interactions.find({ id, step: 'log-in', browser: binding }),

    async submit(id, form, browser) {
      const visit = { id, step: 'log-in', browser: browser.binding } as const
      const found = await interactions.check(visit, form.csrf)
      if (found.kind === 'gone') return found
      if (form.decision === 'cancel') return cancel(needs, found.interaction)
      const who = await identify(form)
      return who.kind === 'known'
        ? enter(found.interaction, who.user, who.by, browser)
        : { kind: 'try-again', interaction: found.interaction, problem: who }
    },

    enter,
    identify,
    pick,
  }
}

/** The user would rather not: the app is told so, as after a denied approval. */
async function cancel(
  { interactions, endings }: Needs,
  interaction: Interaction,
): Promise<LoginOutcome> {
  const spent = await interactions.spend(interaction)
  if (spent.kind === 'gone') return spent
  const outcome = await endings.refuse(addressOf(spent.interaction), cancelled)
  return { kind: 'cancelled', outcome }
}

const cancelled: AuthorizeRefusal = {
  error: 'access_denied',
  description: 'The user did not sign in.',
  cites: 'RFC 6749 §4.2.2.1',
}
