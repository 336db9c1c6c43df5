/**
 * Who is signed in: the one place that reads a session.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { UserDirectory } from '../../ports/registry.ts'
import type { Store } from '../../ports/store.ts'
import type { Session } from '../../protocol/session/session.ts'
import { isAhead } from '../../protocol/time.ts'
import type { User } from '../../protocol/user.ts'

export interface CurrentSession {
  readonly session: Session
  readonly user: User
}

/** Takes the secret of a session cookie; undefined when it opens no live session. */
export type ReadCurrentSession = (
  sessionId: string | undefined,
) => Promise<CurrentSession | undefined>

interface Needs {
  readonly sessions: Store<Session>
  readonly users: UserDirectory
  readonly clock: Clock
  /** Seconds without a request after which a session ends. */
  readonly idle: number
}

/** A visit is noted at most this often (seconds), for it costs a write, and always in time. */
const noteEvery = (idle: number): number => Math.min(60, Math.floor(idle / 4))

export function createReadCurrentSession({
  sessions,
  users,
  clock,
  idle,
}: Needs): ReadCurrentSession {
  return async (sessionId) => {
    if (sessionId === undefined) return undefined
    const session = await sessions.find(sessionId)
    if (session === undefined) return undefined
    const now = clock.now()
    const user = await users.findSince(session.sub, session.startedAt)
    if (user === undefined || isOver(session, now, idle)) {
      await sessions.remove(sessionId)
      return undefined
    }
    if (now - session.lastSeenAt >= noteEvery(idle)) {
      await sessions.update(sessionId, (kept) => ({ ...kept, lastSeenAt: now }))
    }
    return { session, user }
  }
}

/** One from the future began on a clock that has been put right, and would not end for as long. */
const isOver = ({ lastSeenAt }: Session, now: number, idle: number): boolean =>
  now - lastSeenAt > idle || isAhead(lastSeenAt, now)
