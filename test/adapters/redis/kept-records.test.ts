import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseRedisAddress } from '../../../src/adapters/redis/connection/address.ts'
import {
  openRedis,
  type RedisConnection,
} from '../../../src/adapters/redis/connection/connection.ts'
import { createRedisRecords } from '../../../src/adapters/redis/records/kept-records.ts'
import type { HeardRecord, KeptRecord, KeptRecords } from '../../../src/ports/kept-records.ts'
import { hasRedis, type RedisServer, startRedis } from '../../support/redis-server.ts'

const user = (key: string, more: Partial<KeptRecord> = {}): KeptRecord => ({
  ...{ kind: 'users', key, written: { username: key } },
  ...{ overDemo: false, isAnew: false, isNewcomer: false, ...more },
})
const client = (key: string) => user(key, { kind: 'clients', written: { client_id: key } })

describe.skipIf(!hasRedis)('users and clients on Redis', () => {
  let server: RedisServer
  let redis: RedisConnection
  const open: KeptRecords[] = []
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
  beforeEach(() => void server.ask('FLUSHALL'))
  afterEach(() => {
    for (const records of open.splice(0)) records.shared?.close()
  })

  /** What another process has of them, with what it hears. */
  function replica() {
    const failed: unknown[] = []
    const records = createRedisRecords({ redis, failed: (error) => void failed.push(error) })
    const heard: HeardRecord[] = []
    records.shared?.follow(async (changes) => void heard.push(...changes))
    open.push(records)
    const refresh = async () => {
      await records.shared?.refresh()
      return heard.splice(0).map(({ record, ...one }) => ({ ...one, record }))
    }
    return { records, refresh, heard, failed }
  }
  const loaded = async () => Object.fromEntries(await replica().records.load())

  it('are there for who comes later, each in its realm, in the order in which they came', async () => {
    const { records } = replica()
    expect(await records.load()).toEqual(new Map())
    const all = [user('zoe', { isNewcomer: true }), user('al', { written: null, overDemo: true })]
    for (const one of all) expect(await records.put('default', one)).toBe(true)
    await records.put('shop', client('zoe'))
    expect(await loaded()).toEqual({ default: all, shop: [client('zoe')] })
    const changed = user('zoe', { written: { username: 'other' }, since: 7, overConfigured: 'x' })
    await records.put('default', changed)
    expect(await loaded()).toEqual({ default: [changed, all[1]], shop: [client('zoe')] })
    await records.remove('default', 'users', 'zoe')
    expect(await loaded()).toEqual({ default: [all[1]], shop: [client('zoe')] })
  })

  it('are told to another process, what came as what went, and nothing twice', async () => {
    const [one, other] = [replica(), replica()]
    await other.records.load()
    await one.records.put('default', user('zoe'))
    const zoe = { realmId: 'default', kind: 'users', key: 'zoe' }
    expect(await other.refresh()).toEqual([{ ...zoe, record: user('zoe') }])
    expect(await other.refresh()).toEqual([])
    expect(await one.refresh()).toEqual([])
    expect(await other.records.remove('default', 'users', 'zoe')).toBe(true)
    expect(await one.refresh()).toEqual([{ ...zoe, record: undefined }])
  })

  it('are told by themselves within two seconds', async () => {
    const [one, other] = [replica(), replica()]
    await one.records.put('default', user('zoe'))
    await expect.poll(() => other.heard.length, { timeout: 2_000 }).toBe(1)
  })

  it('are not overwritten by who has not heard of a change', async () => {
    const [one, other] = [replica(), replica()]
    await one.records.put('default', user('zoe'))
    expect(await other.records.put('default', user('zoe', { isNewcomer: true }))).toBe(false)
    await other.refresh()
    expect(await other.records.put('default', user('zoe', { isNewcomer: true }))).toBe(true)
    expect(await one.records.remove('default', 'users', 'zoe')).toBe(false)
    expect(await loaded()).toEqual({ default: [user('zoe', { isNewcomer: true })] })
  })

  it('are one of two when both add the same at once', async () => {
    const [one, other] = [replica(), replica()]
    const added = [one, other].map(({ records }, at) =>
      records.put('default', user('zoe', { since: at })),
    )
    expect((await Promise.all(added)).toSorted()).toEqual([false, true])
  })

  it('are heard of once a change of ours is done that was under way', async () => {
    const [one, other] = [replica(), replica()]
    const release = other.records.shared?.hold('default', 'users', 'zoe')
    await one.records.put('default', user('zoe'))
    await one.records.put('default', user('al'))
    expect((await other.refresh()).map(({ key }) => key)).toEqual(['al'])
    release?.()
    expect((await other.refresh()).map(({ key }) => key)).toEqual(['zoe'])
  })

  it('are no more than ten thousand of a realm', async () => {
    const { records } = replica()
    const fields = Array.from({ length: 10_000 }, (_, at) => [
      `default\nusers\nu${at}`,
      JSON.stringify({ v: 1, n: at, d: user(`u${at}`) }),
    ])
    for (let from = 0; from < fields.length; from += 500) {
      server.ask('HSET', 'fragrant:{users-and-clients}', ...fields.slice(from, from + 500).flat())
    }
    server.ask('INCR', 'fragrant:{users-and-clients}#changes')
    expect((await records.load()).get('default')).toHaveLength(10_000)
    await expect(records.put('default', user('one'))).rejects.toThrow('keeps 10000 users')
    expect(await records.put('other', user('one'))).toBe(true)
    expect(await records.put('default', user('u7', { since: 1 }))).toBe(true)
  })

  it('of another release are not read', async () => {
    server.ask('HSET', 'fragrant:{users-and-clients}', 'default\nusers\nzoe', '{"v":2}')
    server.ask('INCR', 'fragrant:{users-and-clients}#changes')
    await expect(replica().records.load()).rejects.toThrow('as another release does (version 2)')
  })
})
