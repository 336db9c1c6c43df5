import { rmSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../reliability/artefact.ts'
import { buildLaterRelease } from '../support/later-release.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { createReplicas, type Replicas } from '../support/replicas.ts'
import { type Stream, settle, startStream } from './stream.ts'
import { knowsWeb, webOf } from './whole-flow.ts'

type Release = Awaited<ReturnType<typeof buildLaterRelease>>

describe.skipIf(!hasRedis)('releases that follow one another while people sign in', () => {
  let redis: RedisServer
  let replicas: Replicas
  let stream: Stream | undefined
  /** It knows a second form of records, and writes the one of today. */
  let next: Release
  /** It writes the second. */
  let last: Release
  beforeAll(async () => {
    ;[next, last] = await Promise.all([buildLaterRelease(1), buildLaterRelease(2)])
    redis = await startRedis()
  })
  afterAll(async () => {
    for (const { folder } of [next, last]) rmSync(folder, { recursive: true })
    await redis.stop()
  })
  beforeEach(async () => {
    replicas = await createReplicas(redis.url, knowsWeb)
    await Promise.all([replicas.start(), replicas.start()])
  })
  afterEach(async () => {
    await stream?.stop()
    await replicas.close()
  })

  /** As a rolling upgrade does: one more of the new release, then one of the old ones ends. */
  async function upgradeTo(release: Release, logins: Stream): Promise<void> {
    for (let times = 0; times < 2; times += 1) {
      await replicas.start(release.cli)
      await logins.goesOn()
      await replicas.endFirst('SIGTERM')
      await logins.goesOn()
    }
  }

  /** The forms in which records stand there. */
  const forms = (): ReadonlySet<string> => {
    const keys = redis.ask('--scan', '--pattern', '*:sessions}:*').split('\n')
    return new Set(keys.map((key) => redis.ask('GET', key).slice(0, 6)))
  }

  it('lose no login, though the last writes what the first cannot read', async () => {
    const app = webOf(replicas.origin)
    const somebody = await settle(replicas, app)
    stream = startStream(replicas.origin, app)
    await stream.goesOn()
    await upgradeTo(next, stream)
    expect(forms()).toEqual(new Set(['{"v":1']))
    await upgradeTo(last, stream)
    await stream.stop()
    expect(forms()).toContain('{"v":2')
    expect(Object.keys(stream.outcomes())).toEqual(['done'])
    expect(await somebody.isStillKnown()).toEqual(['ok', 200])
  })

  it('and leave one out: the first refuses what it cannot read, and takes it for nothing else', async () => {
    const app = webOf(replicas.origin)
    const logins = startStream(replicas.origin, app)
    stream = logins
    await logins.goesOn()
    await replicas.start(last.cli)
    await until(() => (logins.outcomes().unavailable ?? 0) >= 20)
    await replicas.endFirst('SIGTERM')
    const [old] = replicas.running
    await replicas.endFirst('SIGTERM')
    await logins.goesOn()
    await logins.stop()
    expect(Object.keys(logins.outcomes()).sort()).toEqual(['done', 'unavailable'])
    expect(old?.output()).toContain('"why":"a record of form 2"')
  })
})
