import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Realm } from '../../src/testing/realm/realm.ts'
import { answerOf, createApp, goThrough, silently } from '../support/app.ts'
import { type PairedServers, startSteeredPair } from '../support/paired-servers.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

describe.skipIf(!hasRedis)('what a test says to one of two replicas', () => {
  let redis: RedisServer
  let pair: PairedServers
  let one: Realm
  let other: Realm
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(async () => {
    ;({ pair, one, other } = await startSteeredPair(redis))
  })
  afterEach(() => pair.close())

  const metadataAt = async (url: string) =>
    (await fetch(`${url}/.well-known/openid-configuration`)).status

  it('moves the clock of both', async () => {
    const at = Date.parse('2031-05-01T12:00:00Z')
    await one.clock.freeze(at)
    expect(await other.clock.now()).toBe(at)
    await other.clock.advance('2h')
    expect(await one.clock.now()).toBe(at + 7_200_000)
    const { values } = await goThrough(createApp(pair.origin), createVisitor(pair.origin))
    const accessToken = values.get('access_token') ?? ''
    expect((await userinfo(pair.other.url, accessToken)).status).toBe(200)
    await one.clock.advance('2h')
    expect((await userinfo(pair.other.url, accessToken)).status).toBe(401)
    await other.clock.reset()
    expect(Math.abs((await one.clock.now()) - Date.now())).toBeLessThan(60_000)
  })

  it('loses nothing of what is said to both at once', async () => {
    const add = (realm: Realm) => realm.faults.once({ endpoint: 'userinfo' }, { status: 418 })
    await Promise.all(Array.from({ length: 20 }, (_, at) => add(at % 2 === 0 ? one : other)))
    expect(await one.faults.list()).toHaveLength(20)
    const ids = (await other.faults.list()).map(({ id }) => id)
    expect(new Set(ids).size).toBe(20)
  })

  it('goes wrong exactly as often as it was planned, whichever is asked', async () => {
    await one.faults.times(5, { endpoint: 'discovery' }, { status: 503 })
    const urls = Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? pair.one : pair.other).url)
    const statuses = await Promise.all(urls.map(metadataAt))
    expect(statuses.filter((status) => status === 503)).toHaveLength(5)
    expect(statuses.filter((status) => status === 200)).toHaveLength(35)
    expect(await other.faults.list()).toMatchObject([{ times: 5, used: 5 }])
  })

  it('answers one login, by whoever of both is asked', async () => {
    await one.logins.next({ user: 'bob' })
    const [app, visitor] = [createApp(pair.other.url), createVisitor(pair.other.url)]
    expect(answerOf(await app.ask(visitor)).values.get('id_token')).toBeDefined()
    const next = await createApp(pair.one.url).ask(createVisitor(pair.one.url))
    expect(next.page.has('login')).toBe(true)
    await other.logins.always({ deny: true })
    const denied = await createApp(pair.one.url).ask(createVisitor(pair.one.url))
    expect(answerOf(denied).values.get('error')).toBe('access_denied')
  })

  it('counts of users who were added there at the next request', async () => {
    await one.users.add({ username: 'erin', password: 'erin' })
    expect((await other.users.get('erin')).username).toBe('erin')
    await other.logins.next({ user: 'erin' })
    const answer = await createApp(pair.one.url).ask(createVisitor(pair.one.url))
    expect(answerOf(answer).values.get('id_token')).toBeDefined()
  })

  it('ends a life of the realm for both when it is reset: tokens, clock, faults', async () => {
    const [app, visitor] = [createApp(pair.origin), createVisitor(pair.origin)]
    const tokens = await Promise.all(
      [1, 2].map(async () => {
        const { values } = await goThrough(app, createVisitor(pair.origin))
        return values.get('access_token') ?? ''
      }),
    )
    await goThrough(app, visitor, { decision: 'remember' })
    await one.faults.always({ endpoint: 'userinfo' }, { status: 418 })
    await other.clock.skew('1h')
    await other.reset()
    expect(await one.faults.list()).toEqual([])
    expect(Math.abs((await one.clock.now()) - Date.now())).toBeLessThan(60_000)
    for (const accessToken of tokens) {
      for (const { url } of [pair.one, pair.other]) {
        expect((await userinfo(url, accessToken)).status).toBe(401)
      }
    }
    expect(await silently(app, visitor)).toBe('login_required')
    expect(await silently(app, visitor)).toBe('login_required')
    const { values } = await goThrough(app, visitor)
    for (const { url } of [pair.one, pair.other]) {
      expect((await userinfo(url, values.get('access_token') ?? '')).status).toBe(200)
    }
  })

  it('is said in a text that ends after a day', async () => {
    await one.clock.skew('1h')
    const [key = ''] = redis.ask('KEYS', '*:steering}').split('\n').slice(-1)
    const left = Number(redis.ask('PTTL', key))
    expect(left).toBeGreaterThan(86_000_000)
    expect(left).toBeLessThanOrEqual(86_400_000)
  })
})
