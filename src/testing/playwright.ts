/**
 * `fragrant/playwright`: a server for each worker, and a realm for each test.
 *
 * @module
 */

import { test as base, type Page } from '@playwright/test'
import type { FragrantOptions } from '../config/schema/schema.ts'
import { parseDuration } from '../protocol/duration.ts'
import { startFragrant } from './index.ts'
import type { Realm } from './realm/realm.ts'
import type { Duration } from './realm/records.ts'
import type { RealmSeed, TestServer } from './server.ts'

// biome-ignore lint/performance/noBarrelFile: this file is a public entry
export { expect } from '@playwright/test'

/** The time of a realm and of a page together. Epoch milliseconds. */
export interface SharedClock {
  /** Timers of the page that fall into it fire once. */
  advance(by: Duration): Promise<number>
  now(): Promise<number>
}

export interface FragrantFixtures {
  /** A realm that this test alone has. A fault that nothing has met fails the test. */
  readonly idp: Realm
  /** What it is made of, as `realms` of fragrant.yaml takes it; `test.use({ idpSeed })` says otherwise. */
  readonly idpSeed: RealmSeed
  /** Signs a user in to the realm in the browser of a page: the next login there asks nothing. */
  readonly loginAs: (page: Page, user: string) => Promise<void>
  /** Puts a page on the time of the realm, from where both are moved. Before the page opens the app. */
  readonly clockOf: (page: Page) => Promise<SharedClock>
}

export interface FragrantWorkerFixtures {
  readonly idpServer: TestServer
  /** What the server is started with, by the keys of fragrant.yaml. */
  readonly idpOptions: FragrantOptions
}

// Playwright reads from the pattern what a fixture needs
export const test = base.extend<FragrantFixtures, FragrantWorkerFixtures>({
  idpOptions: [{}, { scope: 'worker', option: true }],
  idpSeed: [{}, { option: true }],
  idpServer: [
    async ({ idpOptions }, use) => {
      await using server = await startFragrant(idpOptions)
      await use(server)
    },
    { scope: 'worker' },
  ],
  idp: async ({ idpServer, idpSeed }, use, { errors }) => {
    await using realm = await idpServer.isolate(idpSeed)
    await use(realm)
    if (errors.length === 0) await realm.faults.assertAllUsed()
  },
  loginAs: ({ idp }, use) =>
    use(async (page, user) => {
      await page.context().addCookies([...(await idp.sessions.cookiesFor(user))])
    }),
  clockOf: ({ idp }, use) => use((page) => shareClock(idp, page)),
})

async function shareClock({ clock }: Realm, page: Page): Promise<SharedClock> {
  await page.clock.install({ time: await clock.now() })
  return {
    now: clock.now,
    async advance(by) {
      const now = await clock.advance(by)
      await page.clock.fastForward(parseDuration(by) ?? 0)
      return now
    },
  }
}
