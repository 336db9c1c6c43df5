import type { Entropy } from '../../ports/entropy.ts'
import type { Client } from '../../protocol/client/client.ts'
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

export function createTellState({ entropy }: { readonly entropy: Entropy }): TellState {
  return (client, redirectUri, session) => {
    const browserState = browserStateOf(session)
    const bound = { clientId: client.id, redirectUri, browserState, salt: entropy.id() }
    return { sessionState: sessionStateOf(bound), browserState }
  }
}
