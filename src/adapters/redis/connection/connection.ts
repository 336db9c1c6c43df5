/**
 * The way to Redis or Valkey: one connection for all commands, with a deadline for each, and no queue
 * of those that wait for it to come back.
 *
 * @module
 */

import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { RoundTrip } from '../../../ports/store.ts'
import { NoRoomError } from '../../../protocol/unavailable/no-room.ts'
import { StoreUnavailableError } from '../../../protocol/unavailable/store-unavailable.ts'
import { placeOf, type RedisAddress } from './address.ts'
import { type ScriptName, scripts } from './scripts.ts'
import { StoreRefusal } from './store-refusal.ts'

type Argument = string | number

export interface RedisConnection {
  /** What every key begins with. */
  readonly prefix: string
  /** How often it was waited for: commands that are under way together count once. */
  readonly roundTrips: number
  get(key: string): Promise<string | null>
  /** All keys of one hash tag. */
  mget(keys: readonly string[]): Promise<readonly (string | null)[]>
  /** The members of a sorted set, the lowest first. */
  membersOf(key: string): Promise<readonly string[]>
  /** Removes keys of one hash tag. */
  remove(keys: readonly string[]): Promise<void>
  run(script: ScriptName, keys: readonly string[], values: readonly Argument[]): Promise<unknown>
  /** Rejects with what keeps it from answering. */
  ping(): Promise<void>
  close(): void
}

/** What happens to it, for the log. */
export interface RedisWatch {
  /** `why`: what the client says. */
  lost(place: string, why: string): void
  back(place: string): void
  /** Each command with how long it took; undefined where nobody counts. */
  readonly took?: ((trip: RoundTrip) => void) | undefined
}

/** Milliseconds: of a command, of making a connection, and without an answer before it is made anew. */
const deadline = 1_000

/** Milliseconds between two tries to connect. */
const retryAfter = (times: number): number => Math.min(50 * times, 500)

/** The most commands that are under way at once: what comes then is refused at once. */
const mostUnderWay = 10_000

/**
 * Connects. One that cannot be reached now is tried again and again, and whoever asks meanwhile is told.
 *
 * @throws {StoreRefusal} a sentence for the operator, when it is there and lets nobody in by these settings.
 */
export async function openRedis(
  address: RedisAddress,
  watch: RedisWatch,
): Promise<RedisConnection> {
  const client = clientOf(address)
  const place = placeOf(address)
  const watched = watchOver(client, place, watch)
  await client.connect().catch(() => {})
  const refusal = refusalIn(watched.lastError())
  if (refusal !== undefined) {
    client.disconnect()
    throw new StoreRefusal(`The store at ${place} ${refusal}`)
  }
  return connectionOn(client, address.prefix, watch.took)
}

function connectionOn(
  client: Redis | Cluster,
  prefix: string,
  took: RedisWatch['took'],
): RedisConnection {
  let underWay = 0
  let roundTrips = 0
  const timed = async <Reply>(verb: string, send: () => Promise<Reply>): Promise<Reply> => {
    if (took === undefined) return send()
    const began = performance.now()
    let outcome: RoundTrip['outcome'] = 'failed'
    try {
      const reply = await send()
      outcome = 'done'
      return reply
    } finally {
      took({ verb, outcome, milliseconds: performance.now() - began })
    }
  }
  const sent = async <Reply>(verb: string, send: () => Promise<Reply>): Promise<Reply> => {
    if (underWay >= mostUnderWay) throw new StoreUnavailableError('too many commands are under way')
    if (underWay === 0) roundTrips += 1
    underWay += 1
    try {
      return await timed(verb, send)
    } catch (error) {
      throw translated(error)
    } finally {
      underWay -= 1
    }
  }
  return {
    prefix,
    get roundTrips() {
      return roundTrips
    },
    get: (key) => sent('get', () => client.get(key)),
    mget: (keys) => sent('mget', () => client.mget([...keys])),
    membersOf: (key) => sent('members', () => client.zrange(key, '0', '-1')),
    remove: (keys) => sent('remove', async () => void (await client.unlink([...keys]))),
    run: (script, keys, values) =>
      sent(script, () => scriptsOf(client)[script](...keys, ...values)),
    ping: () => sent('ping', async () => void (await client.ping())),
    close: () => client.disconnect(),
  }
}

/** What Redis says to whom it lets in by no means, each with what the operator is told. */
const refusals: readonly (readonly [says: RegExp, sentence: string])[] = [
  [/^WRONGPASS|invalid password/i, 'refuses the user or the password of the setting store.'],
  [
    /^NOAUTH|without any password/,
    'asks for a password: put it into the URL of the setting store.',
  ],
  [/^NOPERM/, 'does not permit its user what Fragrant does: all keys that begin with the prefix.'],
  [/DB index is out of range/, 'has no database of the number that the setting store names.'],
  [/cluster support disabled/i, 'is no cluster: leave ?cluster out of the setting store.'],
]

const refusalIn = (error: Error | undefined): string | undefined =>
  error && refusals.find(([says]) => says.test(error.message))?.[1]

type ScriptCalls = Readonly<
  Record<ScriptName, (...values: readonly Argument[]) => Promise<unknown>>
>

/** ioredis gives a client a method for each script that it was made with; its types do not say so. */
const scriptsOf = (client: Redis | Cluster): ScriptCalls => client as unknown as ScriptCalls

function clientOf(address: RedisAddress): Redis | Cluster {
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
          clusterNodeRetryStrategy: retryAfter,
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
  ...(tls && { enableTLSForSentinelMode: true }),
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

/** Tells once that it has gone, and once that it is back. */
function watchOver(client: Redis | Cluster, place: string, watch: RedisWatch) {
  let last: Error | undefined
  client.on('error', (error: Error) => {
    if (last === undefined) watch.lost(place, error.message)
    last = error
  })
  client.on('ready', () => {
    if (last !== undefined) watch.back(place)
    last = undefined
  })
  return { lastError: () => last }
}

function translated(error: unknown): Error {
  if (error instanceof StoreUnavailableError) return error
  // The error itself holds the command, and what that was about.
  const { message } = error as Error
  return message.includes('OOM command not allowed')
    ? new NoRoomError()
    : new StoreUnavailableError(message)
}
