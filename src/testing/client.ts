/**
 * `fragrant/client`: a server that runs elsewhere, with the interface of `fragrant/testing`.
 *
 * @module
 */

import { serverPaths } from '../protocol/paths.ts'
import { ControlCallError } from './call.ts'
import { createTestServer, type TestServer } from './server.ts'

// biome-ignore lint/performance/noBarrelFile: this file is a public entry
export { ControlCallError } from './call.ts'
export type * from './realm.ts'
export type { RealmSeed, TestServer } from './server.ts'

export interface Connection {
  /** Where the server is: its origin, or the issuer of any of its realms. */
  readonly url: string
  /** The control token: printed at the start, or FRAGRANT_CONTROL_TOKEN. */
  readonly token: string
}

/**
 * Connects to a server that was started with `--control`. `stop()` leaves that running.
 *
 * @throws {ControlCallError} when it answers otherwise, such as 401 for another token.
 */
export async function connectFragrant({ url, token }: Connection): Promise<TestServer> {
  const { origin } = new URL(url)
  return createTestServer(
    async (method, path, body) => {
      const answer = await fetch(origin + serverPaths.control + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      const read = readJson(text)
      if (answer.ok) return read
      throw new ControlCallError(`${method} ${path}`, answer.status, read ?? { message: text })
    },
    async () => {},
  )
}

function readJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
