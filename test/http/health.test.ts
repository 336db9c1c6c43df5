import fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { registerHealth } from '../../src/http/health.ts'

describe('GET /health', () => {
  it('says ok, and is not cached', async () => {
    const app = fastify()
    registerHealth(app)
    const answer = await app.inject('/health')
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({ status: 'ok' })
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
  })

  it('says when the configuration file cannot be used, and when it can be again', async () => {
    const app = fastify()
    let stale = true
    registerHealth(app, () => stale)
    expect((await app.inject('/health')).json()).toEqual({ status: 'ok', configStale: true })
    stale = false
    expect((await app.inject('/health')).json()).toEqual({ status: 'ok' })
  })
})
