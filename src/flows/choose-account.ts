/**
 * The account choice: which user goes to this app?
 *
 * @module
 */

import type { Found, Interactions, Over } from './interactions.ts'
import type { LogIn, SignedIn } from './log-in.ts'
import type { Browser, RequestOutcome, Resume } from './resume.ts'

export interface AccountForm {
  readonly csrf: string | undefined
  readonly choice: string | undefined
  /** The user name of the one-click picker. */
  readonly pick: string | undefined
}

export type AccountOutcome =
  | Over
  | SignedIn
  | { readonly kind: 'chosen'; readonly outcome: RequestOutcome }

export interface ChooseAccount {
  show(id: string, browser: Browser): Promise<Found>
  submit(id: string, form: AccountForm, browser: Browser): Promise<AccountOutcome>
}

interface Needs {
  readonly resuming: Resume
  readonly interactions: Interactions
  readonly logIn: LogIn
}

export function createChooseAccount({ resuming, interactions, logIn }: Needs): ChooseAccount {
  const visit = (id: string, { binding }: Browser) =>
    ({ id, step: 'choose-account', browser: binding }) as const
  return {
    show: (id, browser) => interactions.find(visit(id, browser)),

    async submit(id, { csrf, choice, pick }, browser) {
      const found = await interactions.check(visit(id, browser), csrf)
      if (found.kind === 'over') return found
      const picked = pick === undefined ? undefined : await logIn.pick(pick)
      if (picked !== undefined) return logIn.enter(found.interaction, picked, 'picker', browser)
      const spent = await interactions.spend(found.interaction)
      if (spent.kind === 'over') return spent
      const account = choice === 'continue' ? 'this' : 'another'
      const { interaction } = spent
      const done = { ...interaction.done, account } as const
      return { kind: 'chosen', outcome: await resuming.resume({ ...interaction, done }, browser) }
    },
  }
}
