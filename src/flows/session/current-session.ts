/**
 * Who is signed in: the one place that reads a session.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { LoginClaims } from '../../ports/planned-logins.ts'
import type { UserDirectory } from '../../ports/registry.ts'
import type { Store } from '../../ports/store.ts'
import { isSignedOutSince, signOutId } from '../../protocol/account/withdrawal.ts'
import type { Client } from '../../protocol/client/client.ts'
import type { Session } from '../../protocol/session/session.ts'
import { isAhead } from '../../protocol/time.ts'
import { type User, withClaims } from '../../protocol/user.ts'
import type { Foresee } from '../records/foresee.ts'

export interface CurrentSession {
  readonly session: Session
  readonly user: User
}

/**
 * Takes the secret of a session cookie; undefined when it opens no live session. `client`: whose request
 * it is about, if any.
 */
export type ReadCurrentSession = (
  sessionId: string | undefined,
  client?: Client,
) => Promise<CurrentSession | undefined>

/** The same without noting a visit. */
export type FindSession = (
  sessionId: string,
  client?: Client,
) => Promise<CurrentSession | undefined>

interface Needs {
  readonly sessions: Store<Session>
  readonly withdrawals: Store<number>
  readonly users: UserDirectory
  readonly claimsOfLogin: LoginClaims | undefined
  readonly foresee: Foresee
  readonly clock: Clock
  /** Seconds without a request after which a session ends. */
  readonly idle: number
}

/** A visit is noted at most this often (seconds), for it costs a write, and always in time. */
const noteEvery = (idle: number): number => Math.min(60, Math.floor(idle / 4))

export function createFindSession(needs: Needs): FindSession {
  const { sessions, withdrawals, users, claimsOfLogin, foresee, clock, idle } = needs
  return async (sessionId, client) => {
    const session = await sessions.find(sessionId)
    if (session === undefined) return undefined
    foresee(session, client)
    const user = await users.findSince(session.sub, session.startedAt)
    const signedOutAt = await withdrawals.find(signOutId(session.sub))
    const hasEnded =
      isOver(session, clock.now(), idle) || isSignedOutSince(session.startedAt, signedOutAt)
    if (user === undefined || hasEnded) {
      await sessions.remove(sessionId)
      return undefined
    }
    if (claimsOfLogin === undefined) return { session, user }
    return { session, user: withClaims(user, await claimsOfLogin.find(session.sid)) }
  }
}

export function createReadCurrentSession(needs: Needs): ReadCurrentSession {
  const { sessions, clock, idle } = needs
  const find = createFindSession(needs)
  return async (sessionId, client) => {
    const current = sessionId === undefined ? undefined : await find(sessionId, client)
    if (sessionId === undefined || current === undefined) return undefined
    const now = clock.now()
    if (now - current.session.lastSeenAt >= noteEvery(idle)) {
      await sessions.update(sessionId, (kept) => ({ ...kept, lastSeenAt: now }))
    }
    return current
  }
}

/** One from the future began on a clock that has been put right, and would not end for as long. */
const isOver = ({ lastSeenAt }: Session, now: number, idle: number): boolean =>
  now - lastSeenAt > idle || isAhead(lastSeenAt, now)
