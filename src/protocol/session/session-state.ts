/**
 * What an app remembers of the login at this server, to learn of its end (OIDC Session §2).
 *
 * @module
 */

import type { ClientId } from '../client/client.ts'
import { remembering } from '../remembering.ts'
import { digestOf } from '../secrets.ts'
import type { Session } from './session.ts'

/**
 * What the script of the check_session page may know of a browser's login: another one after every
 * sign-in, and nothing that leads back to the secret of the session (OIDC Session §3.2).
 */
export function browserStateOf(session: Pick<Session, 'id'> | undefined): string {
  if (session === undefined) return signedOut
  const known = told.get(session)
  if (known !== undefined) return known
  const state = digestOf(`browser state of ${session.id}`)
  told.set(session, state)
  return state
}

/** What has been told already: every answer tells it. */
const told = new WeakMap<Pick<Session, 'id'>, string>()

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
  const origin = originOf(redirectUri)
  return `${digestOf(`${clientId} ${origin} ${browserState} ${salt}`)}.${salt}`
}

const originOf = remembering((redirectUri) => new URL(redirectUri).origin)
