/**
 * What the account page shows.
 *
 * @module
 */

import type { ClientRegistry } from '../../ports/registry.ts'
import type { Store } from '../../ports/store.ts'
import { type Account, noAccount } from '../../protocol/account/account.ts'
import { accountCsrfOf, sessionHandleOf } from '../../protocol/account/account-forms.ts'
import type { Client } from '../../protocol/client/client.ts'
import type { Session } from '../../protocol/session/session.ts'
import type { User } from '../../protocol/user.ts'
import type { CurrentSession, FindSession } from '../session/current-session.ts'

export interface ListedApp {
  readonly clientId: string
  /** Undefined when there is no such client any more. */
  readonly client: Client | undefined
  readonly grants: readonly string[]
  /** Epoch seconds of the first and about the last answer. */
  readonly since: number
  readonly lastAt: number
}

export interface ListedSession {
  readonly handle: string
  readonly browser: string | undefined
  /** Epoch seconds. */
  readonly startedAt: number
  readonly lastSeenAt: number
}

export interface AccountShown {
  readonly kind: 'shown'
  readonly user: User
  readonly csrf: string
  /** The session of this browser. */
  readonly current: ListedSession
  /** The others, the one used last first. */
  readonly others: readonly ListedSession[]
  readonly apps: readonly ListedApp[]
}

export interface ListAccount {
  /** The page of whoever is signed in. */
  page(current: CurrentSession): Promise<AccountShown>
  account(sub: string): Promise<Account>
  /** The sessions of a user that are alive. */
  sessions(sub: string): Promise<readonly Session[]>
}

interface Needs {
  readonly accounts: Store<Account>
  readonly clients: ClientRegistry
  readonly findSession: FindSession
}

export function createListAccount({ accounts, clients, findSession }: Needs): ListAccount {
  const accountOf = async (sub: string): Promise<Account> => (await accounts.find(sub)) ?? noAccount

  const sessionsOf = async (sub: string): Promise<readonly Session[]> => {
    const { sessions } = await accountOf(sub)
    const found = await Promise.all(sessions.map(({ id }) => findSession(id)))
    return found.flatMap((one) => (one?.session.sub === sub ? [one.session] : []))
  }

  const listed = async ({ clientId, grants, since, lastAt }: Account['apps'][number]) => {
    const client = await clients.find(clientId, undefined)
    return { clientId, client, grants, since, lastAt }
  }

  return {
    account: accountOf,
    sessions: sessionsOf,

    async page({ session, user }) {
      const { apps } = await accountOf(user.sub)
      const others = (await sessionsOf(user.sub)).filter(({ id }) => id !== session.id)
      return {
        kind: 'shown',
        user,
        csrf: accountCsrfOf(session),
        current: shown(session),
        others: others.toSorted(latestFirst).map(shown),
        apps: (await Promise.all(apps.map(listed))).toReversed(),
      }
    },
  }
}

const latestFirst = (one: Session, other: Session): number => other.lastSeenAt - one.lastSeenAt

const shown = (session: Session): ListedSession => ({
  handle: sessionHandleOf(session),
  browser: session.browser,
  startedAt: session.startedAt,
  lastSeenAt: session.lastSeenAt,
})
