/**
 * Replicas of one issuer: processes of the build, behind a proxy that sends each request to another one
 * than the one before.
 *
 * @module
 */

import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Running, startArtefact } from '../reliability/artefact.ts'
import { freePort } from './free-port.ts'
import { createRoundRobin } from './round-robin.ts'

export interface Replica extends Running {
  readonly port: number
}

export interface Replicas {
  /** The issuer: the proxy. */
  readonly origin: string
  /** Those that run. */
  readonly running: readonly Replica[]
  /** One more, to which the proxy goes from now on; of another build, where its `cli.js` is named. */
  start(build?: string): Promise<Replica>
  /** Ends the first of them; the proxy goes to the others from then on. */
  endFirst(signal: NodeJS.Signals): Promise<void>
  /** What each answers at a path. */
  statusesOf(path: string): Promise<readonly number[]>
  close(): Promise<void>
}

type Environment = Readonly<Record<string, string>>

/** What is in `store` they keep below a prefix of their own. */
export async function createReplicas(store: string, own: Environment = {}): Promise<Replicas> {
  const folder = mkdtempSync(join(tmpdir(), 'fragrant-replicas-'))
  const proxy = await createRoundRobin()
  const running: Replica[] = []
  const environment = {
    FRAGRANT_STORE: prefixed(store),
    FRAGRANT_STORE_KEY: randomBytes(32).toString('base64'),
    FRAGRANT_ISSUER: proxy.origin,
    FRAGRANT_SIGNING_ALG: 'ES256',
    ...own,
  }
  const follow = (): void => proxy.to(running.map(({ port }) => port))
  return {
    origin: proxy.origin,
    running,
    async start(build) {
      const port = await freePort()
      const env = { ...environment, FRAGRANT_PORT: `${port}` }
      const options = { cwd: folder, env, ...(build !== undefined && { build }) }
      const replica = Object.assign(startArtefact([], options), { port })
      running.push(replica)
      await replica.listening
      follow()
      return replica
    },
    async endFirst(signal) {
      const [first] = running.splice(0, 1)
      // A balancer is told before, where the end is planned.
      if (signal === 'SIGTERM') follow()
      await first?.end(signal)
      follow()
    },
    statusesOf: (path) =>
      Promise.all(
        running.map(async ({ port }) => (await fetch(`http://localhost:${port}${path}`)).status),
      ),
    async close() {
      await Promise.all(running.splice(0).map((replica) => replica.end('SIGKILL')))
      await proxy.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function prefixed(store: string): string {
  const [first = '', ...others] = store.split(',')
  const mark = first.includes('?') ? '&' : '?'
  return [`${first}${mark}prefix=${randomUUID()}`, ...others].join()
}
