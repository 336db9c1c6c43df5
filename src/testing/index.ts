/**
 * `fragrant/testing`: a server in the process of a test.
 *
 * @module
 */

import { parseOptions } from '../config/config.ts'
import type { FragrantOptions } from '../config/schema/schema.ts'
import { createServer, type Server } from '../server.ts'
import { createTestServer, type TestServer } from './server.ts'
import { asJson, ControlCallError } from './wire/call.ts'
import { createWire, type Wire } from './wire/wire.ts'

export type * from './realm/faults.ts'
export type * from './realm/journal.ts'
export type * from './realm/realm.ts'
export type * from './realm/records.ts'
export type { Outcome } from './scenarios/outcome.ts'
export type * from './scenarios/scenarios.ts'
export type { RealmSeed, TestServer, TestServer as Fragrant } from './server.ts'
// biome-ignore lint/performance/noBarrelFile: this file is a public entry
export { ControlCallError } from './wire/call.ts'

/** What a test wants when it does not say otherwise. */
const usual = {
  port: 0,
  log: { level: 'silent' },
  login: { mode: 'auto', user: 'alice' },
  consent: 'auto',
} as const satisfies FragrantOptions

/**
 * Starts a server on a free port: alice and bob, any app on loopback, and nobody is asked for
 * anything unless `login` or `consent` say so. `options` takes the keys of fragrant.yaml.
 *
 * @throws {ConfigError} with every fault at once.
 */
export async function startFragrant(options: FragrantOptions = {}): Promise<TestServer> {
  const server = await createServer(
    parseOptions({ ...usualFor(options), ...options, control: true }),
  )
  await server.listen()
  const { control } = server
  if (control === undefined) throw new Error('A server for tests cannot be controlled.')
  const wire = wireOf(control)
  return createTestServer(wire, () => {
    wire.end()
    return server.close()
  })
}

/** The operations without HTTP between; what they answer is JSON all the same. */
function wireOf(control: NonNullable<Server['control']>): Wire & { end(): void } {
  const dispatch = async (method: string, path: string, body?: unknown) => {
    const [below = '', query = ''] = path.split('?')
    const answer = await control.call({
      ...{ method, path: below, body: asJson(body) },
      query: Object.fromEntries(new URLSearchParams(query)),
    })
    if (answer.status < 300) return answer
    throw new ControlCallError(`${method} ${path}`, answer.status, answer.body)
  }
  return createWire(
    async (method, path, body) => asJson((await dispatch(method, path, body)).body),
    async (path, tell, signal) => {
      const { stream } = await dispatch('GET', path)
      const stop = stream?.open(({ data }) => tell(asJson(data)), ended)
      if (signal.aborted) stop?.()
      else if (stop !== undefined) signal.addEventListener('abort', stop)
    },
  )
}

/** There is nothing to tell whoever listens in the same process. */
const ended = (): void => {}

/** Whoever is signed in automatically is one of the users that there are. */
function usualFor({ mode, users }: FragrantOptions): FragrantOptions {
  if (mode === 'strict') return { port: usual.port, log: usual.log }
  const [first] = users ?? []
  if (users === undefined) return usual
  const { login: _, ...rest } = usual
  return first === undefined ? rest : { ...usual, login: { mode: 'auto', user: first.username } }
}
