import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApp, signIn } from '../support/app.ts'
import { call } from '../support/code-flow.ts'
import { type PairedServers, startPair } from '../support/paired-servers.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { createVisitor } from '../support/visitor.ts'

const guarded = {
  client_id: 'guarded',
  client_secret: 'right',
  grant_types: ['client_credentials' as const],
}

const times = <Result>(count: number, run: (at: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => run(at)))

describe.skipIf(!hasRedis)('who guesses at two replicas', () => {
  let redis: RedisServer
  let replicas: PairedServers
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(async () => {
    replicas = await startPair(redis, { clients: [guarded] })
  })
  afterEach(() => replicas.close())

  it('has five of 200 wrong passwords looked at, whether they come one by one or at once', async () => {
    const visitor = createVisitor(replicas.origin)
    const asked = await createApp(replicas.origin).ask(visitor)
    const guess = async (user: string) => (await signIn(visitor, asked, user, 'guess')).status
    const oneByOne: number[] = []
    for (let at = 0; at < 100; at += 1) oneByOne.push(await guess('alice'))
    const lookedAt = oneByOne.filter((status) => status === 400).length
    // a further one for each wait that ends meanwhile: after 1, 2, 4 seconds
    expect(lookedAt).toBeGreaterThanOrEqual(5)
    expect(lookedAt).toBeLessThanOrEqual(8)
    const atOnce = await times(100, () => guess('bob'))
    expect(atOnce.filter((status) => status === 400).length).toBeLessThanOrEqual(6)
    expect(new Set([...oneByOne, ...atOnce])).toEqual(new Set([400, 429]))
  })

  it('is forgotten on both when the user signs in on one', async () => {
    for (let round = 0; round < 2; round += 1) {
      const visitor = createVisitor(replicas.origin)
      const asked = await createApp(replicas.origin).ask(visitor)
      for (let at = 0; at < 4; at += 1) {
        expect((await signIn(visitor, asked, 'alice', 'guess')).status).toBe(400)
      }
      expect((await signIn(visitor, asked, 'alice')).status).toBe(200)
    }
  })

  it('has five wrong secrets of a client judged, and then the right one no more than before', async () => {
    const ask = async (secret: string) => {
      const authorization = `Basic ${Buffer.from(`guarded:${secret}`).toString('base64')}`
      const form = { grant_type: 'client_credentials' }
      return (await call(`${replicas.origin}/token`, form, { authorization })).status
    }
    expect(await ask('right')).toBe(200)
    const guesses: number[] = []
    for (let at = 0; at < 10; at += 1) guesses.push(await ask('wrong'))
    expect(guesses.slice(0, 6)).toEqual([401, 401, 401, 401, 401, 429])
    expect(await ask('right')).toBe(429)
  })
})
