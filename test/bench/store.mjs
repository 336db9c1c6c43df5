/**
 * A server on Redis beside one in memory: silent authorizations and codes. And what a session and a
 * token take in Redis.
 *
 * @module
 */
import { codeCookieOf, codeLoad } from './code.mjs'
import { startChild } from './load/child.mjs'
import { compare, contest } from './load/contest.mjs'
import { startRedis } from './load/redis.mjs'
import { cookieOf, silentLoad } from './silent.mjs'

const alg = 'ES256'

/** The least part of the throughput in memory. */
const goal = 0.7

export async function measureStore({ quick, report }) {
  const redis = await startRedis()
  const load = await startChild('load/generator.mjs')
  const servers = await Promise.all([
    startChild('servers/fragrant.mjs', { alg }),
    startChild('servers/fragrant.mjs', { alg, store: `redis://127.0.0.1:${redis.port}` }),
  ])
  report.heading(`a store on Redis, ${alg}`)
  const rounds = { rounds: quick ? 3 : 7, count: quick ? 500 : 2000 }
  for (const clientId of ['jwt', 'opaque']) {
    const results = await contest(await silently(servers, load, clientId), rounds)
    const ratio = compare(results.get('redis'), results.get('memory'))
    report.ratio(`silent, ${clientId}, Redis against memory`, { rate: ratio.rate }, goal)
  }
  const results = await contest(await byCode(servers, load), rounds)
  const ratio = compare(results.get('redis'), results.get('memory'))
  report.ratio('code, token, refresh, Redis against memory', { rate: ratio.rate }, goal)
  await Promise.all([load, ...servers].map((child) => child.stop()))
  await measureBytes(redis, report)
  redis.stop()
}

const names = ['memory', 'redis']

const silently = (servers, load, clientId) =>
  Promise.all(
    servers.map(async (server, index) => {
      const cookie = await cookieOf(server, '/authorize', clientId)
      const run = silentLoad(load, { issuer: server.issuer, path: '/authorize', clientId, cookie })
      return { name: names[index], server, run }
    }),
  )

const byCode = (servers, load) =>
  Promise.all(
    servers.map(async (server, index) => {
      const clientId = 'code-jwt'
      const cookie = await codeCookieOf(server, '/authorize', clientId)
      const { issuer } = server
      const flow = { issuer, path: '/authorize', tokenPath: '/token', clientId, cookie }
      return { name: names[index], server, run: codeLoad(load, flow) }
    }),
  )

/** By the records of logins as they are kept, with what Redis keeps of each beside. */
async function measureBytes({ port }, report) {
  const { openRedis } = await import('../../dist/adapters/redis/connection/connection.js')
  const { createRedisStore } = await import('../../dist/adapters/redis/records/store.js')
  const { parseRedisAddress } = await import('../../dist/adapters/redis/connection/address.js')
  const address = parseRedisAddress(`redis://127.0.0.1:${port}`)
  const redis = await openRedis(address, { lost() {}, back() {} })
  const clock = { now: () => Math.floor(Date.now() / 1000) }
  for (const [kind, value] of Object.entries(records)) {
    const store = createRedisStore({ redis, realm: 'bytes', kind, clock, capacity: 1e7 })
    const before = await usedBy(port)
    for (let from = 0; from < records.times; from += 500) {
      const ids = Array.from({ length: 500 }, (_, at) => `${from + at}`.padStart(43, 'x'))
      await Promise.all(ids.map((id) => store.put(id, value, clock.now() + 3600)))
    }
    const bytes = ((await usedBy(port)) - before) / records.times
    report.figure(`bytes of one in Redis: ${kind}`, bytes, 'bytes')
  }
  redis.close()
}

/** A million sessions, written as a server writes them: how long that takes, and what it takes in Redis. */
export async function measureMillion({ quick, report }) {
  const redis = await startRedis()
  const { store, clock, close } = await openSessions(redis)
  const many = quick ? 20_000 : 1_000_000
  const id = (at) => `${at}`.padStart(43, 'x')
  const before = await usedBy(redis.port)
  const began = performance.now()
  for (let from = 0; from < many; from += 500) {
    const some = Array.from({ length: 500 }, (_, at) => id(from + at))
    await Promise.all(some.map((one) => store.put(one, records.sessions, clock.now() + 86_400)))
  }
  const seconds = (performance.now() - began) / 1000
  const bytes = (await usedBy(redis.port)) - before
  report.heading(`${many} sessions on Redis`)
  report.figure('written, each second', many / seconds, 'sessions')
  report.figure('in Redis', bytes / 2 ** 20, 'MiB')
  report.figure('of each', bytes / many, 'bytes')
  const asked = performance.now()
  for (let at = 0; at < 2_000; at += 1) await store.find(id((at * 7919) % many))
  report.figure('found one after the other, each', (performance.now() - asked) / 2, 'µs')
  close()
  redis.stop()
}

async function openSessions({ port }) {
  const { openRedis } = await import('../../dist/adapters/redis/connection/connection.js')
  const { createRedisStore } = await import('../../dist/adapters/redis/records/store.js')
  const { parseRedisAddress } = await import('../../dist/adapters/redis/connection/address.js')
  const address = parseRedisAddress(`redis://127.0.0.1:${port}`)
  const redis = await openRedis(address, { lost() {}, back() {} })
  const clock = { now: () => Math.floor(Date.now() / 1000) }
  const kind = { realm: 'million', kind: 'sessions', capacity: 1e7 }
  return { store: createRedisStore({ redis, clock, ...kind }), clock, close: redis.close }
}

const sid = 's'.repeat(22)
const now = 1_800_000_000

const records = {
  sessions: {
    ...{ id: 'i'.repeat(43), sid, sub: 'alice', authTime: now, startedAt: now, lastSeenAt: now },
    ...{ browser: 'Firefox on Linux', visited: ['web', 'shop'] },
  },
  opaqueTokens: {
    ...{ iss: 'https://id.example.com', sub: 'alice', aud: ['https://api.example.com'], sid },
    ...{ client_id: 'web', scope: 'openid profile email', jti: sid, iat: now, exp: now + 3600 },
  },
}
Object.defineProperty(records, 'times', { value: 20_000 })

async function usedBy(port) {
  const { Redis } = await import('ioredis')
  const client = new Redis({ port, host: '127.0.0.1' })
  const info = await client.info('memory')
  client.disconnect()
  return Number(/used_memory:(\d+)/.exec(info)[1])
}
