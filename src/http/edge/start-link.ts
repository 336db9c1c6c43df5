/**
 * The way home: the path of the start page of the realm that a page belongs to.
 *
 * @module
 */

/** `/`, or `/realms/{id}/` when `address` (path and query) lies in a realm that is there. */
export function startOf(address: string, isRealm = (_id: string) => true): string {
  const id = /^\/realms\/([a-z0-9][a-z0-9-]{0,62})(?=[/?#]|$)/.exec(address)?.[1]
  return id !== undefined && isRealm(id) ? `/realms/${id}/` : '/'
}
