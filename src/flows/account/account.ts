/**
 * The account page: the apps that a user has let in and the sessions that they have, to look at and
 * to end (ASVS 10.7.3).
 *
 * @module
 */

import { accountCsrfOf, sessionHandleOf } from '../../protocol/account/account-forms.ts'
import { sameSecret } from '../../protocol/secrets.ts'
import type { Session } from '../../protocol/session/session.ts'
import type { Browser } from '../forms/browser.ts'
import type { CurrentSession, ReadCurrentSession } from '../session/current-session.ts'
import type { EndSession } from '../session/end-session.ts'
import type { FrontChannelFrames } from '../session/front-channel-frames.ts'
import type { AccountShown, ListAccount } from './list-account.ts'
import type { SignOutEverywhere } from './sign-out-everywhere.ts'
import type { Withdraw } from './withdraw.ts'

export interface AccountForm {
  readonly csrf: string | undefined
  readonly decision: string | undefined
  /** The id of a client, or the handle of a session. */
  readonly which: string | undefined
}

export type AccountOutcome =
  | { readonly kind: 'done'; readonly decision: AccountDecision }
  /** The session of this browser has ended too. */
  | { readonly kind: 'signed-out'; readonly frames: readonly string[] }
  /** The page was another session's: nothing was done. */
  | { readonly kind: 'stale' }

const decisions = ['withdraw', 'withdraw-all', 'end-session', 'sign-out-everywhere'] as const

export type AccountDecision = (typeof decisions)[number]

export interface AccountPage {
  show(browser: Browser): Promise<AccountShown | { readonly kind: 'nobody' }>
  submit(form: AccountForm, browser: Browser): Promise<AccountOutcome>
}

interface Needs {
  readonly list: ListAccount
  readonly currentSession: ReadCurrentSession
  readonly endSession: EndSession
  readonly frontChannelFrames: FrontChannelFrames
  readonly withdraw: Withdraw
  readonly signOutEverywhere: SignOutEverywhere
}

export function createAccountPage(needs: Needs): AccountPage {
  const { list, currentSession, endSession, withdraw } = needs

  const end = async (session: Session, current: CurrentSession): Promise<AccountOutcome> => {
    const ended = await endSession(session)
    if (session.id !== current.session.id) return { kind: 'done', decision: 'end-session' }
    const frames = ended === undefined ? [] : await needs.frontChannelFrames(ended)
    return { kind: 'signed-out', frames }
  }

  const act = async (
    decision: AccountDecision,
    which: string | undefined,
    current: CurrentSession,
  ): Promise<AccountOutcome> => {
    const { sub } = current.user
    switch (decision) {
      case 'withdraw':
      case 'withdraw-all': {
        const all = decision === 'withdraw-all'
        const apps = (await list.account(sub)).apps.filter(
          ({ clientId }) => all || clientId === which,
        )
        for (const app of apps) await withdraw(sub, app)
        return { kind: 'done', decision }
      }
      case 'end-session': {
        const sessions = await list.sessions(sub)
        const session = sessions.find((one) => sessionHandleOf(one) === which)
        return session === undefined ? { kind: 'done', decision } : end(session, current)
      }
      case 'sign-out-everywhere': {
        const others = await list.sessions(sub)
        const frames = await needs.frontChannelFrames(current.session)
        await needs.signOutEverywhere(sub, [...others, current.session])
        return { kind: 'signed-out', frames }
      }
    }
  }

  return {
    async show({ sessionId }) {
      const current = await currentSession(sessionId)
      return current === undefined ? { kind: 'nobody' } : list.page(current)
    },

    async submit({ csrf, decision, which }, { sessionId }) {
      const current = await currentSession(sessionId)
      // what the page showed is what it acts for: each session has a token of its own
      const isOurs =
        current !== undefined &&
        csrf !== undefined &&
        sameSecret(csrf, accountCsrfOf(current.session))
      const known = decisions.find((one) => one === decision)
      return isOurs && known !== undefined ? act(known, which, current) : { kind: 'stale' }
    },
  }
}
