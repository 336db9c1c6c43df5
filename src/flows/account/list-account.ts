/**
 * What the account page shows.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { ClientRegistry, UserDirectory } from '../../ports/registry.ts'
import type { Store } from '../../ports/store.ts'
import { type Account, type LetIn, noAccount } from '../../protocol/account/account.ts'
import { accountCsrfOf, sessionHandleOf } from '../../protocol/account/account-forms.ts'
import type { Client } from '../../protocol/client/client.ts'
import type { Consent } from '../../protocol/consent/consent.ts'
import type { Session } from '../../protocol/session/session.ts'
import type { User } from '../../protocol/user.ts'
import type { CurrentSession, FindSession } from '../session/current-session.ts'
import { type GivenLifetimes, longestOf } from './withdraw.ts'

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
  /** What a user has let in that may still have access, the latest first. */
  apps(sub: string): Promise<readonly ListedApp[]>
  /** Whether anything of what a user has let an app have may still work. */
  lasts(sub: string, app: LetIn): Promise<boolean>
  /** The sessions of a user that are alive. */
  sessions(sub: string): Promise<readonly Session[]>
}

interface Needs {
  readonly accounts: Store<Account>
  readonly clients: ClientRegistry
  readonly consents: Store<Consent>
  readonly users: UserDirectory
  readonly findSession: FindSession
  readonly clock: Clock
  readonly lifetimes: GivenLifetimes
}

/** Seconds by which the last answer may be later than it is noted, and a code later redeemed. */
const slack = 120

export function createListAccount(needs: Needs): ListAccount {
  const { accounts, clients, consents, users, findSession, clock, lifetimes } = needs

  const accountOf = async (sub: string): Promise<Account> => (await accounts.find(sub)) ?? noAccount

  const sessionsOf = async (sub: string): Promise<readonly Session[]> => {
    const { sessions } = await accountOf(sub)
    const found = await Promise.all(sessions.map(({ id }) => findSession(id)))
    return found.flatMap((one) => (one?.session.sub === sub ? [one.session] : []))
  }

  const cardOf = async ({ clientId, grants, since, lastAt }: LetIn): Promise<ListedApp> => {
    const client = await clients.find(clientId, undefined)
    return { clientId, client, grants, since, lastAt }
  }

  const lasts = async (sub: string, { clientId, consents: forGood, lastAt }: LetIn) => {
    if (!(await clients.stillCounts(clientId, lastAt))) return false
    if ((await users.findSince(sub, lastAt)) === undefined) return false
    if (lastAt + longestOf(lifetimes) + slack > clock.now()) return true
    const found = await Promise.all(forGood.map((id) => consents.find(id)))
    return found.some((consent) => consent !== undefined)
  }

  const appsOf = async (sub: string): Promise<readonly ListedApp[]> => {
    const { apps } = await accountOf(sub)
    const listed = await Promise.all(
      apps.map(async (app) => ((await lasts(sub, app)) ? [await cardOf(app)] : [])),
    )
    return listed.flat().toReversed()
  }

  return {
    account: accountOf,
    apps: appsOf,
    lasts,
    sessions: sessionsOf,

    async page({ session, user }) {
      const others = (await sessionsOf(user.sub)).filter(({ id }) => id !== session.id)
      return {
        kind: 'shown',
        user,
        csrf: accountCsrfOf(session),
        current: shown(session),
        others: others.toSorted(latestFirst).map(shown),
        apps: await appsOf(user.sub),
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
