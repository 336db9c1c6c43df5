/**
 * The way to Redis or Valkey: one connection for all commands, or one to each node of a cluster.
 *
 * @module
 */

import type { RoundTrip } from '../../../ports/store.ts'
import { NoRoomError } from '../../../protocol/unavailable/no-room.ts'
import { StoreUnavailableError } from '../../../protocol/unavailable/store-unavailable.ts'
import { placeOf, type RedisAddress } from './address.ts'
import { createClient, type RedisClient, reasonOf, scriptsOf } from './client.ts'
import { mistakenFor, refusalIn } from './refusals.ts'
import type { ScriptName } from './scripts.ts'
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
  /** What it says of itself (`INFO`): lines of `name:value`. */
  info(section: string): Promise<string>
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
  const client = createClient(address)
  const place = placeOf(address)
  const watched = watchOver(client, place, watch)
  // Who asks sentinels goes on trying: what they say first is enough to begin without them.
  await Promise.race([client.connect().catch(() => {}), watched.failed])
  // A node of a cluster is connected to with its first command, and refuses others meanwhile.
  if ('nodes' in client) {
    await Promise.all(client.nodes('master').map((node) => node.ping().catch(() => {})))
  }
  const refusal = refusalIn(watched.lastError()) ?? (await mistakeOf(client, address))
  if (refusal !== undefined) {
    client.disconnect()
    throw new StoreRefusal(`The store at ${place} ${refusal}`)
  }
  return connectionOn(client, address, watch.took)
}

async function mistakeOf(client: RedisClient, address: RedisAddress): Promise<string | undefined> {
  if (client.status !== 'ready') return undefined
  return mistakenFor(address, await client.info('server').catch(() => ''))
}

function connectionOn(
  client: RedisClient,
  { prefix }: RedisAddress,
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
    info: (section) => sent('info', () => client.info(section)),
    ping: () => sent('ping', () => answers(client)),
    close: () => client.disconnect(),
  }
}

/** A cluster answers when all of its slots have a master. */
async function answers(client: RedisClient): Promise<void> {
  if (!client.isCluster) return void (await client.ping())
  const info = String(await client.call('CLUSTER', 'INFO'))
  if (!info.includes('cluster_state:ok')) throw new Error('the cluster is incomplete')
}

/** Tells once that it has gone, and once that it is back. */
function watchOver(client: RedisClient, place: string, watch: RedisWatch) {
  let last: Error | undefined
  const failed = new Promise<void>((resolve) => {
    client.on('error', (error: Error) => {
      const reason = reasonOf(error)
      if (last === undefined) watch.lost(place, reason.message)
      last = reason
      resolve()
    })
  })
  client.on('ready', () => {
    if (last !== undefined) watch.back(place)
    last = undefined
  })
  return { lastError: () => last, failed }
}

function translated(error: unknown): Error {
  if (error instanceof StoreUnavailableError) return error
  // The error itself holds the command, and what that was about; so may what it says of one.
  const [message = ''] = (error as Error).message.split(', with args')
  return message.includes('OOM command not allowed')
    ? new NoRoomError()
    : new StoreUnavailableError(message)
}
