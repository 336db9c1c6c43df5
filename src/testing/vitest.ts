/**
 * `fragrant/vitest`: a realm for each test, on the one server that `fragrant/vitest/setup` has started.
 *
 * @module
 */

import { test as base, inject, type TestAPI } from 'vitest'
import { type Connection, connectFragrant } from './client.ts'
import type { Realm } from './realm/realm.ts'
import type { RealmSeed, TestServer } from './server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    fragrant: Connection
  }
}

export interface FragrantFixtures {
  /** A realm that this test alone has. A fault that nothing has met fails the test. */
  readonly idp: Realm
  /** What it is made of, as `realms` of fragrant.yaml takes it; `test.extend({ idpSeed })` says otherwise. */
  readonly idpSeed: RealmSeed
  /** The server of the run: for a realm that the tests of a file share. */
  readonly idpServer: TestServer
}

type Made = Pick<FragrantFixtures, 'idpServer' | 'idpSeed'>

// vitest reads from the pattern what a fixture needs
const idp = async ({ idpServer, idpSeed }: Made, use: (realm: Realm) => Promise<void>) => {
  await using realm = await idpServer.isolate(idpSeed)
  await use(realm)
  await realm.faults.assertAllUsed()
}

export const test: TestAPI<FragrantFixtures> = remaking(
  base.extend<FragrantFixtures>({
    idpSeed: {},
    idpServer: [
      // biome-ignore lint/correctness/noEmptyPattern: it needs nothing
      async ({}, use) => {
        await use(await connectFragrant(connection()))
      },
      { scope: 'file' },
    ],
    idp,
  }),
)

export const it = test

/**
 * Before vitest 4.1 a fixture keeps those that it was made with, whatever an extension says: one that says
 * what `idp` is made of brings an `idp` of its own.
 */
function remaking<Api extends object>(api: Api): Api {
  // vitest has more ways to call it: each is passed on as it comes
  const { extend } = api as { extend(...how: readonly unknown[]): object }
  const extended = (first: unknown, ...rest: readonly unknown[]): object => {
    const own = Object(first) as object
    const isOther = Object.hasOwn(own, 'idpSeed') || Object.hasOwn(own, 'idpServer')
    return remaking(extend.call(api, isOther ? { idp, ...own } : first, ...rest))
  }
  return Object.assign(api, { extend: extended })
}

function connection(): Connection {
  const provided: Connection | undefined = inject('fragrant')
  if (provided !== undefined) return provided
  throw new Error(
    "No server is running for these tests: put globalSetup: ['fragrant/vitest/setup'] under test in the configuration of vitest.",
  )
}
