import { afterEach, describe, expect, it } from 'vitest'
import { until } from '../reliability/artefact.ts'
import type { App } from '../support/app.ts'
import { type RedisGroup, startRedisCluster, startSentinelGroup } from '../support/redis-groups.ts'
import { hasRedis, type RedisServer } from '../support/redis-server.ts'
import { createReplicas, type Replicas } from '../support/replicas.ts'
import { type Attempt, comesBack, type Stream, settle, startStream } from './stream.ts'
import { knowsWeb, webOf } from './whole-flow.ts'

/** Milliseconds. */
const atOnce = 2_000
const backWithin = 2_000

describe.skipIf(!hasRedis)('a master that is killed in the middle of logins', () => {
  let group: RedisGroup
  let replicas: Replicas
  let stream: Stream
  afterEach(async () => {
    await stream.stop()
    await replicas.close()
    await group.stop()
  })

  const roleOf = ({ ask }: RedisServer) => /role:(\w+)/.exec(ask('INFO', 'replication'))?.[1]

  const start = async (): Promise<App> => {
    replicas = await createReplicas(group.url, knowsWeb)
    await Promise.all([replicas.start(), replicas.start()])
    return webOf(replicas.origin)
  }

  /** Kills a master in the middle of logins; resolves when `isNew` says that another one is there. */
  async function kill(app: App, isNew: () => boolean) {
    stream = startStream(replicas.origin, app)
    await stream.goesOn()
    const killed = performance.now()
    await group.servers[0]?.stop()
    await until(isNew, 20_000)
    return { killed, ...(await comesBack(replicas)) }
  }

  it.each([
    [
      'among sentinels',
      startSentinelGroup,
      () =>
        group.sentinels.some((one) =>
          one
            .ask('SENTINEL', 'get-master-addr-by-name', 'main')
            .endsWith(`${group.servers[1]?.port}`),
        ),
    ],
    [
      'in a cluster',
      () => startRedisCluster(1),
      () => group.servers.filter((one) => roleOf(one) === 'master').length === 3,
    ],
  ] as const)(
    'is told to apps at once, and all is well when another has taken its place, %s (S12, S13)',
    async (_, startGroup, isNew) => {
      group = await startGroup()
      const app = await start()
      const somebody = await settle(replicas, app)
      await until(() => isCopied(group))
      const { killed, ready, within } = await kill(app, isNew)
      expect(within).toBeLessThan(backWithin)
      await stream.goesOn(20)
      await stream.stop()
      expect(stream.outcomes(({ began }) => began > ready)).toEqual({
        done: expect.any(Number) as number,
      })
      expect(stream.outcomes().unavailable).toBeGreaterThan(0)
      // What was answered just before the end, and not yet copied, is all that may be lost.
      const may = ({ began, ended }: Attempt) => began <= killed && ended >= killed
      const told = stream.outcomes((attempt) => !may(attempt))
      expect(Object.keys(told).sort()).toEqual(['done', 'unavailable'])
      expect(stream.slowest()).toBeLessThan(atOnce)
      expect(await somebody.isStillKnown()).toEqual(['ok', 200])
    },
  )
})

/** Whether each replica has what its master has. */
function isCopied({ servers }: RedisGroup): boolean {
  return servers.every(({ ask }) => {
    const info = ask('INFO', 'replication')
    const [, own] = /master_repl_offset:(\d+)/.exec(info) ?? []
    const [, copied] = /slave0:.*offset=(\d+)/.exec(info) ?? []
    return own === (info.includes('role:master') ? copied : own)
  })
}
