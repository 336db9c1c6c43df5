/**
 * Takes a changed configuration over while the server runs: clients and users. Anything else needs
 * a restart, and is said to.
 *
 * @module
 */

import type { Config } from './config/config.ts'

/** The settings that differ and cannot change without a restart, by their names in {@link Config}. */
export function needsRestart(before: Config, after: Config): readonly string[] {
  const names = Object.keys(before) as (keyof Config)[]
  const changed = names.filter(
    (name) => name !== 'realms' && name !== 'warnings' && differs(before[name], after[name]),
  )
  return shapeOf(before) === shapeOf(after) ? changed : [...changed, 'realms']
}

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b)

/** What of the realms is fixed: which there are, and their scopes. */
const shapeOf = ({ realms }: Config): string =>
  JSON.stringify(realms.map(({ id, scopes }) => ({ id, scopes })))
