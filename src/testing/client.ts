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
export type { RealmSeed, TestServer, TestServer as Fragrant } from './server.ts'
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
 * @throws {Error} when nothing answers there, or something else: it says what to start.
 */
export async function connectFragrant(connection: Connection): Promise<TestServer> {
  const { url, token } = readConnection(connection)
  const origin = originOf(url)
  const ask = async (method: string, path: string, init: RequestInit = {}) => {
    const headers = { authorization: `Bearer ${token}`, ...init.headers }
    const asked = { ...init, method, headers }
    const answer = await fetch(origin + serverPaths.control + path, asked).catch(unreached(origin))
    if (answer.ok && isRight(answer)) return answer
    const call = `${method} ${path}`
    const read = readJson(await answer.text())
    const told = { message: notThere(origin, answer.status), ...Object(read) }
    if (answer.status !== 401) throw new ControlCallError(call, answer.status, told)
    const why = `${origin} takes another control token. ${told.message}`
    throw new ControlCallError(call, 401, { ...told, message: why })
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
  const health = await ask('GET', '/health', { signal: AbortSignal.timeout(patience) })
  const { status } = Object(readJson(await health.text())) as { readonly status?: unknown }
  if (status !== 'ok') throw new Error(notThere(origin, health.status))
  return createTestServer(wire, async () => wire.end())
}

/** Milliseconds in which whoever listens there says that it does. */
const patience = 10_000

function readConnection(connection: Partial<Connection> = {}): Connection {
  const { url = 'nothing', token } = connection
  if (token === undefined || !/^[\x21-\x7e]+$/.test(token)) {
    const given = token === undefined ? ', and none is given' : ''
    throw new Error(
      `token: must be the control token, which is printable ASCII without spaces${given}`,
    )
  }
  return { url, token }
}

function originOf(url: string): string {
  const { protocol = '', origin = '' } = URL.canParse(url) ? new URL(url) : {}
  if (/^https?:$/.test(protocol)) return origin
  throw new Error(`url: must be the address of a server, such as http://localhost:9400, not ${url}`)
}

/** Others answer everything with a page. */
const isRight = ({ status, headers }: Response): boolean =>
  status === 204 ||
  /^(?:application\/json|text\/event-stream)/.test(headers.get('content-type') ?? '')

const start = 'Start one by `npx fragrant serve --control`, or with `control: true`.'

const trust =
  'Its certificate is not trusted here: set NODE_EXTRA_CA_CERTS to the file that the server names at its start (certificate.pem in data_dir).'

const notThere = (origin: string, status: number): string =>
  `${origin} answers ${status}, and has no control API. ${start}`

/** What fetch says is `fetch failed`; why is its cause. */
const unreached =
  (origin: string) =>
  (error: unknown): never => {
    const { name, cause } = error as Error
    // whoever listens has ended it
    if (name === 'AbortError') throw error
    if (name === 'TimeoutError') {
      throw new Error(`${origin} does not answer within 10 seconds. ${start}`, { cause: error })
    }
    const { code, message } = Object(cause) as { readonly code?: string; readonly message?: string }
    const why = [code, message].find((text) => text !== undefined && text !== '') ?? String(error)
    const isUntrusted = /CERT|SELF_SIGNED|ISSUER/.test(code ?? '')
    const advice = isUntrusted ? trust : start
    throw new Error(`No Fragrant can be reached at ${origin} (${why}). ${advice}`, { cause: error })
  }

function readJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
