/**
 * What all realms of a process stand on.
 *
 * @module
 */

import { createBackChannel, type OwnBackChannel } from './adapters/back-channel/back-channel.ts'
import { createPairwiseSalts, type PairwiseSalts } from './adapters/data-folder/pairwise-salts.ts'
import type { EventStream } from './adapters/events/event-stream.ts'
import { createRealmKeys, type RealmKeys } from './adapters/jose/keys/realm-keys.ts'
import { createSpareKeys } from './adapters/jose/keys/spare-keys.ts'
import type { LoginLimits, SecretLimits } from './adapters/passwords/login-limits.ts'
import { createHashingQueue } from './adapters/passwords/password-hasher.ts'
import type { WorkQueue } from './adapters/passwords/work-queue.ts'
import { millisecondsOf } from './adapters/time/clock.ts'
import type { Config } from './config/config.ts'
import { algsOf, keySettingsOf } from './config/realm-config.ts'
import type { Steering } from './control/steering.ts'
import type { OpenStore } from './opening/store/opened-store.ts'
import type { Clock } from './ports/clock.ts'
import type { Newcomers } from './ports/newcomers.ts'
import { UnavailableError } from './protocol/unavailable/unavailable.ts'

/** What there is one of in a process, however many realms it has. */
export interface Ground {
  readonly config: Pick<Config, 'mode' | 'alsoAt'>
  readonly clock: Clock
  readonly events: EventStream
  readonly keys: RealmKeys
  /** What pairwise subjects are made with. */
  readonly salts: PairwiseSalts
  readonly backChannel: OwnBackChannel
  /** The memory and the threads of the process bound hashing; its time bounds guessing. */
  readonly hashing: WorkQueue
  readonly loginLimits: LoginLimits
  /** Reads at once what other processes have changed; undefined where there are none. */
  readonly hearOthers: (() => Promise<void>) | undefined
  /** The same for the secrets of clients. */
  readonly clientLimits: SecretLimits
  /** Whether the server answers at an address, by the names that it goes by at the time. */
  readonly isOwnAddress: (url: string) => boolean
  /** What the stores of a realm are made of, by its id. */
  readonly storesOf: OpenStore['storesOf']
  /** What the nonces of a realm are made with; undefined where this process makes that up. */
  readonly nonceSecretOf: (realmId: string) => string | undefined
  /** Makes users of a realm on its login page. */
  readonly newcomersOf: (realmId: string) => Newcomers
  /** Gives a realm what tests control it by, `isAnew`: for another life of it; undefined where none may. */
  readonly steer: ((realmId: string, isAnew: boolean) => Steering) | undefined
}

/** What stands on the realms themselves, or on the names that the server goes by once it listens. */
export type LaterNeeds = 'isOwnAddress' | 'newcomersOf'

/** All of it but what is known later, and what its owner looks after. */
export interface OpenGround extends Omit<Ground, LaterNeeds> {
  readonly store: Pick<OpenStore, 'check' | 'consoleLogins' | 'secretOf'>
  close(): Promise<void>
}

export async function openGround(
  config: Config,
  events: EventStream,
  clock: Clock,
  store: OpenStore,
): Promise<OpenGround> {
  const keys = await openKeys(config, events, clock, store)
  const backChannel = createBackChannel({ mode: config.mode })
  return {
    ...{ config, events, clock, keys, backChannel, store },
    salts: await openSalts(config, store),
    hashing: createHashingQueue(),
    hearOthers: store.records?.shared?.refresh,
    loginLimits: store.limits.logins,
    clientLimits: store.limits.clients,
    storesOf: store.storesOf,
    nonceSecretOf: store.nonceSecretOf ?? (() => undefined),
    steer: await steeringOf(config, { clock, events, store }),
    async close() {
      await backChannel.close()
      keys.close()
      store.close()
    },
  }
}

/** Nothing of it is loaded where nobody may control the server. */
async function steeringOf(
  { control }: Config,
  { clock, events, store }: Pick<OpenGround, 'clock' | 'events' | 'store'>,
): Promise<Ground['steer']> {
  if (control.kind === 'off') return undefined
  const { createSteering } = await import('./control/steering.ts')
  const { createLives } = await import('./control/tokens/token-ledger.ts')
  const lives = createLives(store.secretOf !== undefined)
  const machine = () => millisecondsOf(clock)
  return (realmId, isAnew) => {
    const text = store.secretOf?.(realmId, 'steering')
    return createSteering({ events: events.of(realmId), machine, lives, text, isAnew })
  }
}

/**
 * Keys in the data folder are read now, so that a damaged file stops the start. Those of the default
 * realm are made now, so that its first login is quick; the others when they are asked for.
 */
async function openKeys(
  { dataDir, realms, control }: Config,
  events: EventStream,
  clock: Clock,
  { secretOf }: Pick<OpenStore, 'secretOf'>,
): Promise<RealmKeys> {
  const keys = createRealmKeys(dataDir, {
    clock,
    sharedOf: secretOf && ((realmId) => secretOf(realmId, 'keys')),
    // tests make realms all the time, others once
    spares: control.kind === 'on' ? createSpareKeys() : undefined,
    report: (realmId, error) =>
      events.of(realmId).emit({ kind: 'fault.unexpected', where: 'the signing keys', error }),
    changed: (realmId, change) => events.of(realmId).emit({ kind: 'keys.rotated', ...change }),
  })
  const opened = realms.map((realm) => keys.of(realm.id, keySettingsOf(realm)))
  await Promise.all(opened.map((own) => own.load().catch(unlessUnavailable)))
  const [first] = realms
  // Whoever asks for a key that cannot be made is told; now there is nobody to tell.
  const making = first && opened[0]?.all(algsOf(first))
  making?.catch(() => {})
  return keys
}

/** A store that is away may be back before anybody asks. */
function unlessUnavailable(error: unknown): void {
  if (!(error instanceof UnavailableError)) throw error
}

/** Those that a client needs are read now, for the same reason. */
async function openSalts(
  { dataDir, realms }: Config,
  { secretOf }: Pick<OpenStore, 'secretOf'>,
): Promise<PairwiseSalts> {
  const salts = createPairwiseSalts(
    dataDir,
    secretOf && ((realmId) => secretOf(realmId, 'pairwise-salt')),
  )
  const needed = realms.filter(({ clients }) => clients.some(({ sector }) => sector !== undefined))
  await Promise.all(needed.map(({ id }) => salts.of(id).read().catch(unlessUnavailable)))
  return salts
}
