/**
 * A login without an app, for the account page alone.
 *
 * @module
 */

import type { Entropy } from '../../ports/entropy.ts'
import { accountLogInCsrfOf } from '../../protocol/account/account-forms.ts'
import { sameSecret } from '../../protocol/secrets.ts'
import type { Session } from '../../protocol/session/session.ts'
import type { Browser } from '../forms/browser.ts'
import type { ReadCurrentSession } from '../session/current-session.ts'
import type { StartSession } from '../session/start-session.ts'
import type { LogIn, LoginForm, LoginProblem } from '../steps/log-in.ts'

/** The form, for a browser that holds `binding`. */
export interface AccountLogInForm {
  readonly kind: 'ask'
  readonly binding: string
  readonly csrf: string
}

export type AccountLogInOutcome =
  | { readonly kind: 'signed-in'; readonly session: Session }
  | (Omit<AccountLogInForm, 'kind'> & {
      readonly kind: 'try-again'
      readonly problem: LoginProblem
    })
  /** The form was not made for this browser. */
  | { readonly kind: 'not-ours' }

export interface AccountLogIn {
  show(browser: Browser): Promise<AccountLogInForm | { readonly kind: 'signed-in' }>
  submit(form: LoginForm, browser: Browser): Promise<AccountLogInOutcome>
}

interface Needs {
  readonly currentSession: ReadCurrentSession
  readonly startSession: StartSession
  readonly logIn: LogIn
  readonly entropy: Entropy
}

export function createAccountLogIn(needs: Needs): AccountLogIn {
  const { currentSession, startSession, logIn, entropy } = needs
  return {
    async show({ sessionId, binding = entropy.secret() }) {
      if ((await currentSession(sessionId)) !== undefined) return { kind: 'signed-in' }
      return { kind: 'ask', binding, csrf: accountLogInCsrfOf(binding) }
    },

    async submit(form, browser) {
      const { binding } = browser
      if (binding === undefined || form.csrf === undefined) return { kind: 'not-ours' }
      const csrf = accountLogInCsrfOf(binding)
      if (!sameSecret(form.csrf, csrf)) return { kind: 'not-ours' }
      const who = await logIn.identify(form)
      if (who.kind !== 'known') return { kind: 'try-again', problem: who, binding, csrf }
      return { kind: 'signed-in', session: await startSession(who.user, who.by, browser) }
    },
  }
}
