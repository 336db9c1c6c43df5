/**
 * A server in the hands of a test.
 *
 * @module
 */

import type { Realm, RealmDescription } from './realm/realm.ts'
import { createRealmHandle } from './realm/realm-handle.ts'
import { segment } from './wire/call.ts'
import type { Wire } from './wire/wire.ts'

/** The settings of a realm, as `realms` in fragrant.yaml takes them. */
export type RealmSeed = Readonly<Record<string, unknown>>

/** The default realm of a server, and the way to others. */
export interface TestServer extends Realm, AsyncDisposable {
  /** Such as `http://localhost:9400`. */
  readonly origin: string
  /** The realm of that id; with a seed it is made. An id that is not there is an error. */
  realm(id: string, seed?: RealmSeed): Promise<Realm>
  /** A realm of its own, which nothing else meets; gone when it is disposed of. */
  isolate(seed?: RealmSeed): Promise<Realm & AsyncDisposable>
  stop(): Promise<void>
}

export async function createTestServer(wire: Wire, stop: () => Promise<void>): Promise<TestServer> {
  const { call } = wire
  const handle = (described: unknown) => createRealmHandle(wire, described as RealmDescription)
  const first = handle(await call('GET', '/realms/default'))
  let stopped: Promise<void> | undefined
  const stopOnce = (): Promise<void> => {
    stopped ??= stop()
    return stopped
  }
  return {
    ...first,
    origin: new URL(first.issuer).origin,
    async realm(id, seed) {
      if (seed === undefined) return handle(await call('GET', `/realms/${segment(id)}`))
      return handle(await call('POST', '/realms', { ...seed, id }))
    },
    async isolate(seed = {}) {
      const realm = handle(await call('POST', '/realms', seed))
      let gone: Promise<void> | undefined
      const remove = async (): Promise<void> => {
        // with its server it is gone already
        if (stopped === undefined) await call('DELETE', `/realms/${segment(realm.id)}`)
      }
      return {
        ...realm,
        [Symbol.asyncDispose]() {
          gone ??= remove()
          return gone
        },
      }
    },
    stop: stopOnce,
    [Symbol.asyncDispose]: stopOnce,
  }
}
