import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Realm } from '../../src/testing/realm/realm.ts'
import { createApp, goThrough } from '../support/app.ts'
import { type PairedServers, startSteeredPair } from '../support/paired-servers.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

describe.skipIf(!hasRedis)('the journal that two replicas write', () => {
  let redis: RedisServer
  let pair: PairedServers
  let one: Realm
  let other: Realm
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(async () => {
    redis.ask('FLUSHALL')
    ;({ pair, one, other } = await startSteeredPair(redis))
  })
  afterEach(() => pair.close())

  const ask = (at: 'one' | 'other', status: string) =>
    fetch(`${pair[at].url}/authorize?client_id=${status}`, { redirect: 'manual' })
  const askedOf = async (realm: Realm) =>
    (await realm.journal.all({ endpoint: 'authorize' })).map(({ clientId }) => clientId)

  it('is the same at both, in the order in which they have answered', async () => {
    const all = Array.from({ length: 12 }, (_, at) => `app-${at}`)
    for (const [at, id] of all.entries()) await ask(at % 3 === 0 ? 'one' : 'other', id)
    expect(await askedOf(one)).toEqual(all)
    expect(await askedOf(other)).toEqual(all)
    const ids = (await one.journal.all()).map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect((await other.journal.all()).map(({ id }) => id)).toEqual(ids)
  })

  it('joins the steps of a login that both have answered', async () => {
    const { values } = await goThrough(createApp(pair.origin), createVisitor(pair.origin))
    await userinfo(pair.one.url, values.get('access_token') ?? '')
    const exchanges = await other.journal.all()
    expect(exchanges.map(({ endpoint }) => endpoint)).toContain('userinfo')
    expect(new Set(exchanges.map(({ login }) => login)).size).toBe(1)
    const refused = await ask('one', 'nobody')
    expect(refused.status).toBe(400)
    expect((await other.journal.last({ clientId: 'nobody' }))?.verdict.ok).toBe(false)
  })

  it('tells who waits at the one of what the other has answered', async () => {
    const waiting = one.journal.waitFor({ clientId: 'late' }, '5s')
    await new Promise((resolve) => setTimeout(resolve, 200))
    await ask('other', 'late')
    expect((await waiting).clientId).toBe('late')
  })

  it('is emptied at both, and what was taken is gone from both', async () => {
    await ask('one', 'a')
    await ask('other', 'b')
    await other.journal.take({ clientId: 'a' })
    await expect.poll(() => askedOf(one)).toEqual(['b'])
    await one.journal.clear()
    await expect.poll(() => askedOf(other)).toEqual([])
    await ask('other', 'c')
    expect(await askedOf(one)).toEqual(['c'])
  })

  it('holds no secret, and is bounded, and ends after a day', async () => {
    await goThrough(createApp(pair.origin), createVisitor(pair.origin))
    const [key = ''] = redis.ask('KEYS', '*:journal}').split('\n').slice(-1)
    expect(redis.ask('XRANGE', key, '-', '+')).not.toContain('"password":"alice"')
    expect(Number(redis.ask('PTTL', key))).toBeLessThanOrEqual(86_400_000)
    expect(Number(redis.ask('PTTL', key))).toBeGreaterThan(0)
    for (let at = 0; at < 3; at += 1) {
      redis.ask('EVAL', fill, '1', key, '1000')
    }
    await ask('one', 'last')
    expect(Number(redis.ask('XLEN', key))).toBeLessThan(2_200)
    expect(await askedOf(other)).toContain('last')
  })
})

const fill = `for at = 1, tonumber(ARGV[1]) do redis.call('XADD', KEYS[1], '*', 't', '{"kind":"taken","id":"x0"}') end`
