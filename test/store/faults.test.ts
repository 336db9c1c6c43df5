import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type App, answerOf, createApp, goThrough, silently } from '../support/app.ts'
import { call } from '../support/code-flow.ts'
import { createFaultyLine, type FaultyLine, type LineState } from '../support/faulty-line.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Visitor } from '../support/visitor.ts'

/** Milliseconds. */
const atOnce = 2_000
const backWithin = 2_000

describe.skipIf(!hasRedis)('a store that fails', () => {
  let redis: RedisServer
  let line: FaultyLine
  let server: TestServer
  beforeAll(async () => {
    redis = await startRedis()
    line = await createFaultyLine(redis.port)
    const store = `redis://127.0.0.1:${line.port}?prefix=${randomUUID()}`
    server = await startServer({ store, signing_alg: 'ES256' })
  })
  afterAll(async () => {
    await server.close()
    await line.close()
    await redis.stop()
  })
  afterEach(async () => {
    line.be('well')
    await comesBack()
  })

  const isReady = async (): Promise<boolean> => (await fetch(`${server.issuer}/ready`)).ok

  /** Milliseconds until it is ready again. */
  async function comesBack(): Promise<number> {
    const begun = performance.now()
    while (!(await isReady())) {
      if (performance.now() - begun > 10_000) throw new Error('It did not come back.')
      await pause(20)
    }
    return performance.now() - begun
  }

  /** Somebody who is signed in, and has approved. */
  const settled = async (): Promise<{ app: App; visitor: Visitor; token: string }> => {
    const [app, visitor] = [createApp(server.issuer), createVisitor(server.issuer)]
    const { values } = await goThrough(app, visitor, { decision: 'remember' })
    return { app, visitor, token: values.get('access_token') ?? '' }
  }

  const inTime = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    const begun = performance.now()
    const result = await act()
    expect(performance.now() - begun).toBeLessThan(atOnce)
    return result
  }

  it.each(['cut', 'silent', 'slow', 'garbled'] satisfies LineState[])(
    'by a line that is %s is told to apps and people at once, and all is well when it is back',
    async (state) => {
      const { app, visitor, token } = await settled()
      line.be(state)
      expect(await inTime(() => silently(app, visitor))).toBe('temporarily_unavailable')
      const newcomer = createVisitor(server.issuer)
      const asked = await inTime(() => app.ask(newcomer))
      expect(answerOf(asked).values.get('error')).toBe('temporarily_unavailable')
      const page = await inTime(() => newcomer.open(`${server.issuer}/login/${randomUUID()}`))
      expect(page.status).toBe(503)
      expect(page.headers.get('retry-after')).toBe('2')
      expect(page.body).toContain('<h1>Try again later</h1>')
      const redeemed = await inTime(() =>
        call(`${server.issuer}/token`, {
          ...{ grant_type: 'authorization_code', code: 'x', client_id: app.clientId },
          redirect_uri: app.redirectUri,
        }),
      )
      expect(redeemed).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } })
      expect(redeemed.headers.get('retry-after')).toBe('2')
      const told = await inTime(() =>
        fetch(`${server.issuer}/userinfo`, { headers: { authorization: `Bearer ${token}` } }),
      )
      expect(told.status).toBe(503)
      for (const path of ['/.well-known/openid-configuration', '/.well-known/jwks.json', '/health'])
        expect((await inTime(() => fetch(server.issuer + path))).status).toBe(200)
      expect(await inTime(isReady)).toBe(false)

      line.be('well')
      expect(await comesBack()).toBeLessThan(backWithin)
      expect(await silently(app, visitor)).toBe('ok')
    },
  )

  it('is told once in the log when it goes, and once when it is back', async () => {
    const before = server.log.length
    line.be('cut')
    await pause(300)
    line.be('well')
    await comesBack()
    const told = server.log.slice(before).map(({ event }) => event)
    expect(told.filter((event) => `${event}`.startsWith('store.'))).toEqual([
      'store.lost',
      'store.back',
    ])
  })

  it('leaves one connection after it came and went twenty times', async () => {
    for (let times = 0; times < 20; times += 1) {
      line.be('cut')
      await pause(20)
      line.be('well')
      await comesBack()
    }
    expect(line.connections).toBe(1)
  })

  it('queues nothing: of 500 requests at once while it is silent each is answered', async () => {
    const { app, visitor } = await settled()
    line.be('silent')
    const answers = await Promise.all(Array.from({ length: 500 }, () => silently(app, visitor)))
    expect(new Set(answers)).toEqual(new Set(['temporarily_unavailable']))
  })

  it.each([
    ['full', ['maxmemory', '1'], ['maxmemory', '0']],
    ['without its replicas', ['min-replicas-to-write', '1'], ['min-replicas-to-write', '0']],
  ])(
    'that takes no writes, being %s, is told to who needs one; what is there is read',
    async (_, ill, well) => {
      const { app, visitor } = await settled()
      const waiting = await app.ask(createVisitor(server.issuer))
      redis.ask('CONFIG', 'SET', ...ill)
      expect(await silently(app, visitor)).toBe('ok')
      const asked = await app.ask(createVisitor(server.issuer))
      expect(answerOf(asked).values.get('error')).toBe('temporarily_unavailable')
      redis.ask('CONFIG', 'SET', ...well)
      expect((await createVisitor(server.issuer).open(waiting.url)).status).toBeLessThan(500)
      expect(answerOf(await app.ask(visitor)).values.get('error')).toBeUndefined()
    },
  )

  it('that only reads, as a replica of its own does, is asked anew until it writes again', async () => {
    const { app, visitor } = await settled()
    redis.ask('REPLICAOF', '127.0.0.1', '1')
    const asked = await app.ask(createVisitor(server.issuer))
    expect(answerOf(asked).values.get('error')).toBe('temporarily_unavailable')
    redis.ask('REPLICAOF', 'NO', 'ONE')
    expect(await comesBack()).toBeLessThan(backWithin)
    expect((await app.ask(createVisitor(server.issuer))).page.has('login')).toBe(true)
    expect(await silently(app, visitor)).toBe('ok')
  })

  it('that was emptied knows nobody: people sign in again, and nothing is a fault of ours', async () => {
    const { app, visitor } = await settled()
    const waiting = await app.ask(createVisitor(server.issuer))
    redis.ask('FLUSHALL')
    // What was just read is given for a moment.
    await pause(150)
    expect(await silently(app, visitor)).toBe('login_required')
    const again = await createVisitor(server.issuer).open(waiting.url)
    expect(again.status).toBeLessThan(500)
    await goThrough(app, visitor)
    expect(await silently(app, visitor)).toMatch(/^ok|consent_required$/)
  })
})
