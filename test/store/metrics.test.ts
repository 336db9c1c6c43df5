import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, goThrough } from '../support/app.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

describe.skipIf(!hasRedis)('the metrics of a server whose store is a Redis', () => {
  let redis: RedisServer
  let server: TestServer
  beforeAll(async () => {
    redis = await startRedis()
    server = await startServer({ store: redis.url, metrics: true })
  })
  afterAll(async () => {
    await server.close()
    await redis.stop()
  })

  const count = async (verb: string, outcome: string): Promise<number> => {
    const text = await (await fetch(server.metricsAt ?? '')).text()
    const series = `fragrant_store_round_trip_duration_seconds_count{verb="${verb}",outcome="${outcome}"} `
    const line = text.split('\n').find((one) => one.startsWith(series))
    return Number(line?.slice(series.length) ?? 0)
  }

  it('hold its commands, those that failed by themselves, and no key', async () => {
    await goThrough(createApp(server.issuer), createVisitor(server.issuer))
    expect(await count('get', 'done')).toBeGreaterThan(0)
    await redis.stop()
    const answer = await fetch(`${server.issuer}/ready`)
    expect(answer.status).toBe(503)
    expect(await count('ping', 'failed')).toBe(1)
  })
})
