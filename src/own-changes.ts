/**
 * What is changed of realms while the server runs, and what of it was kept before the start.
 *
 * @module
 */

import type { Config } from './config/config.ts'
import { ConfigError } from './config/fault.ts'
import type { RealmConfig } from './config/realm-config.ts'
import type { RealmChanges } from './control/realm-changes.ts'
import type { Followed, UnfitError } from './control/realm-seeds.ts'
import type { KeptRecord, KeptRecords } from './ports/kept-records.ts'
import { UnavailableError } from './protocol/unavailable/unavailable.ts'
import type { Realms } from './realms.ts'

/** Loaded when something is changed, or something is kept. */
export interface OwnChanges {
  open(): Promise<RealmChanges>
  /** The realms of the configuration, with what was kept of them. */
  readonly realms: readonly RealmConfig[]
  /** Another configuration is in force: what realms are made from by it. Throws when it cannot be. */
  follow(config: Config): Followed
  /** From now on what other processes change counts here as well; `heard`: somebody may have gone by that. */
  share(heard: () => Promise<void>): void
  /** Whether a client is there that no configuration names. */
  isAdded(realmId: string, clientId: string): boolean
  /** A sentence for each realm of which something is kept that does not count. */
  setAside(): readonly SetAside[]
}

export interface SetAside {
  readonly realm: string
  readonly users: readonly string[]
  readonly clients: readonly string[]
  readonly place: string
}

interface Needs {
  readonly config: Config
  /** Known once the server is bound to its address. */
  readonly realms: () => Realms
  /** Undefined: nothing outlives the process. */
  readonly records: KeptRecords | undefined
}

/** Throws {@link ConfigError} where what is kept cannot be used. */
export async function openOwnChanges({ config, realms, records }: Needs): Promise<OwnChanges> {
  const kept = await load(records)
  let current = config
  let opened: RealmChanges | undefined
  const open = async (): Promise<RealmChanges> => {
    const { createRealmChanges } = await import('./control/realm-changes.ts')
    opened ??= createRealmChanges({ realms, config: current, records, kept })
    return opened
  }
  if (kept.size > 0) await open()
  const first = followed(opened, config, records)
  return {
    open,
    realms: first.configured,
    follow(next) {
      const { configured, made } = opened?.follow(next) ?? asWritten(next)
      current = next
      return { configured, made }
    },
    share(heard) {
      records?.shared?.follow(async (changes) => {
        ;(await open()).hear(changes)
        await heard()
      })
    },
    isAdded: (realmId, id) =>
      opened?.state(realmId).clients.has(id) === true &&
      opened.originOf(realmId, 'clients', id) === 'added',
    setAside: () =>
      current.realms.flatMap(({ id }) => {
        const aside = opened?.setAside(id)
        if (aside === undefined || aside.users.length + aside.clients.length === 0) return []
        return [{ realm: id, ...aside, place: records?.placeOf(id) ?? '' }]
      }),
  }
}

const asWritten = ({ realms }: Config): Followed => ({ configured: realms, made: [] })

async function load(
  records: KeptRecords | undefined,
): Promise<ReadonlyMap<string, readonly KeptRecord[]>> {
  if (records === undefined) return new Map()
  try {
    return await records.load()
  } catch (error) {
    // A store that is away is read when it is back.
    if (error instanceof UnavailableError) return new Map()
    const problem = (error as Error).message
    throw new ConfigError([{ path: '', place: records.setting, problem }])
  }
}

/** A configuration that has changed since may not take what was kept of its realms. */
function followed(
  changes: RealmChanges | undefined,
  config: Config,
  records: KeptRecords | undefined,
): Followed {
  if (changes === undefined) return asWritten(config)
  try {
    return changes.follow(config)
  } catch (error) {
    const { realm = 'default', message } = error as Partial<UnfitError>
    const mend = 'Mend the configuration, or take it out of there.'
    const problem = `${message} (kept in ${records?.placeOf(realm)}). ${mend}`
    throw new ConfigError([{ path: '', place: records?.setting ?? '', problem }])
  }
}
