/**
 * The account choice: which user goes to this app?
 *
 * @module
 */

import type { Interaction } from '../../protocol/authorize/interaction.ts'
import type { User } from '../../protocol/user.ts'
import type { Interactions } from '../authorize/interactions.ts'
import type { RequestOutcome, Resume } from '../authorize/resume.ts'
import type { Gone } from '../forms/awaited-forms.ts'
import type { Browser } from '../forms/browser.ts'
import type { ReadCurrentSession } from '../session/current-session.ts'
import type { LogIn, SignedIn } from './log-in.ts'

export interface AccountForm {
  readonly csrf: string | undefined
  readonly choice: string | undefined
  /** The user name of the one-click picker. */
  readonly pick: string | undefined
}

export type AccountOutcome =
  | Gone
  | SignedIn
  | { readonly kind: 'chosen'; readonly outcome: RequestOutcome }

/** The step as its page needs it. */
export type AccountShown =
  | Gone
  | { readonly kind: 'ask'; readonly interaction: Interaction; readonly user: User }
  /** Nobody is signed in any more: the request has to be looked at afresh. */
  | { readonly kind: 'moved-on'; readonly outcome: RequestOutcome }

export interface ChooseAccount {
  show(id: string, browser: Browser): Promise<AccountShown>
  submit(id: string, form: AccountForm, browser: Browser): Promise<AccountOutcome>
}

interface Needs {
  readonly resuming: Resume
  readonly currentSession: ReadCurrentSession
  readonly interactions: Interactions
  readonly logIn: LogIn
}

export function createChooseAccount(needs: Needs): ChooseAccount {
  const { resuming, currentSession, interactions, logIn } = needs

  const visit = (id: string, { binding }: Browser) =>
    ({ id, step: 'choose-account', browser: binding }) as const
  return {
    async show(id, browser) {
      const found = await interactions.find(visit(id, browser))
      if (found.kind === 'gone') return found
      const { interaction } = found
      const current = await currentSession(browser.sessionId)
      if (current !== undefined) return { kind: 'ask', interaction, user: current.user }
      const spent = await interactions.spend(interaction)
      if (spent.kind === 'gone') return spent
      return { kind: 'moved-on', outcome: await resuming.resume(interaction, browser) }
    },

    async submit(id, { csrf, choice, pick }, browser) {
      const found = await interactions.check(visit(id, browser), csrf)
      if (found.kind === 'gone') return found
      const picked = pick === undefined ? undefined : await logIn.pick(pick)
      if (picked !== undefined) return logIn.enter(found.interaction, picked, 'picker', browser)
      const spent = await interactions.spend(found.interaction)
      if (spent.kind === 'gone') return spent
      const account = choice === 'continue' ? 'this' : 'another'
      const { interaction } = spent
      const done = { ...interaction.done, account } as const
      return { kind: 'chosen', outcome: await resuming.resume({ ...interaction, done }, browser) }
    },
  }
}
