import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createApp, goThrough, silently } from '../support/app.ts'
import { freePort } from '../support/free-port.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

describe.skipIf(!hasRedis)('servers of one store', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  const running: TestServer[] = []
  let options: { readonly store: string; readonly port: number }
  beforeEach(async () => {
    options = { store: `${redis.url}?prefix=${randomUUID()}`, port: await freePort() }
  })
  afterEach(async () => {
    for (const server of running.splice(0)) await server.close()
  })
  const start = async (): Promise<TestServer> => {
    const server = await startServer(options)
    running.push(server)
    return server
  }

  it('know who has signed in, and what was approved, when one comes after another', async () => {
    const first = await start()
    const [app, visitor] = [createApp(first.issuer), createVisitor(first.issuer)]
    await goThrough(app, visitor, { decision: 'remember' })
    await first.close()
    const second = await start()
    expect(second.issuer).toBe(first.issuer)
    expect(await silently(app, visitor)).toBe('ok')
  })

  it('warn of a store that would forget what must not be forgotten', async () => {
    const evictionsIn = ({ log }: TestServer) => log.filter(({ event }) => event === 'store.evicts')
    const well = await start()
    redis.ask('CONFIG', 'SET', 'maxmemory-policy', 'volatile-ttl')
    const warned = await startServer({ ...options, port: await freePort() })
    running.push(warned)
    const line = { level: 40, at: `127.0.0.1:${redis.port}`, policy: 'volatile-ttl' }
    await expect.poll(() => evictionsIn(warned)).toMatchObject([line])
    expect(evictionsIn(well)).toEqual([])
    redis.ask('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')
  })

  it('are ready while they reach it, and alive always', async () => {
    const server = await start()
    const { issuer } = server
    expect(await (await fetch(`${issuer}/ready`)).json()).toEqual({ status: 'ready' })
    const away = await startServer({ store: `redis://127.0.0.1:${await freePort()}` })
    running.push(away)
    const answer = await fetch(`${away.issuer}/ready`)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('2')
    expect(await answer.json()).toEqual({
      status: 'unavailable',
      reason: 'The store cannot be reached.',
    })
    expect((await fetch(`${away.issuer}/health`)).status).toBe(200)
    expect(away.log.filter(({ event }) => event === 'store.lost')).toMatchObject([
      { level: 50, why: expect.stringMatching(/ECONNREFUSED/) as string },
    ])
  })
})
