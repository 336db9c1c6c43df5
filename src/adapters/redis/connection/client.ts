/**
 * ioredis as Fragrant has it: a deadline for each command, and no queue of those that wait for a
 * connection to come back.
 *
 * @module
 */

import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { RedisAddress } from './address.ts'
import { type ScriptName, scripts } from './scripts.ts'

export type RedisClient = Redis | Cluster

/** Milliseconds: of a command, of making a connection, and without an answer before it is made anew. */
const deadline = 1_000

/** Milliseconds between two tries to connect. */
const retryAfter = (times: number): number => Math.min(50 * times, 500)

export function createClient(address: RedisAddress): RedisClient {
  const { nodes, layout } = address
  const access = accessOf(address)
  switch (layout.kind) {
    case 'server':
      return new Redis({ ...access, ...nodes[0], retryStrategy: retryAfter })
    case 'sentinel':
      return new Redis({
        ...access,
        ...sentinelAccessOf(address),
        sentinels: nodes.map(({ host, port }) => ({ host, port })),
        name: layout.name,
        sentinelRetryStrategy: retryAfter,
        sentinelCommandTimeout: deadline,
        retryStrategy: retryAfter,
      })
    case 'cluster':
      return new Cluster(
        nodes.map(({ host, port }) => ({ host, port })),
        {
          redisOptions: access,
          scripts,
          lazyConnect: true,
          enableOfflineQueue: false,
          clusterRetryStrategy: retryAfter,
          // What may have been carried out is not sent again; what a node has refused is.
          retryDelayOnFailover: 0,
          retryDelayOnClusterDown: 0,
          slotsRefreshTimeout: deadline,
          slotsRefreshInterval: 5_000,
        },
      )
  }
}

/** A sentinel is asked for by the name and the password that open its server. */
const sentinelAccessOf = ({ username, password, tls }: RedisAddress) => ({
  ...(username !== undefined && { sentinelUsername: username }),
  ...(password !== undefined && { sentinelPassword: password }),
  ...(tls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
})

const accessOf = ({ username, password, database, tls }: RedisAddress) =>
  ({
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
    db: database,
    scripts,
    connectionName: 'fragrant',
    enableAutoPipelining: true,
    lazyConnect: true,
    connectTimeout: deadline,
    commandTimeout: deadline,
    socketTimeout: deadline,
    // Whoever asks while it is away is told so at once, and nothing is sent twice.
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    maxLoadingRetryTime: 500,
    // After a failover the server may be one that only reads by now.
    reconnectOnError: ({ message }: Error) => message.startsWith('READONLY'),
  }) satisfies RedisOptions

type ScriptCalls = Readonly<
  Record<ScriptName, (...values: readonly (string | number)[]) => Promise<unknown>>
>

/** ioredis gives a client a method for each script that it was made with; its types do not say so. */
export const scriptsOf = (client: RedisClient): ScriptCalls => client as unknown as ScriptCalls

/** Of what it says of several nodes, what the last of them said. */
export function reasonOf(error: Error): Error {
  const { lastNodeError } = error as { readonly lastNodeError?: Error }
  return lastNodeError ?? error
}
