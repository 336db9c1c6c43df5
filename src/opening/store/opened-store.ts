/**
 * What a server keeps its records in, once it is open.
 *
 * @module
 */

import type { LoginLimits, SecretLimits } from '../../adapters/passwords/login-limits.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Events } from '../../ports/events.ts'
import type { JournalFeed } from '../../ports/journal-feed.ts'
import type { KeptRecords } from '../../ports/kept-records.ts'
import type { SharedSecret } from '../../ports/shared-secret.ts'
import type { RoundTrip, Store } from '../../ports/store.ts'
import type { StoreMakers } from './store-makers.ts'

export type SecretName = 'keys' | 'pairwise-salt' | 'console-forms' | 'steering'

export interface OpenStore {
  readonly storesOf: StoreMakers
  /** Where users and clients are kept that come while the server runs; undefined where the store keeps none. */
  readonly records: KeptRecords | undefined
  /** What replicas tell each other's journals of a realm; undefined where there are none. */
  readonly journalOf: ((realmId: string) => JournalFeed) | undefined
  /** When logins to the console end, by a clock; undefined where each process has its own. */
  consoleLogins(clock: Clock): Store<number> | undefined
  /** What bounds the guessing of passwords and of the secrets of clients. */
  readonly limits: { readonly logins: LoginLimits; readonly clients: SecretLimits }
  /** A secret of a realm that all replicas have; undefined where each process has its own. */
  readonly secretOf: ((realmId: string, name: SecretName) => SharedSecret) | undefined
  /** What the nonces of a realm are made with, the same on every replica; undefined as above. */
  readonly nonceSecretOf: ((realmId: string) => string) | undefined
  /** Rejects when nothing can be kept or found now. */
  check(): Promise<void>
  close(): void
}

/** Who hears of it. */
export interface StoreWatch {
  readonly events: Events
  /** Hears of each call to a store that is not in this process; undefined where nobody counts. */
  readonly took: ((trip: RoundTrip) => void) | undefined
}
