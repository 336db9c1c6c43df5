/**
 * The paths of other providers, where a preset has a realm answer there: such a request goes the way of
 * the path of ours before it is routed, so that nothing behind has to know of it.
 *
 * @module
 */

import type { IncomingMessage } from 'node:http'
import { serverPaths } from '../../protocol/paths.ts'
import type { Provider } from '../../protocol/provider/provider.ts'
import { pathOf } from '../edge/forms.ts'
import { realmIdIn } from '../edge/start-link.ts'

interface Placed {
  readonly basePath: string
  readonly provider: Provider | undefined
}

/** Our target for one that was asked for: mostly itself. Both are paths with an optional query. */
export type ReadTarget = (target: string, request: Asked) => string

type Asked = Pick<IncomingMessage, 'method' | 'headers'>

export function createReadTarget(findRealm: (id: string) => Placed | undefined): ReadTarget {
  /** A realm that is there goes before a path of the default one's provider. */
  const realmOf = (target: string): Placed | undefined => {
    const id = target.startsWith(serverPaths.realms) ? realmIdIn(target) : undefined
    return (id === undefined ? undefined : findRealm(id)) ?? findRealm('default')
  }
  return (target, request) => {
    const realm = realmOf(target)
    if (realm?.provider === undefined) return target
    const path = pathOf(target)
    const ours = realm.provider.ours(path.slice(realm.basePath.length), asksForJson(request))
    if (ours === undefined) return target
    if (ours.includes('?')) return realm.basePath + ours
    return realm.basePath + ours + queryWithout(realm.provider.unread, target.slice(path.length))
  }
}

/** A browser that opens a page does not; before a script may, the browser asks by OPTIONS (Fetch §4.8). */
const asksForJson = ({ method, headers }: Asked): boolean =>
  method === 'OPTIONS' || headers.accept?.includes('application/json') === true

/** A query with its question mark, or nothing. */
function queryWithout(unread: ReadonlySet<string> | undefined, query: string): string {
  if (unread === undefined || query === '') return query
  const pairs = query.slice(1).split('&')
  const kept = pairs.filter((pair) => !unread.has(pair.split('=')[0] ?? ''))
  return kept.length === 0 ? '' : `?${kept.join('&')}`
}
