import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { runHere } from '../cli/console.ts'
import { createApp, goThrough, silently } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

let folder: string
let server: TestServer

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fragrant-key-rotation-'))
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

const hour = 3600

const start = async (options: FragrantOptions = {}): Promise<TestServer> => {
  server = await startServer({ signing_alg: 'ES256', data_dir: folder, ...options })
  return server
}

const keySet = () => fetch(`${server.issuer}/.well-known/jwks.json`)

async function kidsOf(): Promise<readonly string[]> {
  const { keys } = (await (await keySet()).json()) as { readonly keys: readonly { kid: string }[] }
  return keys.map(({ kid }) => kid)
}

async function tokens(app = createApp(server.issuer)) {
  const { values } = await goThrough(app, createVisitor(server.issuer))
  const [accessToken = '', idToken = ''] = [values.get('access_token'), values.get('id_token')]
  return { accessToken, idToken, kid: decodeProtectedHeader(idToken).kid }
}

const rotate = (...flags: readonly string[]) =>
  runHere(['keys', 'rotate', ...flags], {
    folder,
    environment: { FRAGRANT_DATA_DIR: folder, FRAGRANT_SIGNING_ALG: 'ES256' },
  })

/** A second later: what another process writes is looked for once in a second. */
const later = (seconds: number) => {
  server.clock.ahead += seconds
}

describe('fragrant keys rotate, while a server runs on the data folder', () => {
  it('publishes the next key at once, with another tag, and signs with it after the lead (OIDC Core §10.1.1)', async () => {
    await start()
    const [old = ''] = await kidsOf()
    const etag = (await keySet()).headers.get('etag') ?? ''
    expect((await rotate()).code).toBe(0)
    later(1)
    const fresh = await fetch(`${server.issuer}/.well-known/jwks.json`, {
      headers: { 'if-none-match': etag },
    })
    expect(fresh.status).toBe(200)
    expect(fresh.headers.get('cache-control')).toBe('public, max-age=60')
    const again = await fetch(`${server.issuer}/.well-known/jwks.json`, {
      headers: { 'if-none-match': fresh.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)

    const [first, next] = await kidsOf()
    expect(first).toBe(old)
    expect((await tokens()).kid).toBe(old)
    expect(server.log.filter(({ event }) => event === 'keys.rotated')).toMatchObject([
      { realm: 'default', published: [next], dropped: [] },
    ])
    later(hour)
    expect((await tokens()).kid).toBe(next)
    expect(await kidsOf()).toEqual([next, old])
  })

  it('lets every token that was signed before live as long as it may, and no longer', async () => {
    await start({ access_token_lifetime: '2h', id_token_lifetime: '2h' })
    const before = await kidsOf()
    await rotate()
    // the last moment at which the old key signs
    later(hour - 10)
    const app = createApp(server.issuer)
    const { accessToken, idToken, kid } = await tokens(app)
    expect(kid).toBe(before[0])

    later(2 * hour - 20)
    expect((await tokens()).kid).not.toBe(kid)
    expect((await userinfo(server.issuer, accessToken)).status).toBe(200)
    expect(await kidsOf()).toContain(kid)
    const visitor = createVisitor(server.issuer)
    await goThrough(app, visitor)
    expect(await silently(app, visitor, { id_token_hint: idToken })).toBe('ok')

    later(120)
    expect(await kidsOf()).not.toContain(kid)
    expect(server.log.findLast(({ event }) => event === 'keys.rotated')).toMatchObject({
      published: [],
      dropped: [kid],
    })
    expect(readFileSync(join(folder, 'keys.json'), 'utf8').match(/"d"/g)).toHaveLength(1)
    expect((await userinfo(server.issuer, accessToken)).status).toBe(401)
    expect(await silently(app, createVisitor(server.issuer), { id_token_hint: idToken })).toBe(
      'login_required',
    )
  })

  it('is survived by a strict relying party that read the key set within the lead, and never again', async () => {
    await start()
    const before = await tokens()
    await rotate()
    later(1)
    const keys = createRemoteJWKSet(new URL(`${server.issuer}/.well-known/jwks.json`), {
      cacheMaxAge: Number.POSITIVE_INFINITY,
      cooldownDuration: Number.POSITIVE_INFINITY,
    })
    const verify = (token: string) =>
      jwtVerify(token, keys, {
        issuer: server.issuer,
        algorithms: ['ES256'],
        currentDate: new Date(server.clock.now() * 1000),
      })
    await verify(before.idToken)
    later(hour - 2)
    await verify((await tokens()).idToken)
    later(2)
    const after = await tokens()
    expect(after.kid).not.toBe(before.kid)
    await verify(after.idToken)
    await verify(after.accessToken)
  })

  it('signs with the next key at once when that is asked for, and still takes the old tokens', async () => {
    await start()
    const before = await tokens()
    expect((await rotate('--now')).code).toBe(0)
    later(1)
    await kidsOf()
    const after = await tokens()
    expect(after.kid).not.toBe(before.kid)
    expect((await userinfo(server.issuer, before.accessToken)).status).toBe(200)
    expect((await userinfo(server.issuer, after.accessToken)).status).toBe(200)
  })
})

describe('the configuration', () => {
  it('rotates the keys of a realm when its signing_key_generation changes at a reload, and only then', async () => {
    const options = { signing_alg: 'ES256', data_dir: folder } as const
    await start({ realms: { one: {} } })
    const before = await kidsOf()
    server.reload({ ...options, realms: { one: { signing_key_generation: 'b' } } })
    later(1)
    expect(await kidsOf()).toEqual(before)
    server.reload({ ...options, signing_key_generation: 'b' })
    const kids = await kidsOf()
    expect(kids).toHaveLength(2)
    server.reload({ ...options, signing_key_generation: 'b', access_token_lifetime: 60 })
    later(hour)
    expect((await tokens()).kid).toBe(kids[1])
    expect(await kidsOf()).toHaveLength(2)
  })

  it('rotates them by schedule, in memory too', async () => {
    server = await startServer({
      signing_alg: 'ES256',
      signing_key_lifetime: '1d',
      signing_key_lead: '2h',
    })
    const { kid } = await tokens()
    later(22 * hour - 5)
    expect(await kidsOf()).toEqual([kid])
    later(5)
    const [, next] = await kidsOf()
    expect(next).toBeDefined()
    expect((await tokens()).kid).toBe(kid)
    later(2 * hour)
    expect((await tokens()).kid).toBe(next)
  })
})
