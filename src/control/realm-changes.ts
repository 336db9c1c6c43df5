/**
 * What has been changed of realms while the server runs: users and clients that came, changed or
 * went, and realms that no configuration names. The configuration stays what it was, and a reload of
 * it takes no change away.
 *
 * @module
 */

import type { ImportedKey } from '../adapters/jose/keys/imported/imported-keys.ts'
import { type Config, parseRealm } from '../config/config.ts'
import type { HeardRecord } from '../ports/kept-records.ts'
import type { LiveRealm } from '../wire.ts'
import { createChanging, createTable, type Table, type TableNeeds } from './change-table.ts'
import {
  type Changed,
  effective,
  type Kind,
  keyOf,
  type Origin,
  originOf,
  settled,
  unchanged,
  type Written,
  withRecord,
} from './changed.ts'
import { asControlError } from './judged/config-faults.ts'
import { changeOf } from './keeping.ts'
import { withOwnLogin } from './logins/who-is-signed-in.ts'
import { type Followed, inheritedUsers, newcomersOf, seedFor, seedsOf } from './realm-seeds.ts'

/**
 * What changes users or clients counts at once, and resolves when it is kept as well; where it cannot be
 * kept it is undone, and a {@link ControlError} (507) thrown.
 */
export interface RealmChanges {
  /** Makes a realm of settings as `realms` in `fragrant.yaml` takes them. Throws {@link ControlError}. */
  make(id: string, own: Written): LiveRealm
  /** Takes a realm out that was made. */
  remove(id: string): void
  /** Gives a realm back as it was made or configured, with nothing in it but its keys. */
  reset(id: string): Promise<LiveRealm>
  /** Users or clients as they are written, those of the configuration among them. */
  written(id: string, kind: Kind): readonly Written[]
  /** Where the one of a key comes from that is written. */
  originOf(id: string, kind: Kind, key: string): Origin
  /** Whether one that the configuration names has been changed since. */
  hasChanged(id: string, kind: Kind, key: string): boolean
  /** Whether what is added to a realm outlives the process. */
  keeps(id: string): boolean
  /** Whether the one of a key is there as they are now after the next start. */
  isKept(id: string, kind: Kind, key: string): boolean
  /** Puts one in by its key, in the place of what was there; undefined takes it out. */
  change(id: string, kind: Kind, key: string, to: Written | undefined): Promise<LiveRealm>
  /** Puts a user in whom a login page has made: whatever was typed of them is told. */
  join(id: string, sub: string, user: Written): Promise<LiveRealm>
  /** How many users of a realm login pages have made. */
  newcomersIn(id: string): number
  addKey(id: string, key: ImportedKey): LiveRealm
  removeKey(id: string, kid: string): LiveRealm
  keysOf(id: string): readonly ImportedKey[]
  /** Keys that sign before all others of their algorithms, until others are lent, or none. */
  lendKeys(id: string, keys: readonly ImportedKey[]): void
  /** Another configuration is in force from now on: its realms with what was changed. Throws when that cannot be. */
  follow(config: Config): Followed
  /** Finds out at once what other processes have changed. */
  hearOthers(): Promise<void>
  /** What other processes have changed counts from now on. Throws when it cannot be. */
  hear(changes: readonly HeardRecord[]): void
  /** The keys of users and clients that are kept and do not count, for the configuration says otherwise. */
  setAside(id: string): Readonly<Record<Kind, readonly string[]>>
  state(id: string): Changed
  restore(id: string, state: Changed): Promise<LiveRealm>
}

export function createRealmChanges(needs: TableNeeds): RealmChanges {
  const table = createTable(needs)
  const { all, changedOf, standing } = table
  const { apply, change, kept } = createChanging(needs, table)

  /** Returns what keeps it from counting. */
  const hear = (id: string, changes: readonly HeardRecord[]): unknown => {
    const own = changes.filter(({ realmId }) => realmId === id)
    const next = settled({ config: table.config, id, changed: withHeard(changedOf(id), own) })
    try {
      // a realm that is not here may be one of another configuration
      if (needs.realms().find(id) === undefined) all.set(id, next)
      else apply(id, next)
      return undefined
    } catch (error) {
      return error
    }
  }

  return {
    ...reading(table, needs.records),
    make(id, own) {
      const realm = needs.realms().add(seedOfOwn(table.config, id, own))
      all.set(id, { ...unchanged, own })
      return realm
    },
    remove(id) {
      all.delete(id)
      needs.realms().remove(id)
    },
    async reset(id) {
      const before = changedOf(id)
      all.set(id, { ...unchanged, own: before.own })
      const realm = needs.realms().renew(seedFor(standing(id)))
      await kept(id, before)
      return realm
    },
    change(id, kind, key, to) {
      const next = withRecord(standing(id), kind, { key, to })
      const all = effective({ ...standing(id), changed: next }, kind)
      return change(id, next, placeOf(all, kind, key))
    },
    join: (id, sub, to) =>
      change(id, withRecord(standing(id), 'users', { key: sub, to, isNewcomer: true })),
    ...changingKeys(changedOf, apply),
    follow(config) {
      const changes = [...all.keys()].map((id) => {
        const changed = settled({ config, id, changed: changedOf(id) })
        return [id, { config, id, changed }] as const
      })
      const followed = seedsOf(config, new Map(changes))
      table.config = config
      for (const [id, { changed }] of changes) all.set(id, changed)
      return followed
    },
    hearOthers: async () => needs.records?.shared?.refresh(),
    hear(changes) {
      const ids = [...new Set(changes.map(({ realmId }) => realmId))]
      const problems = ids.map((id) => hear(id, changes))
      const first = problems.find((problem) => problem !== undefined)
      if (first !== undefined) throw first
    },
    restore: (id, changed) => change(id, settled({ config: table.config, id, changed })),
  }
}

type ChangingKeys = Pick<RealmChanges, 'addKey' | 'removeKey' | 'keysOf' | 'lendKeys'>

const changingKeys = (
  changedOf: (id: string) => Changed,
  apply: (id: string, next: Changed) => LiveRealm,
): ChangingKeys => ({
  addKey: (id, key) => apply(id, { ...changedOf(id), keys: [key, ...changedOf(id).keys] }),
  removeKey: (id, kid) =>
    apply(id, { ...changedOf(id), keys: changedOf(id).keys.filter((key) => key.kid !== kid) }),
  keysOf: (id) => changedOf(id).keys,
  lendKeys(id, lent) {
    if (lent.length + changedOf(id).lent.length > 0) apply(id, { ...changedOf(id), lent })
  },
})

/** With what other processes have changed. */
function withHeard(changed: Changed, heard: readonly HeardRecord[]): Changed {
  const of = (wanted: Kind) => {
    const next = new Map(changed[wanted])
    for (const { kind, key, record } of heard) {
      if (kind !== wanted) continue
      if (record === undefined) next.delete(key)
      else next.set(key, changeOf(record))
    }
    return next
  }
  return { ...changed, users: of('users'), clients: of('clients') }
}

/** Where one of a list stands in its realm. */
const placeOf = (all: readonly Written[], kind: Kind, key: string): string =>
  `${kind}.${all.findIndex((one) => keyOf[kind](one) === key)}`

function seedOfOwn(config: Config, id: string, own: Written) {
  const top = Object(config.written.settings)
  try {
    return parseRealm(config, id, withOwnLogin(top, own, inheritedUsers(config, id)))
  } catch (error) {
    throw asControlError(error)
  }
}

type Reading = Omit<
  RealmChanges,
  | 'make'
  | 'remove'
  | 'reset'
  | 'change'
  | 'join'
  | 'follow'
  | 'hear'
  | 'hearOthers'
  | 'restore'
  | keyof ChangingKeys
>

function reading({ changedOf, standing }: Table, records: TableNeeds['records']): Reading {
  const keeps = (id: string) => records !== undefined && changedOf(id).own === undefined
  return {
    keeps,
    isKept(id, kind, key) {
      const { from, hasChanged } = originOf(standing(id), kind, key)
      if (from === 'added' || (from === 'demo' && hasChanged)) return keeps(id)
      return !hasChanged || (records?.shared !== undefined && keeps(id))
    },
    written: (id, kind) => effective(standing(id), kind),
    originOf: (id, kind, key) => originOf(standing(id), kind, key).from,
    hasChanged: (id, kind, key) => originOf(standing(id), kind, key).hasChanged,
    newcomersIn: (id) => newcomersOf(changedOf(id)).size,
    setAside: (id) => setAsideIn(changedOf(id)),
    state: changedOf,
  }
}

function setAsideIn(changed: Changed): Readonly<Record<Kind, readonly string[]>> {
  const of = (kind: Kind) =>
    [...changed[kind]].filter(([, { isSetAside }]) => isSetAside).map(([key]) => key)
  return { users: of('users'), clients: of('clients') }
}
