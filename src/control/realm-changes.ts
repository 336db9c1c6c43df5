/**
 * What has been changed of realms while the server runs: users and clients that came, changed or
 * went, and realms that no configuration names. The configuration stays what it was, and a reload of
 * it takes no change away.
 *
 * @module
 */

import type { ImportedKey } from '../adapters/jose/keys/imported-keys.ts'
import { type Config, parseRealm } from '../config/config.ts'
import { demoApps, demoUsers } from '../config/demo.ts'
import type { RealmConfig } from '../config/realm-config.ts'
import type { Realms } from '../realms.ts'
import type { LiveRealm } from '../wire.ts'
import { asControlError } from './judged/config-faults.ts'
import { withOwnLogin, withWhoIsThere } from './logins/who-is-signed-in.ts'

/** Settings as they are written in `fragrant.yaml`. */
export type Written = Readonly<Record<string, unknown>>

/** Undefined: taken out. */
type Changes = ReadonlyMap<string, Written | undefined>

interface Changed {
  /** The settings of a realm that no configuration names. */
  readonly own: Written | undefined
  readonly users: Changes
  readonly clients: Changes
  /** Those of the users whom a login page has made, by `sub`. */
  readonly newcomers: ReadonlySet<string>
  /** Those who came where one of their key was taken out: they are not the configured ones, changed. */
  readonly anew: Readonly<Record<Kind, ReadonlySet<string>>>
  readonly keys: readonly ImportedKey[]
  /** Those that sign before them for a while. */
  readonly lent: readonly ImportedKey[]
}

const unchanged: Changed = {
  ...{ own: undefined, users: new Map(), clients: new Map() },
  ...{ newcomers: new Set(), keys: [], lent: [], anew: { users: new Set(), clients: new Set() } },
}

export type Kind = 'users' | 'clients'

/** `demo`: there because nothing is configured; `added`: by a call, or with the realm that a call has made. */
export type Origin = 'configuration' | 'demo' | 'added'

export interface RealmChanges {
  /** Makes a realm of settings as `realms` in `fragrant.yaml` takes them. Throws {@link ControlError}. */
  make(id: string, own: Written): LiveRealm
  /** Takes a realm out that was made. */
  remove(id: string): void
  /** Gives a realm back as it was made or configured, with nothing in it but its keys. */
  reset(id: string): LiveRealm
  /** Users or clients as they are written, those of the configuration among them. */
  written(id: string, kind: Kind): readonly Written[]
  /** Where the one of a key comes from that is written. */
  originOf(id: string, kind: Kind, key: string): Origin
  /** Whether one that the configuration names has been changed since. */
  hasChanged(id: string, kind: Kind, key: string): boolean
  /** Puts one in by its key, in the place of what was there; undefined takes it out. */
  change(id: string, kind: Kind, key: string, to: Written | undefined): LiveRealm
  /** Puts a user in whom a login page has made: whatever was typed of them is told. */
  join(id: string, sub: string, user: Written): LiveRealm
  addKey(id: string, key: ImportedKey): LiveRealm
  removeKey(id: string, kid: string): LiveRealm
  keysOf(id: string): readonly ImportedKey[]
  /** Keys that sign before all others of their algorithms, until others are lent, or none. */
  lendKeys(id: string, keys: readonly ImportedKey[]): void
  /** Another configuration is in force: what was changed is changed in that. */
  follow(config: Config): void
  state(id: string): Changed
  restore(id: string, state: Changed): LiveRealm
}

interface Needs {
  readonly realms: () => Realms
  readonly config: Config
}

/** The name by which a user or a client is told from others. */
export const keyOf: Readonly<Record<Kind, (written: Written) => string>> = {
  users: ({ sub, username }) => String(sub ?? username),
  clients: ({ client_id: id }) => String(id),
}

export function createRealmChanges(needs: Needs): RealmChanges {
  let { config } = needs
  const all = new Map<string, Changed>()
  const changedOf = (id: string) => all.get(id) ?? unchanged

  const written = (id: string, kind: Kind): readonly Written[] =>
    effective(config, id, kind, changedOf(id))
  const seedOf = (id: string): RealmConfig => seedFor(config, id, changedOf(id))
  /** What cannot be read changes nothing. `own`: where in the realm that stands which a call has sent. */
  const apply = (id: string, next: Changed, own?: string): LiveRealm => {
    const before = all.get(id)
    all.set(id, next)
    try {
      return needs.realms().replace(seedOf(id))
    } catch (error) {
      if (before === undefined) all.delete(id)
      else all.set(id, before)
      throw asControlError(error, own)
    }
  }

  return {
    make(id, own) {
      const realm = needs.realms().add(seedOfOwn(config, id, own))
      all.set(id, { ...unchanged, own })
      return realm
    },
    remove(id) {
      all.delete(id)
      needs.realms().remove(id)
    },
    reset(id) {
      const { own } = changedOf(id)
      if (own === undefined) all.delete(id)
      else all.set(id, { ...unchanged, own })
      return needs.realms().renew(seedOf(id))
    },
    written,
    originOf(id, kind, key) {
      const first = firstOf(config, id, kind, changedOf(id))
      return isOneOf(first.all, kind, key, changedOf(id)) ? first.from : 'added'
    },
    hasChanged(id, kind, key) {
      const first = firstOf(config, id, kind, changedOf(id))
      return changedOf(id)[kind].has(key) && isOneOf(first.all, kind, key, changedOf(id))
    },
    change(id, kind, key, to) {
      const next = withRecord(changedOf(id), kind, key, to)
      return apply(id, next, placeOf(effective(config, id, kind, next), kind, key))
    },
    join(id, sub, user) {
      const next = withRecord(changedOf(id), 'users', sub, user)
      return apply(id, { ...next, newcomers: new Set([...next.newcomers, sub]) })
    },
    ...changingKeys(changedOf, apply),
    follow(next) {
      config = next
      for (const id of all.keys()) if (needs.realms().find(id)) needs.realms().replace(seedOf(id))
    },
    state: changedOf,
    restore: (id, state) => apply(id, state),
  }
}

const changingKeys = (
  changedOf: (id: string) => Changed,
  apply: (id: string, next: Changed) => LiveRealm,
): Pick<RealmChanges, 'addKey' | 'removeKey' | 'keysOf' | 'lendKeys'> => ({
  addKey: (id, key) => apply(id, { ...changedOf(id), keys: [key, ...changedOf(id).keys] }),
  removeKey: (id, kid) =>
    apply(id, { ...changedOf(id), keys: changedOf(id).keys.filter((key) => key.kid !== kid) }),
  keysOf: (id) => changedOf(id).keys,
  lendKeys(id, lent) {
    if (lent.length + changedOf(id).lent.length > 0) apply(id, { ...changedOf(id), lent })
  },
})

/** Where one of a list stands in its realm. */
const placeOf = (all: readonly Written[], kind: Kind, key: string): string =>
  `${kind}.${all.findIndex((one) => keyOf[kind](one) === key)}`

function withRecord(before: Changed, kind: Kind, key: string, to: Written | undefined): Changed {
  const newcomers = new Set(before.newcomers)
  if (kind === 'users' && to === undefined) newcomers.delete(key)
  const wasTakenOut = before[kind].has(key) && before[kind].get(key) === undefined
  const anew = new Set(before.anew[kind])
  if (to === undefined) anew.delete(key)
  else if (wasTakenOut) anew.add(key)
  return {
    ...{ ...before, newcomers, anew: { ...before.anew, [kind]: anew } },
    [kind]: new Map(before[kind]).set(key, to),
  }
}

function seedOfOwn(config: Config, id: string, own: Written): RealmConfig {
  const top = Object(config.written.settings)
  try {
    return parseRealm(config, id, withOwnLogin(top, own, inheritedUsers(config, id)))
  } catch (error) {
    throw asControlError(error)
  }
}

function seedFor(config: Config, id: string, changed: Changed): RealmConfig {
  const { own, users, clients, newcomers, keys, lent } = changed
  const written = {
    ...(own ?? configured(config, id)),
    ...(users.size > 0 && { users: effective(config, id, 'users', changed) }),
    ...(clients.size > 0 && { clients: effective(config, id, 'clients', changed) }),
  }
  const top = Object(config.written.settings)
  const seed = parseRealm(config, id, withWhoIsThere(top, written, inheritedUsers(config, id)))
  return {
    ...seed,
    accounts: withTold(seed.accounts, newcomers),
    importedKeys: [...lent, ...keys, ...seed.importedKeys],
  }
}

const inheritedUsers = (config: Config, id: string): readonly Written[] =>
  firstOf(config, id, 'users', unchanged).all

/** No scope need name what somebody has typed of a newcomer. */
function withTold(accounts: RealmConfig['accounts'], newcomers: ReadonlySet<string>) {
  if (newcomers.size === 0) return accounts
  return accounts.map(({ user, password }) =>
    newcomers.has(user.sub)
      ? { user: { ...user, toldAnyway: Object.keys(user.claims) }, password }
      : { user, password },
  )
}

const keysOfLists = new WeakMap<readonly Written[], ReadonlySet<string>>()

/** A list of thousands is asked for each of its own. */
function keysOf(all: readonly Written[], kind: Kind): ReadonlySet<string> {
  const keys = keysOfLists.get(all) ?? new Set(all.map(keyOf[kind]))
  keysOfLists.set(all, keys)
  return keys
}

/** Whether the one who is there is one of the first, and not another of their key. */
const isOneOf = (first: readonly Written[], kind: Kind, key: string, { anew }: Changed): boolean =>
  keysOf(first, kind).has(key) && !anew[kind].has(key)

/** What a realm has before anything is changed. */
function firstOf(config: Config, id: string, kind: Kind, { own }: Changed) {
  const { [kind]: named } = own ?? configured(config, id)
  const { [kind]: top, mode } = Object(config.written.settings) as Written
  // the configuration was judged: a list is a list
  const all = (named ?? top) as readonly Written[] | undefined
  if (all === undefined) return { from: 'demo' as const, all: mode === 'strict' ? [] : demo[kind] }
  const isOfCall = own !== undefined && named !== undefined
  return { from: isOfCall ? ('added' as const) : ('configuration' as const), all }
}

/** The same with the changes; what has come since is at the end. */
function effective(config: Config, id: string, kind: Kind, changed: Changed): readonly Written[] {
  const { all: first } = firstOf(config, id, kind, changed)
  const all = new Map<string, Written | undefined>(first.map((one) => [keyOf[kind](one), one]))
  for (const [key, one] of changed[kind]) all.set(key, one)
  return [...all.values()].filter((one) => one !== undefined)
}

function configured({ written }: Config, id: string): Written {
  if (id === 'default') return {}
  const { realms } = Object(written.settings) as { readonly realms?: Record<string, Written> }
  return realms?.[id] ?? {}
}

/** What there is when nothing is configured, as it would be written. */
const demo: Readonly<Record<Kind, readonly Written[]>> = {
  users: demoUsers.map(({ sub, username, claims }) => ({
    ...{ sub, username, password: username, claims },
  })),
  clients: demoApps.map((app) => ({ ...app })),
}
