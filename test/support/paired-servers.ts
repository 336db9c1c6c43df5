/**
 * Two servers of one store behind a proxy that asks them in turn: what differs between them shows at the
 * next request. They share a process, and nothing in it.
 *
 * @module
 */

import { randomUUID } from 'node:crypto'
import type { FragrantOptions } from '../../src/index.ts'
import { freePort } from './free-port.ts'
import type { RedisServer } from './redis-server.ts'
import { createRoundRobin } from './round-robin.ts'
import { startServer, type TestServer } from './server.ts'

export interface Paired {
  /** Where it answers by itself. */
  readonly url: string
  readonly server: TestServer
}

export interface PairedServers {
  /** Of the proxy, which is the issuer of both. */
  readonly origin: string
  readonly one: Paired
  readonly other: Paired
  /** One more of the same, to which the proxy does not go. */
  start(): Promise<Paired>
  close(): Promise<void>
}

export async function startPair(
  redis: Pick<RedisServer, 'url'>,
  options: FragrantOptions = {},
): Promise<PairedServers> {
  const proxy = await createRoundRobin()
  const store = `${redis.url}?prefix=${randomUUID()}`
  const all: TestServer[] = []
  const start = async (): Promise<Paired & { readonly port: number }> => {
    const port = await freePort()
    const own = { store, issuer: proxy.origin, port, signing_alg: 'ES256' as const }
    const server = await startServer({ ...own, ...options })
    all.push(server)
    return { url: `http://localhost:${port}`, port, server }
  }
  const [one, other] = [await start(), await start()]
  proxy.to([one.port, other.port])
  return {
    ...{ origin: proxy.origin, one, other },
    start,
    async close() {
      await proxy.close()
      await Promise.all(all.map((server) => server.close()))
    },
  }
}
