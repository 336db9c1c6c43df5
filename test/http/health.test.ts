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
    registerHealth(app, { isConfigStale: () => stale })
    expect((await app.inject('/health')).json()).toEqual({ status: 'ok', configStale: true })
    stale = false
    expect((await app.inject('/health')).json()).toEqual({ status: 'ok' })
  })
})

describe('GET /ready', () => {
  it('says ready, or 503 with the reason and when to ask again', async () => {
    const app = fastify()
    let reason: string | undefined
    registerHealth(app, { whyNotReady: async () => reason })
    const ready = await app.inject('/ready')
    expect([ready.statusCode, ready.json()]).toEqual([200, { status: 'ready' }])
    expect(ready.headers['cache-control']).toBe('no-store')
    reason = 'The store cannot be reached.'
    const away = await app.inject('/ready')
    expect(away.statusCode).toBe(503)
    expect(away.json()).toEqual({ status: 'unavailable', reason })
    expect(away.headers['retry-after']).toBe('2')
    expect((await app.inject('/health')).statusCode).toBe(200)
  })
})
