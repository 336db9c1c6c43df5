/**
 * The account choice: which user goes to this app?
 *
 * @module
 */

import type { Done, Interaction } from '../../protocol/authorize/interaction.ts'
import type { User } from '../../protocol/user.ts'
import type { Interactions } from '../authorize/interactions.ts'
import type { RequestOutcome, Resume, SignedIn } from '../authorize/resume.ts'
import type { Gone } from '../forms/awaited-forms.ts'
import type { Browser } from '../forms/browser.ts'
import type { LogIn } from './log-in.ts'
import type { WhoWasAsked } from './who-was-asked.ts'

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
  /** Somebody else, or nobody, is signed in by now: the request has to be looked at afresh. */
  | { readonly kind: 'moved-on'; readonly outcome: RequestOutcome }

export interface ChooseAccount {
  show(id: string, browser: Browser): Promise<AccountShown>
  submit(id: string, form: AccountForm, browser: Browser): Promise<AccountOutcome>
}

interface Needs {
  readonly resume: Resume
  readonly whoWasAsked: WhoWasAsked
  readonly interactions: Interactions
  readonly logIn: LogIn
}

export function createChooseAccount(needs: Needs): ChooseAccount {
  const { resume, whoWasAsked, interactions, logIn } = needs

  const visit = (id: string, { binding }: Browser) =>
    ({ id, step: 'choose-account', browser: binding }) as const

  /** Who goes on is who was shown: a session of somebody else is asked about afresh. */
  const accountOf = async (
    choice: string | undefined,
    interaction: Interaction,
    browser: Browser,
  ): Promise<Done['account']> => {
    if (choice !== 'continue') return 'another'
    return (await whoWasAsked(interaction, browser)) === undefined ? undefined : 'this'
  }

  return {
    async show(id, browser) {
      const found = await interactions.find(visit(id, browser))
      if (found.kind === 'gone') return found
      const { interaction } = found
      const current = await whoWasAsked(interaction, browser)
      if (current !== undefined) return { kind: 'ask', interaction, user: current.user }
      const spent = await interactions.spend(interaction)
      if (spent.kind === 'gone') return spent
      return { kind: 'moved-on', outcome: await resume(interaction, browser) }
    },

    async submit(id, { csrf, choice, pick }, browser) {
      const found = await interactions.check(visit(id, browser), csrf)
      if (found.kind === 'gone') return found
      const picked = pick === undefined ? undefined : await logIn.pick(pick)
      if (picked !== undefined) return logIn.enter(found.interaction, picked, 'picker', browser)
      const spent = await interactions.spend(found.interaction)
      if (spent.kind === 'gone') return spent
      const { interaction } = spent
      const account = await accountOf(choice, interaction, browser)
      const done: Done = { ...interaction.done, account }
      return { kind: 'chosen', outcome: await resume({ ...interaction, done }, browser) }
    },
  }
}
