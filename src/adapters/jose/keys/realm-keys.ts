/**
 * The signing keys of every realm, each its own.
 *
 * @module
 */

import { join } from 'node:path'
import type { Clock } from '../../../ports/clock.ts'
import type { SharedSecret } from '../../../ports/shared-secret.ts'
import type { KeyChange } from '../../../protocol/keys/key-change.ts'
import { createKeysInStore } from './kept-in-store.ts'
import { createSigningKeys, type KeySettings, type SigningKeys } from './key-store.ts'
import type { SpareKeys } from './spare-keys.ts'

export interface RealmKeys {
  /** The keys of a realm, by its id: the same ones whenever they are asked for, by these settings. */
  of(realmId: string, settings: KeySettings): SigningKeys
  /** Forgets what is in memory only; what a file keeps is there again when the realm is. */
  forget(realmId: string): void
  /** Does what is due also where nobody asks for keys, until `close`. */
  lookAfter(): void
  close(): void
}

interface Options {
  readonly clock?: Clock
  /** Is told what keeps the keys of a realm from being made or read while nobody waits for them. */
  readonly report?: (realmId: string, error: unknown) => void
  /** Is told of keys that have come or gone. */
  readonly changed?: (realmId: string, change: KeyChange) => void
  /** Has some made before a realm asks; without it each realm makes its own. */
  readonly spares?: SpareKeys | undefined
  /** Where replicas share the keys of a realm, instead of a folder. */
  readonly sharedOf?: ((realmId: string) => SharedSecret) | undefined
}

/** Milliseconds between two looks. Whoever asks sees what is due at once. */
const rounds = 60_000

/** `folder` keeps the keys from one start to the next; without it they live as long as the process. */
export function createRealmKeys(folder: string | undefined, options: Options = {}): RealmKeys {
  const { clock, report, changed, spares, sharedOf } = options
  const opened = new Map<string, SigningKeys>()
  const open = (realmId: string, settings: KeySettings): SigningKeys =>
    createSigningKeys({
      file: folder && keyFileIn(folder, realmId),
      ...(sharedOf && { kept: createKeysInStore(sharedOf(realmId)) }),
      settings,
      makeJwk: spares?.take,
      ...(clock && { clock }),
      ...(report && { report: (error) => report(realmId, error) }),
      ...(changed && { changed: (change) => changed(realmId, change) }),
    })
  let going: NodeJS.Timeout | undefined
  return {
    of(realmId, settings) {
      const known = opened.get(realmId)
      known?.follow(settings)
      const keys = known ?? open(realmId, settings)
      opened.set(realmId, keys)
      return keys
    },
    forget(realmId) {
      // Two who write one file would lose each other's keys, so there is one for as long as we run.
      if (folder === undefined) opened.delete(realmId)
    },
    lookAfter() {
      going ??= setInterval(() => {
        for (const keys of opened.values()) void keys.tend()
      }, rounds).unref()
    },
    close() {
      clearInterval(going)
      spares?.close()
    },
  }
}

/** `keys.json` is that of the default realm: it was there before the others. */
export function keyFileIn(folder: string, realmId: string): string {
  return realmId === 'default'
    ? join(folder, 'keys.json')
    : join(folder, 'realms', realmId, 'keys.json')
}
