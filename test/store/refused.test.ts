import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openRedisAt } from '../adapters/redis/replica-contract.ts'
import { freePort } from '../support/free-port.ts'
import {
  groupPassword,
  type RedisGroup,
  startRedisCluster,
  startSentinelGroup,
} from '../support/redis-groups.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { startServer } from '../support/server.ts'

describe.skipIf(!hasRedis)('a store that is not what the setting says', () => {
  let watched: RedisGroup
  let cluster: RedisGroup
  let single: RedisServer
  beforeAll(async () => {
    ;[watched, cluster, single] = await Promise.all([
      startSentinelGroup(),
      startRedisCluster(),
      startRedis(),
    ])
  })
  afterAll(() => Promise.all([watched.stop(), cluster.stop(), single.stop()]))

  const at = (server: RedisServer | undefined) => `127.0.0.1:${server?.port}`
  const sentinel = () => at(watched.sentinels[0])
  const node = () => at(cluster.servers[0])
  const right = `redis://:${groupPassword}@`

  it.each([
    [
      'sentinels by a wrong password',
      () => `redis://:guess@${sentinel()}?sentinel=main`,
      'refuses',
    ],
    ['sentinels by none', () => `redis://${sentinel()}?sentinel=main`, 'asks for a password'],
    ['sentinels by another name', () => `${right}${sentinel()}?sentinel=other`, 'of the name'],
    ['a server as a sentinel', () => `redis://${at(single)}?sentinel=main`, 'is no sentinel'],
    ['a sentinel as a server', () => `${right}${sentinel()}`, 'is a sentinel'],
    ['a cluster by a wrong password', () => `redis://:guess@${node()}?cluster`, 'refuses'],
    ['a cluster by none', () => `redis://${node()}?cluster`, 'asks for a password'],
    ['a server as a cluster', () => `redis://${at(single)}?cluster`, 'is no cluster'],
    ['a node of a cluster as a server', () => `${right}${node()}`, 'is a node of a cluster'],
  ])('is refused at once, in a sentence: %s', async (_, url, sentence) => {
    const opened = openRedisAt(url())
    await expect(opened).rejects.toMatchObject({ name: 'StoreRefusal' })
    await expect(opened).rejects.toThrow(new RegExp(`^The store at 127[^\n]* ${sentence}[^\n]*$`))
    await expect(opened).rejects.not.toThrow('guess')
  })

  it.each(['sentinel=main', 'cluster'])(
    'is waited for by a server that starts, and is not ready: nobody answers (%s)',
    async (layout) => {
      const server = await startServer({ store: `redis://127.0.0.1:${await freePort()}?${layout}` })
      expect((await fetch(`${server.issuer}/health`)).status).toBe(200)
      expect((await fetch(`${server.issuer}/ready`)).status).toBe(503)
      await server.close()
    },
  )
})
