import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { Events } from '../../ports/events.ts'
import type { LoginClaims } from '../../ports/planned-logins.ts'
import type { Store } from '../../ports/store.ts'
import { browserNameOf } from '../../protocol/session/browser-name.ts'
import type { Session } from '../../protocol/session/session.ts'
import type { User } from '../../protocol/user.ts'
import type { Browser } from '../forms/browser.ts'
import type { NoteAccount } from '../records/note-account.ts'
import type { TellClients } from './tell-clients.ts'

/** How a user has proved, or was allowed to say, who they are. */
export type SignInBy = 'password' | 'picker' | 'newcomer' | 'auto' | 'plan'

/**
 * Starts a session under a new secret and ends the one that the browser had before. The public
 * name (`sid`) stays when the same user signs in again, for it is the same session to the apps.
 */
export type StartSession = (
  user: User,
  by: SignInBy,
  browser: Pick<Browser, 'sessionId' | 'userAgent'>,
) => Promise<Session>

interface Needs {
  readonly sessions: Store<Session>
  /** Of the session of another user, which is over. */
  readonly tellClients: TellClients
  readonly noteAccount: NoteAccount
  readonly claimsOfLogin: LoginClaims | undefined
  readonly entropy: Entropy
  readonly clock: Clock
  readonly events: Events
  /** Seconds after which a session ends, however busy it is. */
  readonly lifetime: number
}

export function createStartSession({
  sessions,
  tellClients,
  noteAccount,
  claimsOfLogin,
  entropy,
  clock,
  events,
  lifetime,
}: Needs): StartSession {
  return async (user, by, { sessionId: before, userAgent }) => {
    const now = clock.now()
    const old = before === undefined ? undefined : await sessions.take(before)
    const goesOn = old?.sub === user.sub
    if (old !== undefined && !goesOn) tellClients(old)
    // what was planned of the login before is known of that one alone
    if (goesOn) await claimsOfLogin?.forget(old.sid)
    const session: Session = {
      id: entropy.secret(),
      sid: goesOn ? old.sid : entropy.id(),
      sub: user.sub,
      authTime: now,
      startedAt: now,
      lastSeenAt: now,
      ...namedBy(userAgent),
      visited: goesOn ? old.visited : [],
    }
    const put = sessions.put(session.id, session, now + lifetime)
    await Promise.all([put, noteAccount.session(session, before)])
    events.emit({ kind: 'user.signed-in', sub: user.sub, sid: session.sid, by })
    return session
  }
}

function namedBy(userAgent: string | undefined): Pick<Session, 'browser'> {
  const browser = browserNameOf(userAgent)
  return browser === undefined ? {} : { browser }
}
