import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/events.ts'
import type { Store } from '../../ports/store.ts'
import type { Session } from '../../protocol/session/session.ts'
import { clockSkew } from '../../protocol/time.ts'
import type { TellClients } from './tell-clients.ts'

/**
 * Ends a session with all that ends with it, and tells the apps. Answers the session as it was at its
 * end; undefined when it had ended before.
 */
export type EndSession = (session: Session) => Promise<Session | undefined>

interface Needs {
  readonly tellClients: TellClients
  readonly sessions: Store<Session>
  readonly endedSessions: Store<true>
  readonly clock: Clock
  readonly events: Events
  /** Seconds. */
  readonly lifetimes: { readonly accessToken: number; readonly refreshToken: number }
}

export function createEndSession(needs: Needs): EndSession {
  const { sessions, endedSessions, clock, events, tellClients, lifetimes } = needs
  /** Seconds that what ends with it would have worked. */
  const remembered = Math.max(lifetimes.accessToken, lifetimes.refreshToken)
  return async ({ id, sid, sub }) => {
    await endedSessions.put(sid, true, clock.now() + remembered + clockSkew)
    // of many who end it at once one tells of it, with the last visit
    const session = await sessions.take(id)
    if (session === undefined) return undefined
    events.emit({ kind: 'user.signed-out', sub, sid })
    tellClients(session)
    return session
  }
}
