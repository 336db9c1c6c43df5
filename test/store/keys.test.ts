import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createPairwiseSalts } from '../../src/adapters/data-folder/pairwise-salts.ts'
import { createKeysInStore } from '../../src/adapters/jose/keys/kept-in-store.ts'
import { createSigningKeys } from '../../src/adapters/jose/keys/key-store.ts'
import { parseRedisAddress } from '../../src/adapters/redis/connection/address.ts'
import { openRedis, type RedisConnection } from '../../src/adapters/redis/connection/connection.ts'
import { StoreRefusal } from '../../src/adapters/redis/connection/store-refusal.ts'
import { createSharedSecret } from '../../src/adapters/redis/secrets/shared-secret.ts'
import type { SharedSecret } from '../../src/ports/shared-secret.ts'
import type { KeyPolicy } from '../../src/protocol/keys/key-plan.ts'
import { StoreUnavailableError } from '../../src/protocol/unavailable/store-unavailable.ts'
import { fakeClock } from '../adapters/fake-clock.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'

const policy: KeyPolicy = {
  algs: ['ES256'],
  imported: [],
  lifetime: undefined,
  lead: 600,
  tokenLifetime: 3600,
  generation: undefined,
}

describe.skipIf(!hasRedis)('the keys that replicas share', () => {
  let server: RedisServer
  let redis: RedisConnection
  beforeAll(async () => {
    server = await startRedis()
    const address = parseRedisAddress(server.url)
    if (address === undefined) throw new Error('no address')
    redis = await openRedis(address, { lost() {}, back() {} })
  })
  afterAll(async () => {
    redis.close()
    await server.stop()
  })

  const prepare = (own: Partial<KeyPolicy> = {}) => {
    const clock = fakeClock()
    const [realm, key] = [randomUUID(), randomBytes(32)]
    const secret = () => createSharedSecret({ redis, realm, name: 'keys', key })
    const settings = { policy: { ...policy, ...own }, imported: [] }
    const replica = () => createSigningKeys({ kept: createKeysInStore(secret()), clock, settings })
    return { clock, realm, key, secret, replica }
  }
  const kidsOf = async (keys: ReturnType<typeof createSigningKeys>) =>
    (await keys.all(['ES256'])).map(({ kid }) => kid)

  it('are made by whoever comes first, and are the same for twenty that come at once', async () => {
    const { replica } = prepare()
    const kids = await Promise.all(Array.from({ length: 20 }, () => kidsOf(replica())))
    expect(new Set(kids.flat()).size).toBe(1)
    expect(kids.every(({ length }) => length === 1)).toBe(true)
  })

  it('are known to every replica from the first signature on', async () => {
    const { replica } = prepare()
    const [one, other] = [replica(), replica()]
    await other.load()
    const { kid } = await one.signing('ES256')
    expect((await other.named(kid))?.kid).toBe(kid)
    expect(await kidsOf(other)).toEqual([kid])
  })

  it('rotate on every replica: published at once, and signing once all have published it', async () => {
    const { clock, replica } = prepare()
    const [one, other] = [replica(), replica()]
    const [old] = await kidsOf(one)
    expect(await kidsOf(other)).toEqual([old])
    // no time at all is not what others can keep up with
    const rotatedAt = clock.time
    await one.rotate(0)
    await waitUntil(async () => {
      clock.time = Math.min(clock.time + 1, rotatedAt + 60)
      return (await kidsOf(other)).length === 2
    })
    const [, next] = await kidsOf(other)
    expect(await kidsOf(one)).toEqual([old, next])
    const signs = async () =>
      (await Promise.all([one.signing('ES256'), other.signing('ES256')])).map(({ kid }) => kid)
    expect(await signs()).toEqual([old, old])
    clock.time = rotatedAt + 79
    expect(await signs()).toEqual([old, old])
    clock.time = rotatedAt + 80
    expect(await signs()).toEqual([next, next])
  })

  it('lose none of two changes that are made at the same moment', async () => {
    const { replica } = prepare({ algs: ['ES256', 'ES384'] })
    const [one, other] = [replica(), replica()]
    await Promise.all([one.load(), other.load()])
    const made = await Promise.all([one.signing('ES256'), other.signing('ES384')])
    const third = replica()
    const all = await third.all(['ES256', 'ES384'])
    expect(all.map(({ kid }) => kid)).toEqual(made.map(({ kid }) => kid))
  })

  it('stand in Redis as nobody can read them, and open by the store key alone', async () => {
    const { realm, key, secret, replica } = prepare()
    const [kid = ''] = await kidsOf(replica())
    const place = `fragrant:{${realm}:keys}`
    const kept = server.ask('GET', place)
    expect(kept).toMatch(/^\{"v":1,"sealed":"[\w+/=]+"\}$/)
    expect(await secret().read()).toContain('"d": "')
    expect(kid).not.toBe('')
    const by = (other: Buffer | undefined, name = 'keys') =>
      createSharedSecret({ redis, realm, name, key: other }).read()
    await expect(by(randomBytes(32))).rejects.toThrow(StoreRefusal)
    await expect(by(undefined)).rejects.toThrow('set store_key')
    // sealed for one place, it opens in no other
    server.ask('SET', `fragrant:{${realm}:other}`, kept)
    await expect(by(key, 'other')).rejects.toThrow(StoreRefusal)
    expect(await by(key)).toBeDefined()
    server.ask('SET', place, kept.replace('"v":1', '"v":2'))
    await expect(by(key)).rejects.toThrow('A later release')
  })

  it('go for pairwise subjects too: one secret for all, made once', async () => {
    const [realm, key] = [randomUUID(), randomBytes(32)]
    const salts = () =>
      createPairwiseSalts(undefined, () =>
        createSharedSecret({ redis, realm, name: 'pairwise-salt', key }),
      ).of(realm)
    const read = await Promise.all(Array.from({ length: 10 }, () => salts().read()))
    expect(new Set(read.map((salt) => Buffer.from(salt).toString('hex'))).size).toBe(1)
    expect(read[0]).toHaveLength(32)
  })
})

describe('a replica that cannot reach the store', () => {
  it('publishes and verifies with the keys that it has, and signs with none that it has not seen for ten seconds', async () => {
    let isAway = false
    let [kept, monotonic]: [string | undefined, number] = [undefined, 0]
    const secret: SharedSecret = {
      async read() {
        if (isAway) throw new StoreUnavailableError('away')
        return kept
      },
      async replace(before, next) {
        if (before !== kept) return false
        kept = next
        return true
      },
    }
    const clock = fakeClock()
    const shelf = createKeysInStore(secret, () => monotonic)
    const keys = createSigningKeys({ kept: shelf, clock, settings: { policy, imported: [] } })
    const { kid } = await keys.signing('ES256')
    isAway = true
    monotonic = 9_000
    clock.time += 9
    expect((await keys.signing('ES256')).kid).toBe(kid)
    monotonic = 11_000
    clock.time += 2
    await expect(keys.signing('ES256')).rejects.toThrow(StoreUnavailableError)
    expect((await keys.named(kid))?.kid).toBe(kid)
    expect((await keys.all(['ES256'])).map((key) => key.kid)).toEqual([kid])
    isAway = false
    clock.time += 1
    expect((await keys.signing('ES256')).kid).toBe(kid)
  })
})

async function waitUntil(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('It did not come to hold.')
}
