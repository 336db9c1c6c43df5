/**
 * The way home: the path of the start page of the realm that a page belongs to.
 *
 * @module
 */

import { basePathOf, realmPaths, serverPaths } from '../../protocol/paths.ts'

/** `/`, or `/realms/{id}/` when `address` (path and query) lies in a realm that is there. */
export function startOf(address: string, isRealm = (_id: string) => true): string {
  const id = realmPart.exec(address)?.[1]
  const base = id !== undefined && isRealm(id) ? basePathOf(id) : ''
  return base + realmPaths.start
}

const realmPart = new RegExp(`^${serverPaths.realms}/([a-z0-9][a-z0-9-]{0,62})(?=[/?#]|$)`)
