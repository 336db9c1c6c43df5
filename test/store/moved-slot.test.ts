import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RedisConnection } from '../../src/adapters/redis/connection/connection.ts'
import { createRedisStore } from '../../src/adapters/redis/records/store.ts'
import type { Store } from '../../src/ports/store.ts'
import { fakeClock, start } from '../adapters/fake-clock.ts'
import { openRedisAt } from '../adapters/redis/replica-contract.ts'
import { pause } from '../reliability/artefact.ts'
import { groupPassword, type RedisGroup, startRedisCluster } from '../support/redis-groups.ts'
import { hasRedis, type RedisServer } from '../support/redis-server.ts'

describe.skipIf(!hasRedis)('a slot of a cluster that moves to another master', () => {
  let group: RedisGroup
  let redis: RedisConnection
  beforeAll(async () => {
    group = await startRedisCluster()
    redis = await openRedisAt(group.url)
  })
  afterAll(async () => {
    redis.close()
    await group.stop()
  })

  it('loses no change that was answered, and takes all changes again where it is', async () => {
    const place = { redis, realm: 'moved', kind: 'records' }
    const store = createRedisStore<number>({ ...place, clock: fakeClock(), capacity: 100 })
    const ids = Array.from({ length: 20 }, (_, at) => `${at}`)
    for (const id of ids) await store.put(id, 0, start + 60)
    const counted = countUp(store, ids)
    await pause(50)
    const [from, to] = await move(group, '{moved:records}')
    await counted.stop()
    for (const id of ids) {
      const answered = counted.answered.get(id) ?? 0
      expect(answered).toBeGreaterThan(0)
      // Whoever was given up on may have been carried out.
      expect(await store.update(id, (count) => count + 1)).toBeGreaterThan(answered)
    }
    expect((await store.list()).length).toBe(20)
    expect([from, to].map((one) => one.ask('CLUSTER', 'COUNTKEYSINSLOT', slotOf(one)))).toEqual([
      '0',
      // with the order and the counter of arrivals
      '22',
    ])
  })
})

const slotOf = ({ ask }: RedisServer): string => ask('CLUSTER', 'KEYSLOT', '{moved:records}')

/** Changes all records again and again; how many changes of each were answered. */
function countUp(store: Store<number>, ids: readonly string[]) {
  const answered = new Map(ids.map((id) => [id, 0]))
  let isOver = false
  const caller = async (id: string): Promise<void> => {
    while (!isOver) {
      const count = await store.update(id, (before) => before + 1).catch(() => undefined)
      if (count !== undefined) answered.set(id, count)
      await pause(1)
    }
  }
  const all = Promise.all(ids.map(caller))
  return {
    answered,
    async stop() {
      isOver = true
      await all
    },
  }
}

/** Moves the slot of a key as redis-cli does, one key after the other. Resolves to whom it left, and joined. */
async function move(
  { servers }: RedisGroup,
  key: string,
): Promise<readonly [RedisServer, RedisServer]> {
  const slot = servers[0]?.ask('CLUSTER', 'KEYSLOT', key) ?? ''
  const has = ({ ask }: RedisServer) => ask('CLUSTER', 'COUNTKEYSINSLOT', slot) !== '0'
  const from = servers.find(has)
  const to = servers.find((one) => one !== from)
  if (from === undefined || to === undefined) throw new Error('Nobody has the slot.')
  const [fromId, toId] = [from, to].map(({ ask }) => ask('CLUSTER', 'MYID'))
  to.ask('CLUSTER', 'SETSLOT', slot, 'IMPORTING', fromId ?? '')
  from.ask('CLUSTER', 'SETSLOT', slot, 'MIGRATING', toId ?? '')
  for (const one of from.ask('CLUSTER', 'GETKEYSINSLOT', slot, '100').split('\n')) {
    from.ask('MIGRATE', '127.0.0.1', `${to.port}`, one, '0', '1000', 'AUTH', groupPassword)
    await pause(10)
  }
  for (const { ask } of [to, from, ...servers]) ask('CLUSTER', 'SETSLOT', slot, 'NODE', toId ?? '')
  return [from, to]
}
