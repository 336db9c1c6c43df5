import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, createApp, decide, signIn, silently } from '../support/app.ts'
import { call, codeFor, forCode, newVerifier, redemption } from '../support/code-flow.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { countTrips } from '../support/store-trips.ts'
import { userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

const clientOf = (client_id: string) => ({
  client_id,
  redirect_uris: ['https://web.example/cb'],
  token_endpoint_auth_method: 'none' as const,
  grant_types: ['authorization_code' as const, 'refresh_token' as const, 'implicit' as const],
  response_types: ['code', 'id_token token'],
})

/** Each try of a test has one that nobody has approved. */
const ids = Array.from({ length: 10 }, (_, at) => `web-${at}`)

const scope = { scope: 'openid profile email offline_access' }

/** Milliseconds after which nothing counts as just read. */
const aWhile = 20

// What was expected is given for a few milliseconds: on a machine that is held up it is read again.
describe.skipIf(!hasRedis)('the round trips to the store', { retry: 8 }, () => {
  let redis: RedisServer
  let server: TestServer
  const counter = countTrips()
  let tries = 0
  beforeAll(async () => {
    redis = await startRedis()
    const store = redis.url
    server = await startServer({
      store,
      signing_alg: 'ES256',
      console: false,
      clients: ids.map(clientOf),
    })
    // the keys are made and read
    await fetch(`${server.issuer}/.well-known/jwks.json`)
  })
  afterAll(async () => {
    await server.close()
    counter.stop()
    await redis.stop()
  })

  /** What each request of a flow costs, a while after the one before. */
  const prepare = () => {
    const { issuer } = server
    const clientId = ids[tries] ?? ''
    tries += 1
    const app = createApp(issuer, { clientId, redirectUri: 'https://web.example/cb' })
    const costs: Record<string, number> = {}
    const counted = async <Result>(what: string, act: () => Promise<Result>): Promise<Result> => {
      await pause(aWhile)
      const before = counter.trips
      const result = await act()
      costs[what] = counter.trips - before
      return result
    }
    return { app, visitor: createVisitor(issuer), token: `${issuer}/token`, costs, counted }
  }

  it('of a login with approval and code, of its tokens, and of renewals are those of docs/scaling.md', async () => {
    const { app, visitor, token, costs, counted } = prepare()
    const verifier = newVerifier()
    const asked = await counted('login page', () => app.ask(visitor, forCode(verifier, scope)))
    const consent = await counted('login', () => signIn(visitor, asked))
    const done = await counted('consent', () => decide(visitor, consent, 'remember'))
    const code = answerOf(done).values.get('code') ?? ''
    const first = await counted('code', () => call(token, redemption(app, code, verifier)))
    expect(first.status).toBe(200)
    await counted('userinfo', () => userinfo(server.issuer, String(first.body['access_token'])))
    await counted('refresh', () =>
      call(token, {
        ...{ grant_type: 'refresh_token', client_id: app.clientId },
        refresh_token: String(first.body['refresh_token']),
      }),
    )
    expect(await silently(app, visitor)).toBe('ok')
    await counted('silent renewal', () => silently(app, visitor))
    await counted('silent code', () =>
      codeFor(app, visitor, newVerifier(), { changes: { ...scope, prompt: 'none' } }),
    )
    const most: Readonly<Record<string, number>> = {
      ...{ 'login page': 2, login: 7, consent: 5, code: 5, userinfo: 3, refresh: 4 },
      ...{ 'silent renewal': 2, 'silent code': 3 },
    }
    expect(Object.keys(costs)).toEqual(Object.keys(most))
    for (const [what, trips] of Object.entries(costs)) {
      expect(trips, what).toBeGreaterThan(0)
      expect(trips, what).toBeLessThanOrEqual(most[what] ?? 0)
    }
  })

  it('of a login of somebody who has approved before are twelve at most', async () => {
    const { app, visitor, costs, counted } = prepare()
    const consent = await signIn(visitor, await app.ask(visitor), 'bob')
    await decide(visitor, consent, 'remember')
    visitor.cookies.clear()
    const asked = await counted('login page', () => app.ask(visitor))
    const done = await counted('login', () => signIn(visitor, asked, 'bob'))
    expect(answerOf(done).values.get('access_token')).toBeDefined()
    expect(Object.values(costs).reduce((sum, trips) => sum + trips, 0)).toBeLessThanOrEqual(12)
  })
})
