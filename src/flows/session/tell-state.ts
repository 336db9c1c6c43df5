import type { Entropy } from '../../ports/entropy.ts'
import type { Client, ClientId } from '../../protocol/client/client.ts'
import type { Session } from '../../protocol/session/session.ts'
import { browserStateOf, sessionStateOf } from '../../protocol/session/session-state.ts'

/** What an answer says of the login that it comes from. */
export interface ToldState {
  /** For the app (`session_state`). */
  readonly sessionState: string
  /** For the browser, whose check_session page compares it. */
  readonly browserState: string
}

/** `session`: undefined when nobody is signed in. */
export type TellState = (
  client: Client,
  redirectUri: string,
  session: Session | undefined,
) => ToldState

/** What was told, and whom. */
interface Telling {
  readonly clientId: ClientId
  readonly redirectUri: string
  readonly state: ToldState
}

export function createTellState({ entropy }: { readonly entropy: Entropy }): TellState {
  // Of each session the last one, for an app that renews in silence is told the same again and again.
  const last = new WeakMap<Session, Telling>()

  const workOut = (
    client: Client,
    redirectUri: string,
    session: Session | undefined,
  ): ToldState => {
    const browserState = browserStateOf(session)
    const bound = { clientId: client.id, redirectUri, browserState, salt: entropy.id() }
    return { sessionState: sessionStateOf(bound), browserState }
  }

  return (client, redirectUri, session) => {
    if (session === undefined) return workOut(client, redirectUri, session)
    const before = last.get(session)
    if (before?.clientId === client.id && before.redirectUri === redirectUri) return before.state
    const state = workOut(client, redirectUri, session)
    last.set(session, { clientId: client.id, redirectUri, state })
    return state
  }
}
