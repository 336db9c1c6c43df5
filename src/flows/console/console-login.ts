/**
 * The login of whoever administers a server that is not theirs alone: apart from its users, and for the
 * console only.
 *
 * @module
 */

import type { Authentication, Authenticator } from '../../ports/authenticator.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'

/** Seconds for which a login that is not used goes on. */
const idle = 30 * 60

/** Logins that go on at the same time. Of more the oldest ends. */
const most = 100

export type ConsoleLoginOutcome =
  | { readonly kind: 'signed-in'; readonly id: string }
  | Exclude<Authentication, { kind: 'right' }>

export interface ConsoleLogin {
  /** Whether `id` names a login that goes on, which then goes on for longer. */
  isSignedIn(id: string | undefined): boolean
  /** The same, and that it is asked lengthens nothing. */
  goesOn(id: string | undefined): boolean
  /** `address`: where the password was typed. */
  signIn(password: string, address: string): Promise<ConsoleLoginOutcome>
  signOut(id: string | undefined): void
}

interface Needs {
  /** Knows {@link administrator}, and nobody else. */
  readonly authenticator: Authenticator
  readonly entropy: Entropy
  readonly clock: Clock
}

export const administrator = 'administrator'

export function createConsoleLogin({ authenticator, entropy, clock }: Needs): ConsoleLogin {
  /** By id, when each ends (epoch seconds); the one that was used last comes last. */
  const logins = new Map<string, number>()
  const goOn = (id: string): void => {
    logins.delete(id)
    logins.set(id, clock.now() + idle)
    const [oldest] = logins.keys()
    if (logins.size > most && oldest !== undefined) logins.delete(oldest)
  }
  const goesOn = (id: string | undefined): id is string =>
    id !== undefined && (logins.get(id) ?? 0) > clock.now()
  return {
    goesOn,
    isSignedIn(id) {
      if (!goesOn(id)) return false
      goOn(id)
      return true
    },
    async signIn(password, address) {
      const found = await authenticator.authenticate(administrator, password, address)
      if (found.kind !== 'right') return found
      const id = entropy.secret()
      goOn(id)
      return { kind: 'signed-in', id }
    },
    signOut(id) {
      if (id !== undefined) logins.delete(id)
    },
  }
}
