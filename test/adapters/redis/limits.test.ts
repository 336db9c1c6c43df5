import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LoginLimits, SecretLimits } from '../../../src/adapters/passwords/login-limits.ts'
import { parseRedisAddress } from '../../../src/adapters/redis/connection/address.ts'
import {
  openRedis,
  type RedisConnection,
} from '../../../src/adapters/redis/connection/connection.ts'
import {
  createRedisLoginLimits,
  createRedisSecretLimits,
} from '../../../src/adapters/redis/limits/limits.ts'
import { StoreUnavailableError } from '../../../src/protocol/unavailable/store-unavailable.ts'
import { hasRedis, type RedisServer, startRedis } from '../../support/redis-server.ts'
import { type Counted, itBoundsGuessing } from '../passwords/guessing-contract.ts'

describe.skipIf(!hasRedis)('limits on Redis', () => {
  let server: RedisServer
  let connections: readonly RedisConnection[]
  const open = () => {
    const address = parseRedisAddress(server.url)
    if (address === undefined) throw new Error('no address')
    return openRedis(address, { lost() {}, back() {} })
  }
  beforeAll(async () => {
    server = await startRedis()
    connections = [await open(), await open()]
  })
  afterAll(async () => {
    for (const redis of connections) redis.close()
    await server.stop()
  })

  const counted = (redis: RedisConnection, now?: () => number): Counted => {
    const needs = { redis, newId: randomUUID, ...(now && { now }) }
    return { logins: createRedisLoginLimits(needs), clients: createRedisSecretLimits(needs) }
  }

  describe('for one process', () => {
    itBoundsGuessing((now) => {
      server.ask('FLUSHALL')
      return counted(connections[0] as RedisConnection, now)
    })
  })

  describe('for two that are asked in turn', () => {
    itBoundsGuessing((now) => {
      server.ask('FLUSHALL')
      return inTurn(connections.map((redis) => counted(redis, now)))
    })
  })

  it('end by themselves, and go by the time of Redis', async () => {
    server.ask('FLUSHALL')
    const [one] = connections.map((redis) => counted(redis))
    const guess = () => one?.logins.judge('ada', '192.0.2.1', async () => ({ kind: 'wrong' }))
    for (let time = 0; time < 6; time += 1) await guess()
    expect(await guess()).toEqual({ kind: 'wait', seconds: 1 })
    const keys = server.ask('KEYS', '*').split('\n')
    expect(keys).toContain('fragrant:{logins}:ada')
    for (const key of keys) expect(Number(server.ask('PTTL', key))).toBeGreaterThan(0)
    expect(Number(server.ask('PTTL', 'fragrant:{logins}:ada'))).toBeLessThanOrEqual(15 * 60_000)
  })

  it('let nobody guess by a record of a form that they do not know', async () => {
    server.ask('SET', 'fragrant:{logins}:eve', '{"v":2}')
    const [one] = connections.map((redis) => counted(redis))
    const guess = one?.logins.judge('eve', '192.0.2.1', async () => ({ kind: 'wrong' }))
    await expect(guess).rejects.toThrow(StoreUnavailableError)
  })
})

/** Each call goes to another than the one before, as through a balancer. */
function inTurn(all: readonly Counted[]): Counted {
  let turn = 0
  const next = (): Counted => {
    turn += 1
    return all[turn % all.length] as Counted
  }
  const logins: LoginLimits = { judge: (...guess) => next().logins.judge(...guess) }
  const clients: SecretLimits = {
    waitOf: (...one) => next().clients.waitOf(...one),
    countFailure: (...one) => next().clients.countFailure(...one),
    async forget(...one) {
      // Whoever has proved itself was asked about before, by the same process.
      const { clients } = next()
      await clients.waitOf(...one)
      await clients.forget(...one)
    },
  }
  return { logins, clients }
}
