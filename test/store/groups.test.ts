import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RedisConnection } from '../../src/adapters/redis/connection/connection.ts'
import {
  itIsSharedByReplicas,
  itKeepsRecords,
  openRedisAt,
} from '../adapters/redis/replica-contract.ts'
import { createApp } from '../support/app.ts'
import { type RedisGroup, startRedisCluster, startSentinelGroup } from '../support/redis-groups.ts'
import { hasRedis } from '../support/redis-server.ts'
import { createReplicas } from '../support/replicas.ts'
import { goAllTheWay, knowsWeb, webOf } from './whole-flow.ts'

describe.skipIf(!hasRedis).each([
  ['a server that sentinels watch', startSentinelGroup],
  ['a cluster of three masters', startRedisCluster],
] as const)('on %s', { timeout: 120_000 }, (_, startGroup) => {
  let group: RedisGroup
  let redis: RedisConnection
  let other: RedisConnection
  beforeAll(async () => {
    group = await startGroup()
    redis = await openRedisAt(group.url)
    other = await openRedisAt(group.url)
  })
  afterAll(async () => {
    redis.close()
    other.close()
    await group.stop()
  })

  itKeepsRecords(() => redis)
  itIsSharedByReplicas(() => [redis, other])

  it('two processes do a flow together, each step on the other one', async () => {
    const replicas = await createReplicas(group.url, knowsWeb)
    try {
      await Promise.all([replicas.start(), replicas.start()])
      await goAllTheWay(replicas.origin, webOf(replicas.origin))
      await goAllTheWay(replicas.origin, createApp(replicas.origin))
      expect(await replicas.statusesOf('/ready')).toEqual([200, 200])
    } finally {
      await replicas.close()
    }
  })
})
