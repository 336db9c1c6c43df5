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

// vitest reads from the pattern what a fixture needs
export const test: TestAPI<FragrantFixtures> = base.extend<FragrantFixtures>({
  idpSeed: {},
  idpServer: [
    // biome-ignore lint/correctness/noEmptyPattern: it needs nothing
    async ({}, use) => {
      await use(await connectFragrant(connection()))
    },
    { scope: 'file' },
  ],
  idp: async ({ idpServer, idpSeed }, use) => {
    await using realm = await idpServer.isolate(idpSeed)
    await use(realm)
    await realm.faults.assertAllUsed()
  },
})

export const it = test

function connection(): Connection {
  const provided: Connection | undefined = inject('fragrant')
  if (provided !== undefined) return provided
  throw new Error(
    "No server is running for these tests: put globalSetup: ['fragrant/vitest/setup'] under test in the configuration of vitest.",
  )
}
