/**
 * What has been changed of one realm, and what it makes of the configuration.
 *
 * @module
 */

import type { ImportedKey } from '../adapters/jose/keys/imported/imported-keys.ts'
import type { Config } from '../config/config.ts'
import { demoApps, demoUsers } from '../config/demo.ts'
import { digestOf } from '../protocol/secrets.ts'

/** Settings as they are written in `fragrant.yaml`. */
export type Written = Readonly<Record<string, unknown>>

export type Kind = 'users' | 'clients'

/** `demo`: there because nothing is configured; `added`: by a call, or with the realm that a call has made. */
export type Origin = 'configuration' | 'demo' | 'added'

/** One user or client that came, changed or went. */
export interface Change {
  /** Undefined: taken out. */
  readonly to: Written | undefined
  /** Where the one came from that it stands in the place of; undefined where there was none. */
  readonly over: Origin | undefined
  /** Came where that one was taken out: not that one, changed. */
  readonly isAnew: boolean
  /** Whether a login page has made them: whatever was typed of them is told. */
  readonly isNewcomer: boolean
  /** Whether the configuration says otherwise, so that it does not count. */
  readonly isSetAside: boolean
  /** Over one of the configuration: the digest of what it said of them; undefined where this counts whatever it says. */
  readonly overConfigured?: string | undefined
  /** Since when (epoch seconds) what they have counts, as another process has told. */
  readonly since?: number | undefined
}

export type Changes = ReadonlyMap<string, Change>

export interface Changed {
  /** The settings of a realm that no configuration names. */
  readonly own: Written | undefined
  readonly users: Changes
  readonly clients: Changes
  readonly keys: readonly ImportedKey[]
  /** Those that sign before them for a while. */
  readonly lent: readonly ImportedKey[]
}

export const unchanged: Changed = {
  ...{ own: undefined, users: new Map(), clients: new Map(), keys: [], lent: [] },
}

/** The name by which a user or a client is told from others. */
export const keyOf: Readonly<Record<Kind, (written: Written) => string>> = {
  users: ({ sub, username }) => String(sub ?? username),
  clients: ({ client_id: id }) => String(id),
}

/** A realm of a configuration with what has been changed of it. */
export interface Standing {
  readonly config: Config
  readonly id: string
  readonly changed: Changed
}

/** What a realm has before anything is changed. */
export function firstOf({ config, id, changed: { own } }: Standing, kind: Kind) {
  const { [kind]: named } = own ?? configured(config, id)
  const { [kind]: top, mode } = Object(config.written.settings) as Written
  // the configuration was judged: a list is a list
  const all = (named ?? top) as readonly Written[] | undefined
  if (all === undefined) return { from: 'demo' as const, all: mode === 'strict' ? [] : demo[kind] }
  const isOfCall = own !== undefined && named !== undefined
  return { from: isOfCall ? ('added' as const) : ('configuration' as const), all }
}

/** The same with the changes; what has come since is at the end. */
export function effective(standing: Standing, kind: Kind): readonly Written[] {
  const { all: first } = firstOf(standing, kind)
  const all = new Map<string, Written | undefined>(first.map((one) => [keyOf[kind](one), one]))
  for (const [key, { to, isSetAside }] of standing.changed[kind]) if (!isSetAside) all.set(key, to)
  return [...all.values()].filter((one) => one !== undefined)
}

/** Where the one of a key comes from that is there, and whether it has been changed since. */
export function originOf(standing: Standing, kind: Kind, key: string) {
  const { from, all } = firstOf(standing, kind)
  const change = countingAt(standing, kind, key)
  const isAnother = change !== undefined && (change.isAnew || change.over === undefined)
  const isFirst = keysOf(all, kind).has(key) && !isAnother
  return { from: isFirst ? from : ('added' as const), hasChanged: isFirst && change !== undefined }
}

const countingAt = ({ changed }: Standing, kind: Kind, key: string): Change | undefined => {
  const change = changed[kind].get(key)
  return change?.isSetAside === true ? undefined : change
}

/** With one put in by its key; undefined takes it out. */
export function withRecord(
  standing: Standing,
  kind: Kind,
  { key, to, isNewcomer }: Pick<Change, 'to'> & { key: string; isNewcomer?: boolean },
): Changed {
  const before = countingAt(standing, kind, key)
  const { from, all } = firstOf(standing, kind)
  const over = before === undefined && keysOf(all, kind).has(key) ? from : before?.over
  const next = new Map(standing.changed[kind])
  if (to === undefined && over === undefined) next.delete(key)
  else {
    next.set(key, {
      ...{ to, over, isSetAside: false },
      isAnew:
        to !== undefined && before !== undefined && (before.isAnew || before.to === undefined),
      isNewcomer: to !== undefined && (isNewcomer ?? before?.isNewcomer ?? false),
    })
  }
  return { ...standing.changed, [kind]: next }
}

/** Sets aside what came before the configuration said otherwise, and takes up again what it does not. */
export function settled(standing: Standing): Changed {
  const { changed } = standing
  const of = (kind: Kind): Changes => {
    const first = firstOf(standing, kind)
    const entries = [...changed[kind]].map(([key, change]) => {
      const isSetAside = saysOtherwise(first, kind, key, change)
      return [key, change.isSetAside === isSetAside ? change : { ...change, isSetAside }] as const
    })
    return new Map(entries)
  }
  return { ...changed, users: of('users'), clients: of('clients') }
}

type First = ReturnType<typeof firstOf>

function saysOtherwise({ from, all }: First, kind: Kind, key: string, change: Change): boolean {
  const { over, to } = change
  const isFirst = keysOf(all, kind).has(key)
  if (over === 'demo') return from !== 'demo' || !isFirst
  if (change.overConfigured !== undefined) {
    return change.overConfigured !== digestIn(all, kind, key)
  }
  if (over !== undefined) return false
  if (isFirst) return from === 'configuration'
  return kind === 'users' && namesOf(all).has(to?.['username'])
}

/** Of what a list says of one; undefined where it does not name them. */
export function digestIn(all: readonly Written[], kind: Kind, key: string): string | undefined {
  const one = all.find((written) => keyOf[kind](written) === key)
  return one && digestOf(JSON.stringify(one))
}

/** A list of thousands is asked for each of its own. */
const keysOf = (all: readonly Written[], kind: Kind) => keysIn[kind](all)
const keysIn = { users: rememberedSet(keyOf.users), clients: rememberedSet(keyOf.clients) }
const namesOf = rememberedSet(({ username }: Written) => username)

function rememberedSet<Value>(of: (one: Written) => Value) {
  const sets = new WeakMap<readonly Written[], ReadonlySet<Value>>()
  return (all: readonly Written[]): ReadonlySet<Value> => {
    const set = sets.get(all) ?? new Set(all.map(of))
    sets.set(all, set)
    return set
  }
}

export function configured({ written }: Config, id: string): Written {
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
