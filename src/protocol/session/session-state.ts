/**
 * What an app remembers of the login at this server, to learn of its end (OIDC Session §2).
 *
 * @module
 */

import { createHash } from 'node:crypto'
import type { ClientId } from '../client/client.ts'
import type { Session } from './session.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url')

/**
 * What the script of the check_session page may know of a browser's login: another one after every
 * sign-in, and nothing that leads back to the secret of the session (OIDC Session §3.2).
 */
export const browserStateOf = (session: Pick<Session, 'id'> | undefined): string =>
  session === undefined ? signedOut : sha256(`browser state of ${session.id}`)

/** The state of a browser that nobody is signed in with. The check_session page knows it too. */
export const signedOut = 'signed-out'

interface Inputs {
  readonly clientId: ClientId
  readonly redirectUri: string
  readonly browserState: string
  readonly salt: string
}

/**
 * `session_state`: the browser state bound to a client and to its origin, so that no other origin can
 * ask about it. Only unreserved characters, for some clients do not decode it (OIDC Session §3).
 */
export function sessionStateOf({ clientId, redirectUri, browserState, salt }: Inputs): string {
  const { origin } = new URL(redirectUri)
  return `${sha256(`${clientId} ${origin} ${browserState} ${salt}`)}.${salt}`
}
