/**
 * Replicas that sign, publish and verify with keys that they share, and what everybody could have seen
 * of it.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import { createKeysInStore } from '../../src/adapters/jose/keys/kept-in-store.ts'
import { createSigningKeys, type SigningKeys } from '../../src/adapters/jose/keys/key-store.ts'
import type { PrivateJwk } from '../../src/adapters/jose/keys/signing-key.ts'
import { createSharedSecret } from '../../src/adapters/redis/secrets/shared-secret.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { KeyPolicy } from '../../src/protocol/keys/key-plan.ts'
import { createLossyRedis, type LossyLine } from './lossy-redis.ts'
import { again, createReadiness, createReplicaClock } from './replica.ts'
import { createWorld, type World } from './world.ts'

/** Seconds for which tokens live. */
const tokenLifetime = 60

/** Keys rotate by themselves as fast as they can, and by hand besides. */
const policy: KeyPolicy = {
  algs: ['ES256'],
  imported: [],
  lifetime: 110,
  lead: 0,
  tokenLifetime,
  generation: undefined,
}

/** Milliseconds in which every replica that reaches the store knows what has become of the keys. */
const known = 5_000

/** Milliseconds for which it matters: keys end. */
const aMinute = 60_000

/** Milliseconds for which keys sign that are not read anew, and the command that finds out. */
const signsFor = 11_000

interface Replica {
  readonly clock: Clock
  readonly line: LossyLine
  readonly keys: SigningKeys
  /** Whether the proxy sends anybody here. */
  readonly isReady: () => boolean
}

/** Times are in milliseconds of the world. */
export interface SeenKeys {
  readonly tokens: { readonly kid: string; readonly exp: number }[]
  /** When each key was used first, written first, and taken out. */
  readonly signing: Map<string, number>
  readonly written: Map<string, number>
  readonly dropped: Map<string, number>
  readonly dropping: Set<string>
  /** What must not be. */
  readonly faults: string[]
}

export async function simulateKeys(seed: number, replicas: number, seconds: number) {
  const world = createWorld(seed)
  const store = createLossyRedis(world)
  const seen: SeenKeys = {
    ...{ tokens: [], faults: [], dropping: new Set() },
    ...{ signing: new Map(), written: new Map(), dropped: new Map() },
  }
  store.onWrite((_, text) => noteWritten(seen, world, text))
  const all = Array.from({ length: replicas }, () => createReplica(world, store.line()))
  for (const replica of all) {
    const { line } = replica
    again(world, [200, 3_000], () => sign(world, replica, seen))
    again(world, [200, 3_000], () => publish(world, replica, seen))
    again(world, [1_000, 5_000], () => verify(world, replica, seen))
    again(world, [20_000, 200_000], async () => line.cutOff(world.between(1, 90_000)))
  }
  const anyone = () => all[world.between(0, replicas - 1)] as Replica
  again(world, [30_000, 90_000], () => anyone().keys.rotate(0))
  again(world, [100_000, 150_000], () => drop(anyone(), seen))
  await world.run(seconds * 1_000)
  return seen
}

function createReplica(world: World, line: LossyLine): Replica {
  const clock = createReplicaClock(world)
  const at = { redis: line.redis, realm: 'default', name: 'keys', key: undefined }
  const kept = createKeysInStore(createSharedSecret(at), world.now)
  const keys = createSigningKeys({ kept, clock, settings: { policy, imported: [] } })
  // As src/opening/readiness.ts does.
  const isReady = createReadiness(world, async () => {
    await line.redis.ping()
    await keys.signing('ES256')
  })
  return { clock, line, keys, isReady }
}

async function sign(world: World, { keys, clock }: Replica, seen: SeenKeys): Promise<void> {
  const { kid } = await keys.signing('ES256')
  const now = world.now()
  if (!seen.signing.has(kid)) seen.signing.set(kid, now)
  seen.tokens.push({ kid, exp: clock.now() + tokenLifetime })
  if (now > droppedAt(seen, kid) + signsFor) seen.faults.push('a key signs that was dropped')
}

/** An answer of /jwks.json, to somebody whom the proxy has sent here. */
async function publish(
  world: World,
  { keys, line, isReady }: Replica,
  seen: SeenKeys,
): Promise<void> {
  if (!isReady()) return
  const asked = world.now()
  const kids = new Set((await keys.all(['ES256'])).map(({ kid }) => kid))
  const isLate = (at: number) => at + known <= asked && line.isWholeSince(at)
  const isMissing = ([kid, since]: readonly [string, number]) =>
    since <= asked && asked < since + aMinute && !kids.has(kid) && !seen.dropped.has(kid)
  const missing = (times: ReadonlyMap<string, number>) => [...times].filter(isMissing)
  const { signing, written, dropped, faults } = seen
  if (missing(signing).some(([, since]) => isUsual(seen, since)))
    faults.push('a key signs that is not published')
  if (missing(written).some(([, at]) => isLate(at))) faults.push('a key is published late')
  if ([...dropped].some(([kid, at]) => kids.has(kid) && isLate(at)))
    faults.push('a key is published that was dropped')
}

/** After a key was taken out the next one signs at once. */
const isUsual = ({ dropped }: SeenKeys, since: number): boolean =>
  [...dropped.values()].every((at) => since < at || since > at + known)

/** Somebody brings a token. */
async function verify(world: World, { keys, clock, line }: Replica, seen: SeenKeys): Promise<void> {
  const token =
    seen.tokens[seen.tokens.length - world.between(1, world.between(0, 1) === 0 ? 20 : 5_000)]
  const asked = world.now()
  if (token === undefined) return
  const key = await keys.named(token.kid)
  const dropped = droppedAt(seen, token.kid)
  const isAlive = token.exp > clock.now() && dropped === Number.POSITIVE_INFINITY
  if (isAlive && key === undefined) seen.faults.push('a token is refused that lives')
  if (key !== undefined && asked > dropped + known && line.isWholeSince(dropped))
    seen.faults.push('a token is taken whose key was dropped')
}

/** Takes the key out that signs. */
async function drop({ keys }: Replica, { signing, dropping }: SeenKeys): Promise<void> {
  const kid = [...signing.keys()].at(-1)
  if (kid === undefined) return
  dropping.add(kid)
  await keys.drop(kid)
}

const droppedAt = ({ dropped }: SeenKeys, kid: string): number =>
  dropped.get(kid) ?? Number.POSITIVE_INFINITY

/** Of every text that the store takes: which keys have come, and which were taken out. */
function noteWritten({ written, dropping, dropped }: SeenKeys, world: World, text: string): void {
  const { plain } = JSON.parse(text) as { readonly plain: string }
  const { keys } = JSON.parse(plain) as { readonly keys: readonly PrivateJwk[] }
  const kids = new Set(keys.map(thumbprintOf))
  for (const kid of kids) if (!written.has(kid)) written.set(kid, world.now())
  for (const kid of dropping) if (!kids.has(kid) && !dropped.has(kid)) dropped.set(kid, world.now())
}

/** RFC 7638 §3. */
const thumbprintOf = ({ crv, kty, x, y }: PrivateJwk): string =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url')
