import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Running, startArtefact, until } from '../reliability/artefact.ts'
import { type App, answerOf, createApp, decide, signIn, silently } from '../support/app.ts'
import { call, codeFor, forCode, newVerifier, redemption } from '../support/code-flow.ts'
import { freePort } from '../support/free-port.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { createRoundRobin, type RoundRobin } from '../support/round-robin.ts'
import { readToken, userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

const storeKey = randomBytes(32).toString('base64')

const client = {
  client_id: 'web',
  redirect_uris: ['https://web.example/cb'],
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token', 'implicit'],
  response_types: ['code', 'id_token token'],
  post_logout_redirect_uris: ['https://web.example/bye'],
}

interface Replica extends Running {
  readonly port: number
}

/** What a start ends with, and what it says. */
async function endOf(environment: Readonly<Record<string, string>>) {
  const process = startArtefact(['--port', '0'], { env: environment })
  process.listening.catch(() => {})
  return { code: await process.exited, errors: process.errors() }
}

describe.skipIf(!hasRedis)('two processes of one store', { timeout: 120_000 }, () => {
  let redis: RedisServer
  let proxy: RoundRobin
  let folder: string
  let environment: Readonly<Record<string, string>>
  const replicas: Replica[] = []

  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fragrant-replicas-'))
    proxy = await createRoundRobin()
    environment = environmentFor(redis.url)
    await Promise.all([start(), start()])
  })
  afterEach(async () => {
    await Promise.all(replicas.splice(0).map((replica) => replica.end('SIGKILL')))
    await proxy.close()
    rmSync(folder, { recursive: true })
  })

  const environmentFor = (url: string) => ({
    FRAGRANT_STORE: `${url}?prefix=${randomUUID()}`,
    FRAGRANT_STORE_KEY: storeKey,
    FRAGRANT_ISSUER: proxy.origin,
    FRAGRANT_SIGNING_ALG: 'ES256',
    FRAGRANT_CLIENTS: JSON.stringify([client]),
  })

  async function start(): Promise<Replica> {
    const port = await freePort()
    const env = { ...environment, FRAGRANT_PORT: `${port}` }
    const replica = Object.assign(startArtefact([], { cwd: folder, env }), { port })
    replicas.push(replica)
    await replica.listening
    proxy.to(replicas.map((one) => one.port))
    return replica
  }
  const web = (): App =>
    createApp(proxy.origin, { clientId: 'web', redirectUri: 'https://web.example/cb' })
  const token = () => `${proxy.origin}/token`
  const refreshing = (refresh_token: unknown) => ({
    ...{ grant_type: 'refresh_token', client_id: 'web' },
    refresh_token: String(refresh_token),
  })

  /** The same request to both at the same moment. */
  const onBoth = (form: Parameters<typeof call>[1]) =>
    Promise.all(replicas.map(({ port }) => call(`http://localhost:${port}/token`, form)))

  it.each([
    ['a client that is configured', web],
    ['an app that nobody has configured', () => createApp(proxy.origin)],
  ])('do a flow of %s together, each step on the other one', async (_, create) => {
    const [app, visitor, verifier] = [create(), createVisitor(proxy.origin), newVerifier()]
    const asked = await app.ask(visitor, forCode(verifier, { scope: 'openid offline_access' }))
    const consent = await signIn(visitor, asked)
    const code = answerOf(await decide(visitor, consent, 'remember')).values.get('code') ?? ''
    const first = await call(token(), redemption(app, code, verifier))
    expect(first.status).toBe(200)
    await readToken(proxy.origin, String(first.body['id_token']), { audience: app.clientId })
    const form = { ...refreshing(first.body['refresh_token']), client_id: app.clientId }
    const second = await call(token(), form)
    expect(second.status).toBe(200)
    for (const { body } of [first, second]) {
      for (const _replica of replicas) {
        expect((await userinfo(proxy.origin, String(body['access_token']))).status).toBe(200)
      }
    }
    const renewed = () => silently(app, visitor, { scope: 'openid' })
    for (const _replica of replicas) expect(await renewed()).toBe('ok')
    const hint = String(first.body['id_token'])
    await visitor.open(`${proxy.origin}/logout?id_token_hint=${hint}`)
    for (const _replica of replicas) expect(await renewed()).toBe('login_required')
  })

  it('publish one set of keys', async () => {
    const sets = replicas.map(async ({ port }) =>
      (await fetch(`http://localhost:${port}/.well-known/jwks.json`)).text(),
    )
    const [one, other] = await Promise.all(sets)
    expect(one).toContain('"kid"')
    expect(other).toBe(one)
  })

  it('give tokens once for a code, and for a refresh token, that come to both at once, 200 times', async () => {
    const [app, visitor] = [web(), createVisitor(proxy.origin)]
    const scope = { scope: 'openid offline_access' }
    await codeFor(app, visitor, newVerifier(), { changes: scope })
    let [codes, refreshed] = [0, 0]
    for (let times = 0; times < 200; times += 1) {
      const verifier = newVerifier()
      const code = await codeFor(app, visitor, verifier, { changes: scope })
      const given = await onBoth(redemption(app, code, verifier))
      codes += given.filter(({ status }) => status === 200).length
      const other = newVerifier()
      const another = await codeFor(app, visitor, other, { changes: scope })
      const { body } = await call(token(), redemption(app, another, other))
      const renewed = await onBoth(refreshing(body['refresh_token']))
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
    const [app, visitor, verifier] = [web(), createVisitor(proxy.origin), newVerifier()]
    const consent = await signIn(visitor, await app.ask(visitor, forCode(verifier)))
    await killFirst()
    const code = answerOf(await decide(visitor, consent, 'allow')).values.get('code') ?? ''
    await start()
    await killFirst()
    expect((await call(token(), redemption(app, code, verifier))).status).toBe(200)
    expect(await silently(app, visitor)).toBe('ok')
  })

  it('keep what was answered when the store itself is killed, and has a disk', async () => {
    const disk = ['--appendonly', 'yes', '--appendfsync', 'always', '--dir', folder]
    const own = await startRedis(disk)
    try {
      await Promise.all(replicas.splice(0).map((replica) => replica.end('SIGKILL')))
      environment = environmentFor(own.url)
      await Promise.all([start(), start()])
      const [app, visitor, verifier] = [web(), createVisitor(proxy.origin), newVerifier()]
      const consent = await signIn(visitor, await app.ask(visitor, forCode(verifier)))
      await own.stop()
      const lost = await decide(visitor, consent, 'allow')
      expect(lost.status).toBe(503)
      const again = await startRedis(disk, own.port)
      await until(async () => (await statusesOf('/ready')).every((status) => status === 200))
      const code = answerOf(await decide(visitor, consent, 'allow')).values.get('code') ?? ''
      expect((await call(token(), redemption(app, code, verifier))).status).toBe(200)
      await again.stop()
    } finally {
      await own.stop()
    }
  })

  const statusesOf = (path: string) =>
    Promise.all(
      replicas.map(async ({ port }) => (await fetch(`http://localhost:${port}${path}`)).status),
    )

  const killFirst = async (): Promise<void> => {
    await replicas.shift()?.end('SIGKILL')
    proxy.to(replicas.map((one) => one.port))
  }
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
