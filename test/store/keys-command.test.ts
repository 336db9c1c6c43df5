import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runHere } from '../cli/console.ts'
import { folderWith } from '../config/folder.ts'
import { freePort } from '../support/free-port.ts'
import { hasRedis, type RedisServer, startRedis } from '../support/redis-server.ts'
import { startServer } from '../support/server.ts'

describe.skipIf(!hasRedis)('fragrant keys, of keys in a store', () => {
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())

  const prepare = () => {
    const store = `${redis.url}?prefix=${randomUUID()}`
    const store_key = randomBytes(32).toString('base64')
    const settings = { store, store_key, signing_alg: 'ES256' as const }
    const yaml = Object.entries(settings).map(([name, value]) => `${name}: ${value}\n`)
    const folder = folderWith({ 'fragrant.yaml': yaml.join('') })
    const run = (...command: readonly string[]) => runHere(['keys', ...command], { folder })
    return { settings, run }
  }
  const rowsOf = (output: string) =>
    output
      .trim()
      .split('\n')
      .slice(2)
      .map((row) => row.trim().split(/\s+/))
  const published = async (issuer: string) => {
    const answer = await fetch(`${issuer}/.well-known/jwks.json`)
    const { keys } = (await answer.json()) as { keys: { kid: string }[] }
    return keys.map(({ kid }) => kid)
  }

  it('lists none, and makes none, before a server has made one', async () => {
    const { run } = prepare()
    expect(await run('list')).toMatchObject({ code: 0, output: 'realm default: no keys yet\n' })
    expect((await run('rotate')).output).toBe('realm default: no keys yet\n')
  })

  it('lists those of a running server, and gives them a successor that it publishes within two seconds', async () => {
    const { settings, run } = prepare()
    const server = await startServer(settings)
    const [kid = ''] = await published(server.issuer)
    const listed = await run('list')
    expect(rowsOf(listed.output)).toEqual([
      [kid, 'ES256', 'signing', expect.stringMatching(/Z$/), '-'],
    ])
    const { code, output } = await run('rotate', '--now')
    expect(code).toBe(0)
    const [old, next] = rowsOf(output)
    expect(old?.slice(0, 3)).toEqual([kid, 'ES256', 'signing'])
    expect(next?.slice(1, 3)).toEqual(['ES256', 'next'])
    await expect.poll(() => published(server.issuer), { timeout: 2_000 }).toEqual([kid, next?.[0]])
    await server.close()
  })

  it('shows nothing to who has another store key, and says where no store is', async () => {
    const { settings } = prepare()
    const server = await startServer(settings)
    await published(server.issuer)
    await server.close()
    const run = (store: string, store_key: string) =>
      runHere(['keys', 'list'], {
        folder: folderWith({ 'fragrant.yaml': `store: ${store}\nstore_key: ${store_key}\n` }),
      })
    const other = await run(settings.store, randomBytes(32).toString('base64'))
    expect(other).toMatchObject({ code: 1, output: '' })
    expect(other.errors).toContain('another store_key')
    const nowhere = await run(`redis://127.0.0.1:${await freePort()}`, settings.store_key)
    expect(nowhere).toMatchObject({ code: 1, output: '' })
    expect(nowhere.errors).toContain('cannot reach')
  })
})
