/**
 * The realms of a running server. The configuration is the first source of them, not the only one.
 *
 * @module
 */

import type { RealmConfig } from './config/realm-config.ts'
import type { Ground } from './ground.ts'
import { createRealm, type LiveRealm } from './wire.ts'

export interface Realms {
  find(id: string): LiveRealm | undefined
  /** In the order in which they came. */
  list(): readonly LiveRealm[]
  /** Throws when there is one of that id: two issuers must never be one. */
  add(seed: RealmConfig): LiveRealm
  /**
   * Gives the realm of that id other settings. Its sessions, approvals and keys stay; what is being
   * answered goes on by the old settings. Throws when there is none.
   */
  replace(seed: RealmConfig): LiveRealm
  /** Makes the realm of that id anew: of what it held, only its keys stay. Throws when there is none. */
  renew(seed: RealmConfig): LiveRealm
  /**
   * Forgets a realm with all that it holds in memory, and says whether there was one. In a data
   * folder its keys stay, so that they are there when it comes back.
   */
  remove(id: string): boolean
}

/** `origin` is the server's: a realm knows its issuer from the start. */
export function createRealms(origin: string, ground: Ground): Realms {
  const realms = new Map<string, LiveRealm>()
  return {
    find: (id) => realms.get(id),
    list: () => [...realms.values()],
    add(seed) {
      if (realms.has(seed.id)) throw new Error(`There is a realm ${seed.id} already.`)
      const realm = createRealm(seed, origin, ground)
      realms.set(seed.id, realm)
      return realm
    },
    replace(seed) {
      const before = realms.get(seed.id)
      if (before === undefined) throw new Error(`There is no realm ${seed.id} to replace.`)
      const realm = before.changedTo(seed)
      realms.set(seed.id, realm)
      return realm
    },
    renew(seed) {
      const before = realms.get(seed.id)
      if (before === undefined) throw new Error(`There is no realm ${seed.id} to renew.`)
      before.release()
      const realm = createRealm(seed, origin, ground, true)
      realms.set(seed.id, realm)
      return realm
    },
    remove(id) {
      if (id === 'default') throw new Error('The default realm is always there.')
      realms.get(id)?.release()
      ground.keys.forget(id)
      ground.salts.forget(id)
      return realms.delete(id)
    },
  }
}

/**
 * Takes over what a changed configuration says of its realms. A realm that it has never named came
 * from elsewhere, and stays.
 */
export function reloadRealms(
  realms: Realms,
  before: readonly RealmConfig[],
  after: readonly RealmConfig[],
): void {
  for (const seed of after) {
    if (realms.find(seed.id) === undefined) realms.add(seed)
    else realms.replace(seed)
  }
  const kept = new Set(after.map(({ id }) => id))
  for (const { id } of before) if (!kept.has(id)) realms.remove(id)
}
