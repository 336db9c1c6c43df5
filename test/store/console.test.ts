import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { type PairedServers, startPair } from '../support/paired-servers.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'

const service = { name: 'Mailer', kind: 'service', 'grant-client-credentials': 'on' }

const csrfIn = (html: string) => /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''

describe.skipIf(!hasRedis)('the console of two replicas', () => {
  let redis: RedisServer
  const pairs: PairedServers[] = []
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(async () => {
    for (const pair of pairs) await pair.close()
    await redis.stop()
  })
  const start = async (options: FragrantOptions): Promise<PairedServers> => {
    const pair = await startPair(redis, options)
    pairs.push(pair)
    return pair
  }
  const guarded = () =>
    start({
      ...{ mode: 'strict', console: true, console_password: 'open sesame' },
      users: [{ username: 'alice', password: 'alice' }],
    })

  const get = (url: string, cookie = '') => fetch(url, { headers: { cookie }, redirect: 'manual' })
  const statusOf = async (url: string, cookie: string) => (await get(url, cookie)).status

  /** Sends a form that was opened at `from` to `to`. */
  async function send(
    [from, to]: readonly [string, string],
    path: string,
    form: Readonly<Record<string, string>>,
    cookie = '',
  ) {
    const csrf = csrfIn(await (await get(from + path, cookie)).text())
    expect(csrf).not.toBe('')
    return fetch(to + path, {
      ...{ method: 'POST', redirect: 'manual', headers: { cookie } },
      body: new URLSearchParams({ csrf, ...form }),
    })
  }

  async function signIn(pair: PairedServers): Promise<string> {
    const [from, to] = [pair.one.url, pair.other.url]
    const answer = await send([from, to], '/console/login', { password: 'open sesame' })
    expect(answer.status).toBe(303)
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  }

  it('is opened by one login, from a form of the one at the other', async () => {
    const pair = await guarded()
    const cookie = await signIn(pair)
    for (const { url } of [pair.one, pair.other, pair.one]) {
      expect(await statusOf(`${url}/people`, cookie)).toBe(200)
    }
    expect(redis.ask('KEYS', '*consoleLogins*')).not.toContain(cookie.split('=')[1])
  })

  it('takes a form of the one at the other, and refuses one of neither', async () => {
    const pair = await guarded()
    const cookie = await signIn(pair)
    const ways = [
      [pair.one.url, pair.other.url],
      [pair.other.url, pair.one.url],
    ] as const
    for (const [at, way] of ways.entries()) {
      const named = { ...service, name: `Mailer ${at}` }
      const made = await send(way, '/new-application', named, cookie)
      expect(made.status).toBeLessThan(400)
      const forged = await send(way, '/new-application', { csrf: 'guess', name: 'x' }, cookie)
      expect(forged.status).toBe(403)
    }
  })

  it('is closed at both when it is closed at one', async () => {
    const pair = await guarded()
    const [cookie, stays] = [await signIn(pair), await signIn(pair)]
    const closed = [pair.one.url, pair.other.url] as const
    expect((await send(closed, '/console/login', { decision: 'sign-out' }, cookie)).status).toBe(
      303,
    )
    for (const { url } of [pair.one, pair.other]) {
      expect(await statusOf(`${url}/people`, cookie)).toBe(303)
      expect(await statusOf(`${url}/people`, stays)).toBe(200)
    }
  })

  it('goes on as long as one is used, and ends after half an hour', async () => {
    const pair = await guarded()
    const cookie = await signIn(pair)
    const wait = (seconds: number) => {
      for (const { server } of [pair.one, pair.other]) server.clock.ahead += seconds
    }
    for (let times = 0; times < 3; times += 1) {
      wait(20 * 60)
      expect(await statusOf(`${pair.one.url}/people`, cookie)).toBe(200)
    }
    expect(await statusOf(`${pair.other.url}/people`, cookie)).toBe(200)
    wait(31 * 60)
    expect(await statusOf(`${pair.other.url}/people`, cookie)).toBe(303)
  })

  it('without a password takes forms of the other too', async () => {
    const pair = await start({ console: true })
    const made = await send([pair.one.url, pair.other.url], '/new-application', service)
    expect(made.status).toBeLessThan(400)
  })
})
