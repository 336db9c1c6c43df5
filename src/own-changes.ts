import type { Config } from './config/config.ts'
import type { RealmChanges } from './control/realm-changes.ts'
import type { Realms } from './realms.ts'

/** What is changed of realms while the server runs, loaded when something is. */
export interface OwnChanges {
  open(): Promise<RealmChanges>
  /** Another configuration is in force. */
  follow(config: Config): void
}

/** @param realms known once the server is bound to its address. */
export function createOwnChanges(config: Config, realms: () => Realms): OwnChanges {
  let current = config
  let opened: RealmChanges | undefined
  return {
    async open() {
      const { createRealmChanges } = await import('./control/realm-changes.ts')
      opened ??= createRealmChanges({ realms, config: current })
      return opened
    },
    follow(next) {
      current = next
      opened?.follow(next)
    },
  }
}
