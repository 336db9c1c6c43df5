/**
 * `fragrant/vitest/setup`: a `globalSetup` of vitest. One server serves the whole run.
 *
 * @module
 */

import type { FragrantOptions } from '../config/schema/schema.ts'
import type { Connection } from './client.ts'
import { startFragrant } from './index.ts'

/** What vitest gives to a global set-up, as far as this one uses it. */
interface Project {
  provide(key: 'fragrant', connection: Connection): void
}

/**
 * A global set-up with settings of your own, by the keys of fragrant.yaml: `export const setup =
 * setupFragrant({ consent: 'ask' })`. The server is stopped when the run is over.
 */
export function setupFragrant(options: FragrantOptions = {}) {
  return async (project: Project): Promise<() => Promise<void>> => {
    const token = options.control_token ?? crypto.randomUUID()
    const server = await startFragrant({ ...options, control_token: token })
    project.provide('fragrant', { url: server.origin, token })
    return () => server.stop()
  }
}

/** With the settings of `startFragrant()`. */
export const setup = setupFragrant()
