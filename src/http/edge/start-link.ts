/**
 * The way home: the path of the start page of the realm that a page belongs to.
 *
 * @module
 */

import { basePathOf, realmPaths, serverPaths } from '../../protocol/paths.ts'

/** `/`, or `/realms/{id}/` when `address` (path and query) lies in a realm that is there. */
export function startOf(address: string, isRealm = (_id: string) => true): string {
  const id = realmIdIn(address)
  const base = id !== undefined && isRealm(id) ? basePathOf(id) : ''
  return base + realmPaths.start
}

/** The id of the realm that `address` (path and query) names, be it there or not. */
export const realmIdIn = (address: string): string | undefined => realmPart.exec(address)?.[1]

const realmPart = new RegExp(`^${serverPaths.realms}/([a-z0-9][a-z0-9-]{0,62})(?=[/?#]|$)`)
