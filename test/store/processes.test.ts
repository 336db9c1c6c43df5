import { randomBytes } from 'node:crypto'
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
} from 'vitest'
import { startArtefact, until } from '../reliability/artefact.ts'
import { type App, answerOf, createApp, decide, signIn, silently } from '../support/app.ts'
import { call, codeFor, forCode, newVerifier, redemption } from '../support/code-flow.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { createReplicas, type Replicas } from '../support/replicas.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { createVisitor } from '../support/visitor.ts'
import { goAllTheWay, knowsWeb, lasting, refreshing, webOf } from './whole-flow.ts'

const storeKey = randomBytes(32).toString('base64')

/** What a start ends with, and what it says. */
async function endOf(environment: Readonly<Record<string, string>>) {
  const process = startArtefact(['--port', '0'], { env: environment })
  process.listening.catch(() => {})
  return { code: await process.exited, errors: process.errors() }
}

describe.skipIf(!hasRedis)('two processes of one store', { timeout: 120_000 }, () => {
  let redis: RedisServer
  let replicas: Replicas

  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(async () => {
    replicas = await startBoth(redis.url)
  })
  afterEach(() => replicas.close())

  async function startBoth(url: string): Promise<Replicas> {
    const both = await createReplicas(url, knowsWeb)
    await Promise.all([both.start(), both.start()])
    return both
  }
  const web = (): App => webOf(replicas.origin)
  const token = () => `${replicas.origin}/token`

  /** The same request to both at the same moment. */
  const onBoth = (form: Parameters<typeof call>[1]) =>
    Promise.all(replicas.running.map(({ port }) => call(`http://localhost:${port}/token`, form)))

  it.each([
    ['a client that is configured', web],
    ['an app that nobody has configured', () => createApp(replicas.origin)],
  ])('do a flow of %s together, each step on the other one', async (_, create) => {
    await goAllTheWay(replicas.origin, create())
  })

  it('publish one set of keys', async () => {
    const sets = replicas.running.map(async ({ port }) =>
      (await fetch(`http://localhost:${port}/.well-known/jwks.json`)).text(),
    )
    const [one, other] = await Promise.all(sets)
    expect(one).toContain('"kid"')
    expect(other).toBe(one)
  })

  it('give tokens once for a code, and for a refresh token, that come to both at once, 200 times', async () => {
    const [app, visitor] = [web(), createVisitor(replicas.origin)]
    await codeFor(app, visitor, newVerifier(), { changes: lasting })
    let [codes, refreshed] = [0, 0]
    for (let times = 0; times < 200; times += 1) {
      const verifier = newVerifier()
      const code = await codeFor(app, visitor, verifier, { changes: lasting })
      const given = await onBoth(redemption(app, code, verifier))
      codes += given.filter(({ status }) => status === 200).length
      const other = newVerifier()
      const another = await codeFor(app, visitor, other, { changes: lasting })
      const { body } = await call(token(), redemption(app, another, other))
      const renewed = await onBoth(refreshing(app, body['refresh_token']))
      refreshed += renewed.filter(({ status }) => status === 200).length
      const answers = [...given, ...renewed].filter(({ status }) => status !== 200)
      expect(answers.map(({ body: { error } }) => error)).toEqual([
        'invalid_grant',
        'invalid_grant',
      ])
    }
    expect([codes, refreshed]).toEqual([200, 200])
  })

  it('lose nothing that was answered when one is killed in the middle of a login', async () => {
    const [app, visitor, verifier] = [web(), createVisitor(replicas.origin), newVerifier()]
    const consent = await signIn(visitor, await app.ask(visitor, forCode(verifier)))
    await replicas.endFirst('SIGKILL')
    const code = answerOf(await decide(visitor, consent, 'allow')).values.get('code') ?? ''
    await replicas.start()
    await replicas.endFirst('SIGKILL')
    expect((await call(token(), redemption(app, code, verifier))).status).toBe(200)
    expect(await silently(app, visitor)).toBe('ok')
  })

  it('keep what was answered when the store itself is killed, and has a disk', async () => {
    const folder = scratchFolder()
    const disk = ['--appendonly', 'yes', '--appendfsync', 'always', '--dir', folder]
    const own = await startRedis(disk)
    onTestFinished(() => own.stop())
    await replicas.close()
    replicas = await startBoth(own.url)
    const [app, visitor, verifier] = [web(), createVisitor(replicas.origin), newVerifier()]
    const consent = await signIn(visitor, await app.ask(visitor, forCode(verifier)))
    await own.stop()
    const lost = await decide(visitor, consent, 'allow')
    expect(lost.status).toBe(503)
    const again = await startRedis(disk, own.port)
    onTestFinished(() => again.stop())
    await until(async () => (await replicas.statusesOf('/ready')).every((is) => is === 200))
    const code = answerOf(await decide(visitor, consent, 'allow')).values.get('code') ?? ''
    expect((await call(token(), redemption(app, code, verifier))).status).toBe(200)
  })
})

describe.skipIf(!hasRedis)('a store that lets nobody in', { timeout: 60_000 }, () => {
  it.each([
    ['a wrong password', 'redis://:guess@', 'refuses the user or the password'],
    ['no password', 'redis://', 'asks for a password'],
  ])('ends the start with one line and 78: %s', async (_, access, sentence) => {
    const redis = await startRedis(['--requirepass', 'open-sesame'])
    const place = `127.0.0.1:${redis.port}`
    const { code, errors } = await endOf({ FRAGRANT_STORE: `${access}${place}` })
    await redis.stop()
    expect(code).toBe(78)
    expect(errors).toMatch(
      new RegExp(`^Fragrant cannot start: The store at ${place} ${sentence}[^\n]*\n$`),
    )
    expect(errors).not.toContain('guess')
  })

  it('ends the start when its keys are of another store key', async () => {
    const redis = await startRedis()
    const start = { FRAGRANT_STORE: redis.url, FRAGRANT_STORE_KEY: storeKey }
    const first = startArtefact(['--port', '0'], { env: start })
    const issuer = await first.listening
    await fetch(`${issuer}/.well-known/jwks.json`)
    await first.end('SIGTERM')
    const other = randomBytes(32).toString('base64')
    const { code, errors } = await endOf({ ...start, FRAGRANT_STORE_KEY: other })
    await redis.stop()
    expect(code).toBe(78)
    expect(errors).toMatch(/^Fragrant cannot start: [^\n]* another store_key[^\n]*\n$/)
  })
})
