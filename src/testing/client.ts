/**
 * `fragrant/client`: a server that runs elsewhere, with the interface of `fragrant/testing`.
 *
 * @module
 */

import { serverPaths } from '../protocol/paths.ts'
import { createTestServer, type TestServer } from './server.ts'
import { ControlCallError } from './wire/call.ts'
import { readEvents } from './wire/server-sent-events.ts'
import { createWire } from './wire/wire.ts'

export type * from './realm/faults.ts'
export type * from './realm/journal.ts'
export type * from './realm/realm.ts'
export type * from './realm/records.ts'
export type { Outcome } from './scenarios/outcome.ts'
export type * from './scenarios/scenarios.ts'
export type { RealmSeed, TestServer } from './server.ts'
// biome-ignore lint/performance/noBarrelFile: this file is a public entry
export { ControlCallError } from './wire/call.ts'

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
  const prefix = new URL(url).origin + serverPaths.control
  const ask = async (method: string, path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${token}`, ...init.headers }
    const answer = await fetch(prefix + path, { ...init, method, headers })
    if (answer.ok) return answer
    const text = await answer.text()
    throw new ControlCallError(
      `${method} ${path}`,
      answer.status,
      readJson(text) ?? { message: text },
    )
  }
  const wire = createWire(
    async (method, path, body) => {
      const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
      const answer = await ask(method, path, body === undefined ? {} : json)
      return readJson(await answer.text())
    },
    async (path, tell, signal) => {
      const { body } = await ask('GET', path, { signal })
      if (body !== null) void readEvents(body, tell)
    },
  )
  return createTestServer(wire, async () => wire.end())
}

function readJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
