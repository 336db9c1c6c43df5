/**
 * The login of whoever administers a server that is not theirs alone: apart from its users, and for the
 * console only.
 *
 * @module
 */

import type { Authentication, Authenticator } from '../../ports/authenticator.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Entropy } from '../../ports/entropy.ts'
import type { Store } from '../../ports/store.ts'
import { digestOf } from '../../protocol/secrets.ts'

/** Seconds for which a login that is not used goes on. */
const idle = 30 * 60

/** Logins that go on at the same time. Of more the oldest ends. */
export const mostConsoleLogins = 100

/** Seconds after which replicas are told that a login goes on for longer. */
const toldAgain = 60

export type ConsoleLoginOutcome =
  | { readonly kind: 'signed-in'; readonly id: string }
  | Exclude<Authentication, { kind: 'right' }>

export interface ConsoleLogin {
  /** Finds out what replicas know of a login; asked before all else where they share them. */
  meet(id: string | undefined): Promise<void>
  /** Whether `id` names a login that goes on, which then goes on for longer. */
  isSignedIn(id: string | undefined): boolean
  /** The same, and that it is asked lengthens nothing. */
  goesOn(id: string | undefined): boolean
  /** `address`: where the password was typed. */
  signIn(password: string, address: string): Promise<ConsoleLoginOutcome>
  signOut(id: string | undefined): Promise<void>
}

interface Needs {
  /** Knows {@link administrator}, and nobody else. */
  readonly authenticator: Authenticator
  readonly entropy: Entropy
  readonly clock: Clock
  /** When each login ends (epoch seconds), by the digest of its id; undefined where no replica shares them. */
  readonly shared: Store<number> | undefined
}

export const administrator = 'administrator'

export function createConsoleLogin({ authenticator, entropy, clock, shared }: Needs): ConsoleLogin {
  /** By id, when each ends (epoch seconds); the one that was used last comes last. */
  const logins = new Map<string, number>()
  /** When each ends as replicas were told. */
  const told = new Map<string, number>()
  const forget = (id: string): void => {
    logins.delete(id)
    told.delete(id)
  }
  const goOn = (id: string): void => {
    logins.delete(id)
    logins.set(id, clock.now() + idle)
    const [oldest] = logins.keys()
    if (logins.size > mostConsoleLogins && oldest !== undefined) forget(oldest)
  }
  const tell = async (id: string): Promise<void> => {
    const ends = clock.now() + idle
    told.set(id, ends)
    await shared?.put(digestOf(id), ends, ends)
  }
  const goesOn = (id: string | undefined): id is string =>
    id !== undefined && (logins.get(id) ?? 0) > clock.now()
  return {
    async meet(id) {
      if (shared === undefined || id === undefined) return
      const ends = await shared.find(digestOf(id))
      if (ends === undefined) return forget(id)
      told.set(id, ends)
      logins.set(id, Math.max(ends, logins.get(id) ?? 0))
    },
    goesOn,
    isSignedIn(id) {
      if (!goesOn(id)) return false
      goOn(id)
      const isOld = (told.get(id) ?? 0) < clock.now() + idle - toldAgain
      // Where they cannot be told now, the next request does.
      if (shared !== undefined && isOld) tell(id).catch(() => told.delete(id))
      return true
    },
    async signIn(password, address) {
      const found = await authenticator.authenticate(administrator, password, address)
      if (found.kind !== 'right') return found
      const id = entropy.secret()
      if (shared !== undefined) await tell(id)
      goOn(id)
      return { kind: 'signed-in', id }
    },
    async signOut(id) {
      if (id === undefined) return
      forget(id)
      await shared?.remove(digestOf(id))
    },
  }
}
