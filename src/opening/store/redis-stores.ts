/**
 * Stores of all realms on Redis. Loaded where the configuration names one.
 *
 * @module
 */

import { createHmac } from 'node:crypto'
import { leaseBudgets, type MemoryBudgets } from '../../adapters/memory/memory-budgets.ts'
import { createEntropy } from '../../adapters/random/entropy.ts'
import { placeOf } from '../../adapters/redis/connection/address.ts'
import { openRedis, type RedisConnection } from '../../adapters/redis/connection/connection.ts'
import {
  createRedisLoginLimits,
  createRedisSecretLimits,
} from '../../adapters/redis/limits/limits.ts'
import { createRedisJournalFeed } from '../../adapters/redis/records/journal-feed.ts'
import { createRedisRecords } from '../../adapters/redis/records/kept-records.ts'
import {
  clearRedisStore,
  createRedisGroupedStore,
  createRedisStore,
} from '../../adapters/redis/records/store.ts'
import { createSharedSecret } from '../../adapters/redis/secrets/shared-secret.ts'
import type { StoreConfig } from '../../config/config.ts'
import { mostConsoleLogins } from '../../flows/console/console-login.ts'
import { StoreUnavailableError } from '../../protocol/unavailable/store-unavailable.ts'
import type { OpenStore, SecretName, StoreWatch } from './opened-store.ts'
import type { StoreMakers } from './store-makers.ts'

/** The most ids of apps that were accepted on loopback, as in memory. */
const mostApps = 1000

/** Milliseconds for which a text stays that nobody changes; what is not named stays for good. */
const lasts: Partial<Record<SecretName, number>> = { steering: 86_400_000 }

/** Seconds for which Redis keeps what a realm has whose clock a test moves: it may go back. */
const steeredGrace = 86_400

/** @throws {StoreRefusal} when it lets nobody in by these settings. */
export async function openRedisStore(
  { address, key }: Extract<StoreConfig, { readonly kind: 'redis' }>,
  { events, took }: StoreWatch,
  budgets: MemoryBudgets,
): Promise<OpenStore> {
  const redis = await openRedis(address, {
    lost: (at, why) => events.emit({ kind: 'store.lost', at, why }),
    back: (at) => events.emit({ kind: 'store.back', at }),
    took,
  })
  warnOfEviction(redis, (policy) =>
    events.emit({ kind: 'store.evicts', at: placeOf(address), policy }),
  )
  const records = createRedisRecords({ redis, failed: reporting(events) })
  return {
    records,
    journalOf: (realm) => createRedisJournalFeed(redis, realm),
    consoleLogins: (clock) =>
      createRedisStore({
        ...{ redis, clock, realm: 'default', kind: 'consoleLogins' },
        capacity: mostConsoleLogins,
      }),
    limits: {
      logins: createRedisLoginLimits({ redis, newId: createEntropy().id }),
      clients: createRedisSecretLimits({ redis }),
    },
    storesOf: onRedis(redis, budgets),
    secretOf: (realm, name) => createSharedSecret({ redis, realm, name, key, lasts: lasts[name] }),
    // On loopback there may be no key: then anybody on this machine can work them out.
    nonceSecretOf: (realm) =>
      createHmac('sha256', key ?? '')
        .update(`dpop-nonce ${realm}`)
        .digest('base64url'),
    check: redis.ping,
    close() {
      records.shared?.close()
      redis.close()
    },
  }
}

/** One that tells nobody what it does is taken at its word. */
function warnOfEviction(redis: RedisConnection, warn: (policy: string) => void): void {
  const judge = (told: string): void => {
    const policy = /^maxmemory_policy:([\w-]+)/m.exec(told)?.[1]
    if (policy !== undefined && policy !== 'noeviction') warn(policy)
  }
  redis.info('memory').then(judge, () => {})
}

/** That it is away is told elsewhere. */
const reporting =
  (events: StoreWatch['events']) =>
  (error: unknown): void => {
    if (error instanceof StoreUnavailableError) return
    events.emit({ kind: 'fault.unexpected', where: 'what another server has changed', error })
  }

function onRedis(redis: RedisConnection, budgets: MemoryBudgets): StoreMakers {
  return (realm, isSteered) => {
    const { budgets: leased, release } = leaseBudgets(budgets)
    const at = { redis, realm, ...(isSteered && { grace: steeredGrace }) }
    const kinds = new Set<string>()
    const placed = (kind: string) => {
      kinds.add(kind)
      return { ...at, kind }
    }
    return {
      verifiedTokens: leased.verifiedTokens,
      acceptedApps: (clock) =>
        createRedisStore({ ...placed('acceptedApps'), clock, capacity: mostApps }),
      plain: (kind, terms) => createRedisStore({ ...terms, ...placed(kind) }),
      grouped: (kind, terms) => createRedisGroupedStore({ ...terms, ...placed(kind) }),
      release() {
        release()
        // What cannot be reached now ends by itself, later.
        for (const kind of kinds) clearRedisStore({ ...at, kind }).catch(() => {})
      },
    }
  }
}
