/**
 * `fragrant/testing`: a server in the process of a test.
 *
 * @module
 */

import { parseOptions } from '../config/config.ts'
import type { FragrantOptions } from '../config/schema/schema.ts'
import { createServer } from '../server.ts'
import { asJson, ControlCallError } from './call.ts'
import { createTestServer, type TestServer } from './server.ts'

// biome-ignore lint/performance/noBarrelFile: this file is a public entry
export { ControlCallError } from './call.ts'
export type * from './realm.ts'
export type { RealmSeed, TestServer } from './server.ts'

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
  return createTestServer(
    async (method, path, body) => {
      const [below = '', query = ''] = path.split('?')
      const answer = await control.call({
        ...{ method, path: below, body: asJson(body) },
        query: Object.fromEntries(new URLSearchParams(query)),
      })
      if (answer.status < 300) return asJson(answer.body)
      throw new ControlCallError(`${method} ${path}`, answer.status, answer.body)
    },
    () => server.close(),
  )
}

/** Whoever is signed in automatically is one of the users that there are. */
function usualFor({ mode, users }: FragrantOptions): FragrantOptions {
  if (mode === 'strict') return { port: usual.port, log: usual.log }
  const [first] = users ?? []
  if (users === undefined) return usual
  const { login: _, ...rest } = usual
  return first === undefined ? rest : { ...usual, login: { mode: 'auto', user: first.username } }
}
