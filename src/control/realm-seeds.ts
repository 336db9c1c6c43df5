/**
 * What realms are made from, with what was changed of them.
 *
 * @module
 */

import { type Config, parseRealm } from '../config/config.ts'
import { ConfigError } from '../config/fault.ts'
import type { RealmConfig } from '../config/realm-config.ts'
import {
  type Changed,
  configured,
  effective,
  firstOf,
  type Kind,
  keyOf,
  type Standing,
  unchanged,
  type Written,
} from './changed.ts'
import { withWhoIsThere } from './logins/who-is-signed-in.ts'

/** What was changed of a realm cannot be of another configuration. */
export class UnfitError extends Error {
  override readonly name = 'UnfitError'
  readonly realm: string

  /** @param problem names the user or the client, and says what is wrong with it. */
  constructor(realm: string, problem: string) {
    super(`realm ${realm}, ${problem}`)
    this.realm = realm
  }
}

export interface Followed {
  /** Those of the configuration, in its order. */
  readonly configured: readonly RealmConfig[]
  /** Those that no configuration names. */
  readonly made: readonly RealmConfig[]
}

export function seedsOf(config: Config, all: ReadonlyMap<string, Standing>): Followed {
  const configured = config.realms.map((realm) => {
    const standing = all.get(realm.id)
    return standing === undefined ? realm : fitting(standing)
  })
  const made = [...all.values()].filter(({ changed: { own } }) => own !== undefined)
  return { configured, made: made.map(fitting) }
}

/** What was good by another configuration is told by its name, for no file says where it stands. */
function fitting(standing: Standing): RealmConfig {
  try {
    return seedFor(standing)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const [{ path, problem } = { path: '', problem: '' }] = error.faults
    const named = path.replace(/^(users|clients)\[(\d+)\]\.?/, (_, kind: Kind, index) => {
      const one = effective(standing, kind)[Number(index)]
      return `${kind === 'users' ? 'user' : 'client'} ${one === undefined ? '' : keyOf[kind](one)}: `
    })
    throw new UnfitError(standing.id, `${named} ${problem}`)
  }
}

/** A realm as it is with what was changed of it. Throws {@link ConfigError} when that cannot be. */
export function seedFor(standing: Standing): RealmConfig {
  const { config, id, changed } = standing
  const { own, users, clients, keys, lent } = changed
  const written = {
    ...(own ?? configured(config, id)),
    ...(users.size > 0 && { users: effective(standing, 'users') }),
    ...(clients.size > 0 && { clients: effective(standing, 'clients') }),
  }
  const top = Object(config.written.settings)
  const seed = parseRealm(config, id, withWhoIsThere(top, written, inheritedUsers(config, id)))
  return {
    ...seed,
    accounts: withTold(seed.accounts, newcomersOf(changed)),
    importedKeys: [...lent, ...keys, ...seed.importedKeys],
    since: { users: sinceOf(users), clients: sinceOf(clients) },
  }
}

export const inheritedUsers = (config: Config, id: string): readonly Written[] =>
  firstOf({ config, id, changed: unchanged }, 'users').all

const sinceOf = (changes: Changed['users']): ReadonlyMap<string, number> =>
  new Map(
    [...changes].flatMap(([key, { since }]) =>
      since === undefined ? [] : [[key, since] as const],
    ),
  )

/** Those of the users whom a login page has made, by `sub`. */
export const newcomersOf = ({ users }: Changed): ReadonlySet<string> =>
  new Set([...users].filter(([, { isNewcomer }]) => isNewcomer).map(([sub]) => sub))

/** No scope need name what somebody has typed of a newcomer. */
function withTold(accounts: RealmConfig['accounts'], newcomers: ReadonlySet<string>) {
  if (newcomers.size === 0) return accounts
  return accounts.map(({ user, password }) =>
    newcomers.has(user.sub)
      ? { user: { ...user, toldAnyway: Object.keys(user.claims) }, password }
      : { user, password },
  )
}
