/**
 * The signing keys of every realm, each its own.
 *
 * @module
 */

import { join } from 'node:path'
import { createSigningKeys, type SigningKeys } from './key-store.ts'

export interface RealmKeys {
  /** The keys of a realm, by its id: the same ones whenever they are asked for. */
  of(realmId: string): SigningKeys
  /** Forgets what is in memory only; what a file keeps is there again when the realm is. */
  forget(realmId: string): void
}

/** `folder` keeps the keys from one start to the next; without it they live as long as the process. */
export function createRealmKeys(folder: string | undefined): RealmKeys {
  const opened = new Map<string, SigningKeys>()
  return {
    of(realmId) {
      const known = opened.get(realmId)
      if (known !== undefined) return known
      const keys = createSigningKeys({ file: folder && keyFileIn(folder, realmId) })
      opened.set(realmId, keys)
      return keys
    },
    forget(realmId) {
      // Two who write one file would lose each other's keys, so there is one for as long as we run.
      if (folder === undefined) opened.delete(realmId)
    },
  }
}

/** `keys.json` is that of the default realm: it was there before the others. */
function keyFileIn(folder: string, realmId: string): string {
  return realmId === 'default'
    ? join(folder, 'keys.json')
    : join(folder, 'realms', realmId, 'keys.json')
}
