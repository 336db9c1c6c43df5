import { mkdirSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pause, until } from '../reliability/artefact.ts'
import { createFaultyLine, type FaultyLine } from '../support/faulty-line.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { createReplicas, type Replicas } from '../support/replicas.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { comesBack, type Outcome, type Stream, settle, startStream } from './stream.ts'
import { knowsWeb, webOf } from './whole-flow.ts'

/** Milliseconds. */
const atOnce = 2_000
const backWithin = 2_000

/** Seconds (SECURITY.md 5, S15). */
const mostDelay = 0.1

const monitor = 'a-token-of-whoever-monitors'

describe.skipIf(!hasRedis)('while people sign in', { timeout: 60_000 }, () => {
  let folder: string
  let redis: RedisServer
  let line: FaultyLine
  let replicas: Replicas
  let stream: Stream
  beforeEach(async () => {
    folder = scratchFolder()
    redis = await startRedis(disk())
    line = await createFaultyLine(redis.port)
    const env = { ...knowsWeb, FRAGRANT_METRICS_TOKEN: monitor, FRAGRANT_METRICS: 'true' }
    replicas = await createReplicas(`redis://127.0.0.1:${line.port}`, env)
    await Promise.all([replicas.start(), replicas.start()])
  })
  afterEach(async () => {
    await stream.stop()
    await replicas.close()
    await line.close()
    await redis.stop()
  })

  const disk = () => ['--appendonly', 'yes', '--dir', folder]

  /** Somebody was there before, and a stream of people comes. */
  async function begin() {
    const app = webOf(replicas.origin)
    const somebody = await settle(replicas, app)
    stream = startStream(replicas.origin, app)
    await stream.goesOn()
    return somebody
  }

  /** Those that ended otherwise than done; the stream is over. */
  async function endedOtherwise(): Promise<readonly Outcome[]> {
    await stream.stop()
    const all = Object.keys(stream.outcomes()) as Outcome[]
    return all.filter((outcome) => outcome !== 'done')
  }

  /** Whoever was not let through was told so at once, and two seconds from now nobody is. */
  async function isWellAgain(): Promise<void> {
    expect((await comesBack(replicas)).within).toBeLessThan(backWithin)
    await pause(backWithin)
    const now = performance.now()
    await stream.goesOn(20)
    expect(await endedOtherwise()).toEqual(['unavailable'])
    expect(Object.keys(stream.outcomes(({ began }) => began > now))).toEqual(['done'])
    expect(stream.slowest()).toBeLessThan(atOnce)
  }

  it('replicas that are killed lose nothing that was answered', async () => {
    const somebody = await begin()
    for (let times = 0; times < 3; times += 1) {
      await replicas.endFirst('SIGKILL')
      await stream.goesOn()
      await replicas.start()
      await stream.goesOn()
    }
    expect(await endedOtherwise()).toEqual(['unanswered'])
    expect(await somebody.isStillKnown()).toEqual(['ok', 200])
  })

  it('replicas that are told to end, after the proxy was, are noticed by nobody', async () => {
    const somebody = await begin()
    for (let times = 0; times < 3; times += 1) {
      await replicas.start()
      await replicas.endFirst('SIGTERM')
      await stream.goesOn()
    }
    expect(await endedOtherwise()).toEqual([])
    expect(await somebody.isStillKnown()).toEqual(['ok', 200])
  })

  interface Trouble {
    ill(): unknown
    well(): unknown
  }
  const set = (name: string, value: string) => redis.ask('CONFIG', 'SET', name, value)
  const troubles: readonly (readonly [what: string, trouble: Trouble])[] = [
    [
      'that is killed and started again (S12, S13)',
      {
        ill: () => redis.stop(),
        async well() {
          redis = await startRedis(disk(), redis.port)
        },
      },
    ],
    [
      'that stands still (S12, S13)',
      { ill: () => redis.process.kill('SIGSTOP'), well: () => redis.process.kill('SIGCONT') },
    ],
    [
      'that has no memory left (S19)',
      { ill: () => set('maxmemory', '1mb'), well: () => set('maxmemory', '0') },
    ],
    [
      'that cannot write to its disk (S19)',
      {
        async ill() {
          mkdirSync(join(folder, 'dump.rdb'))
          set('save', '3600 1')
          await saves('err')
        },
        async well() {
          rmdirSync(join(folder, 'dump.rdb'))
          await saves('ok')
        },
      },
    ],
    [
      'that only reads (S19)',
      {
        ill: () => redis.ask('REPLICAOF', '127.0.0.1', '1'),
        well: () => redis.ask('REPLICAOF', 'NO', 'ONE'),
      },
    ],
  ]
  const saves = (how: 'ok' | 'err') =>
    until(() => {
      redis.ask('BGSAVE')
      return redis.ask('INFO', 'persistence').includes(`rdb_last_bgsave_status:${how}`)
    })

  it.each(troubles)('a store %s is told at once, and forgets nothing', async (_, trouble) => {
    const somebody = await begin()
    await trouble.ill()
    await until(() => (stream.outcomes().unavailable ?? 0) >= 20)
    await trouble.well()
    await isWellAgain()
    expect(await somebody.isStillKnown()).toEqual(['ok', 200])
  })

  it('a store that is emptied knows nobody, and those who come then sign in (S14)', async () => {
    const somebody = await begin()
    const emptied = performance.now()
    redis.ask('FLUSHALL')
    await stream.goesOn(20)
    await stream.stop()
    const since = stream.outcomes(({ began }) => began > emptied + 100)
    expect(Object.keys(since)).toEqual(['done'])
    expect(Object.keys(stream.outcomes()).filter((outcome) => / 5\d\d /.test(outcome))).toEqual([])
    expect((await somebody.isStillKnown())[0]).toBe('login_required')
  })

  it('a store that takes two seconds for an answer holds no event loop up (S15)', async () => {
    const somebody = await begin()
    line.be('slow')
    await delays()
    await until(() => (stream.outcomes().unavailable ?? 0) >= 20)
    for (const seconds of await delays()) expect(seconds).toBeLessThan(mostDelay)
    line.be('well')
    await isWellAgain()
    expect(await somebody.isStillKnown()).toEqual(['ok', 200])
  })

  /** How late the event loop of each replica was since it was asked last, but for one time in a hundred. */
  const delays = () =>
    Promise.all(
      replicas.running.map(async ({ port }) => {
        const headers = { authorization: `Bearer ${monitor}` }
        const text = await (await fetch(`http://localhost:${port}/metrics`, { headers })).text()
        const value = /event_loop_delay_seconds\{quantile="0.99"\} (\S+)/.exec(text)?.[1]
        return Number(value)
      }),
    )
})
