/**
 * Two servers of one store behind a proxy that asks them in turn: what differs between them shows at the
 * next request. They share a process, and nothing in it.
 *
 * @module
 */

import { randomUUID } from 'node:crypto'
import type { FragrantOptions } from '../../src/index.ts'
import { connectFragrant } from '../../src/testing/client.ts'
import type { Realm } from '../../src/testing/realm/realm.ts'
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

const token = 'a-token-that-only-tests-have'

/** The same, and the default realm as a test controls it at each of them. */
export interface SteeredPair {
  readonly pair: PairedServers
  readonly one: Realm
  readonly other: Realm
  /** The same at a replica that was started later. */
  realmAt(url: string): Promise<Realm>
}

export async function startSteeredPair(
  redis: Pick<RedisServer, 'url'>,
  options: FragrantOptions = {},
): Promise<SteeredPair> {
  const pair = await startPair(redis, { control: true, control_token: token, ...options })
  const realmAt = async (url: string) => (await connectFragrant({ url, token })).realm('default')
  return { pair, one: await realmAt(pair.one.url), other: await realmAt(pair.other.url), realmAt }
}
