import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import type { Realm } from '../../src/testing/realm/realm.ts'
import { answerOf, createApp, decide, goThrough, signIn, silently } from '../support/app.ts'
import {
  type PairedServers,
  type SteeredPair,
  startPair,
  startSteeredPair,
} from '../support/paired-servers.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

const options: FragrantOptions = {
  users: [
    { username: 'carol', password: 'carol' },
    { username: 'dave', password: 'dave' },
  ],
}

/** As docs/scaling.md has it: milliseconds until every replica knows. */
const soon = { timeout: 2_000, interval: 50 }

describe.skipIf(!hasRedis)('users and clients that one of two replicas is told of', () => {
  let redis: RedisServer
  let pair: PairedServers
  let one: Realm
  let other: Realm
  let realmAt: SteeredPair['realmAt']
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(async () => {
    ;({ pair, one, other, realmAt } = await startSteeredPair(redis, options))
  })
  afterEach(() => pair.close())

  const names = async (realm: Realm) => (await realm.users.list()).map(({ username }) => username)
  const statusOfLogin = async (user: string, password = user) => {
    const visitor = createVisitor(pair.origin)
    const asked = await createApp(pair.origin).ask(visitor)
    return (await signIn(visitor, asked, user, password)).status
  }

  it('come, change and go on the other too', async () => {
    await one.users.add({ username: 'erin', password: 'erin', claims: { name: 'Erin' } })
    await expect.poll(() => names(other), soon).toEqual(['carol', 'dave', 'erin'])
    expect(await Promise.all([1, 2].map(() => statusOfLogin('erin')))).toEqual([200, 200])
    await other.users.update('erin', { claims: { name: 'Erin the First' } })
    const claims = async () => (await one.users.get('erin')).claims
    await expect.poll(claims, soon).toEqual({ name: 'Erin the First' })
    await other.users.remove('erin')
    await expect.poll(() => names(one), soon).toEqual(['carol', 'dave'])
  })

  it('are there for a replica that starts later', async () => {
    await one.clients.add({ client_id: 'late', redirect_uris: ['https://late.example/cb'] })
    await one.users.update('dave', { claims: { name: 'David' } })
    const third = await pair.start()
    const realm = await realmAt(third.url)
    expect((await realm.clients.get('late')).client_id).toBe('late')
    expect((await realm.users.get('dave')).claims).toEqual({ name: 'David' })
  })

  it('cannot be both added by one name: the second is told so', async () => {
    const add = (realm: Realm) => realm.users.add({ username: 'erin', password: 'erin' })
    const outcomes = await Promise.allSettled([add(one), add(other)])
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const refused = outcomes.find(({ status }) => status === 'rejected')
    expect(refused).toMatchObject({ reason: { status: 409 } })
    await expect.poll(() => names(one), soon).toEqual(['carol', 'dave', 'erin'])
    await expect.poll(() => names(other), soon).toEqual(['carol', 'dave', 'erin'])
  })

  it('lose all that they had on both when one removes or disables them, also when they come back', async () => {
    const [app, visitor] = [createApp(pair.origin), createVisitor(pair.origin)]
    const { values } = await goThrough(app, visitor, { user: 'carol', decision: 'remember' })
    const accessToken = values.get('access_token') ?? ''
    const told = async () =>
      Promise.all([1, 2].map(async () => (await userinfo(pair.origin, accessToken)).status))
    expect(await told()).toEqual([200, 200])
    await one.users.update('carol', { enabled: false })
    await expect.poll(told, soon).toEqual([401, 401])
    expect(await silently(app, visitor)).toBe('login_required')
    expect(await statusOfLogin('carol')).toBe(400)
    const enabledAt = async (realm: Realm) => (await realm.users.get('carol')).enabled
    await expect.poll(() => enabledAt(other), soon).toBe(false)
    await other.users.update('carol', { enabled: true })
    await expect.poll(() => enabledAt(one), soon).toBe(true)
    expect(await told()).toEqual([401, 401])
    for (const _replica of [1, 2]) expect(await silently(app, visitor)).toBe('login_required')
    expect(await statusOfLogin('carol')).toBe(200)
  })

  it('lose it on both when they are removed and added before the other has looked', async () => {
    const [app, visitor] = [createApp(pair.origin), createVisitor(pair.origin)]
    await one.users.add({ username: 'erin', password: 'erin' })
    await expect.poll(() => names(other), soon).toContain('erin')
    const { values } = await goThrough(app, visitor, { user: 'erin', decision: 'remember' })
    const accessToken = values.get('access_token') ?? ''
    // in another second than that in which the token was made
    await new Promise((resolve) => setTimeout(resolve, 1_100))
    await one.users.remove('erin')
    await one.users.add({ username: 'erin', password: 'again' })
    const atOther = async () => (await userinfo(pair.other.url, accessToken)).status
    await expect.poll(atOther, soon).toBe(401)
    await expect.poll(() => statusOfLogin('erin', 'again'), soon).toBe(200)
  })
})

describe.skipIf(!hasRedis)('somebody new whom the login page of one replica has made', () => {
  it('is known to the other at the next step', async () => {
    const redis = await startRedis()
    const pair = await startPair(redis)
    for (const name of ['Nora', 'Nils']) {
      const [app, visitor] = [createApp(pair.origin), createVisitor(pair.origin)]
      const asked = await app.ask(visitor)
      const typed = { new_name: name, new_claims: '' }
      const consent = await visitor.submit(asked, 'newcomer-form', 'newcomer-submit', typed)
      expect(
        answerOf(await decide(visitor, consent, 'allow')).values.get('access_token'),
      ).toBeDefined()
    }
    await pair.close()
    await redis.stop()
  })
})
