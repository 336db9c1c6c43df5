import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeProtectedHeader } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { createApp, goThrough, silently } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { readToken, userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

let folder: string
let server: TestServer | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fragrant-realm-keys-'))
})
afterEach(async () => {
  await server?.close()
  server = undefined
  rmSync(folder, { recursive: true })
})

const realms = { one: {}, two: {} }

async function start(options: FragrantOptions): Promise<TestServer> {
  await server?.close()
  server = await startServer({ signing_alg: 'ES256', realms, ...options })
  return server
}

const issuersOf = ({ issuer }: TestServer): readonly string[] => [
  issuer,
  `${issuer}/realms/one`,
  `${issuer}/realms/two`,
]

async function kidsOf(issuer: string): Promise<readonly string[]> {
  const response = await fetch(`${issuer}/.well-known/jwks.json`)
  const { keys } = (await response.json()) as { readonly keys: readonly { readonly kid: string }[] }
  return keys.map(({ kid }) => kid)
}

async function tokensOf(issuer: string) {
  const { values } = await goThrough(createApp(issuer), createVisitor(issuer))
  const [accessToken, idToken] = [values.get('access_token'), values.get('id_token')]
  if (accessToken === undefined || idToken === undefined) throw new Error('There are no tokens.')
  return { accessToken, idToken }
}

describe('the keys of a realm', () => {
  it('are its own: three realms publish three keys (RFC 7517 §4.5)', async () => {
    const kids = await Promise.all(issuersOf(await start({})).map(kidsOf))
    expect(kids.map(({ length }) => length)).toEqual([1, 1, 1])
    expect(new Set(kids.flat()).size).toBe(3)
  })

  it('verify its tokens, and those of no other realm (RFC 9068 §4)', async () => {
    const [issuer = '', one = '', two = ''] = issuersOf(await start({}))
    const { accessToken, idToken } = await tokensOf(one)
    expect((await readToken(one, idToken)).header.kid).toBe((await kidsOf(one))[0])
    await expect(readToken(one, accessToken)).resolves.toBeDefined()
    for (const other of [issuer, two]) {
      expect(await kidsOf(other)).not.toContain(decodeProtectedHeader(accessToken).kid)
      expect((await userinfo(other, accessToken)).status).toBe(401)
    }
  })

  it('are there for each algorithm that a client of the realm signs with', async () => {
    const spa = { client_id: 'spa', redirect_uris: ['https://app.example/cb'] }
    const [issuer = '', one = ''] = issuersOf(
      await start({
        realms: {
          ...realms,
          one: { clients: [{ ...spa, id_token_signed_response_alg: 'EdDSA' }] },
        },
      }),
    )
    expect([(await kidsOf(issuer)).length, (await kidsOf(one)).length]).toEqual([1, 2])
  })
})

describe('the keys of a realm in a data folder', () => {
  it('are there again after a restart, each in a file of its realm', async () => {
    const before = await Promise.all(issuersOf(await start({ data_dir: folder })).map(kidsOf))
    const after = await Promise.all(issuersOf(await start({ data_dir: folder })).map(kidsOf))
    expect(after).toEqual(before)
    const kept = (path: string) => JSON.parse(readFileSync(join(folder, path), 'utf8')) as object
    for (const path of ['keys.json', 'realms/one/keys.json', 'realms/two/keys.json']) {
      expect(kept(path)).toMatchObject({ keys: [{ alg: 'ES256' }] })
    }
  })

  it('are made when they are asked for: a realm that nobody uses has no file', async () => {
    await kidsOf(issuersOf(await start({ data_dir: folder }))[1] ?? '')
    expect(readdirSync(join(folder, 'realms'))).toEqual(['one'])
  })

  it('stay those that the default realm had before realms had their own', async () => {
    const [issuer = ''] = issuersOf(await start({ data_dir: folder, realms: {} }))
    const before = await kidsOf(issuer)
    expect(await kidsOf(issuersOf(await start({ data_dir: folder }))[0] ?? '')).toEqual(before)
  })

  it('stop the start when their file is damaged, and it is named', async () => {
    await kidsOf(issuersOf(await start({ data_dir: folder }))[2] ?? '')
    const file = join(folder, 'realms', 'two', 'keys.json')
    writeFileSync(file, '{"keys":[]}')
    await expect(start({ data_dir: folder })).rejects.toThrow(`The key file ${file} does not hold`)
  })
})

describe('a hint that a realm has signed', () => {
  it('is stale, and leads to a login, once the realm has new keys (decision 0005)', async () => {
    // a shared store, like a data folder, keeps the keys of a realm that comes back
    const running = await start({ store: 'memory' })
    const one = issuersOf(running)[1] ?? ''
    const { idToken } = await tokensOf(one)
    running.reload({ signing_alg: 'ES256' })
    running.reload({ signing_alg: 'ES256', realms })
    expect(await kidsOf(one)).not.toContain(decodeProtectedHeader(idToken).kid)
    const app = createApp(one)
    expect(await silently(app, createVisitor(one), { id_token_hint: idToken })).toBe(
      'login_required',
    )
  })

  it('is none for another realm, whose issuer it does not name', async () => {
    const [, one = '', two = ''] = issuersOf(await start({}))
    const { idToken } = await tokensOf(one)
    const app = createApp(two)
    expect(await silently(app, createVisitor(two), { id_token_hint: idToken })).toBe(
      'invalid_request',
    )
  })
})
