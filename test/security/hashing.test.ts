import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hashPassword } from '../../src/adapters/passwords/password-hasher.ts'
import { createApp, signIn } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const hashing = vi.hoisted(() => ({ running: 0, most: 0, total: 0 }))

/** The real scrypt, counted. */
vi.mock('node:crypto', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:crypto')>()
  const scrypt = ((...given: Parameters<typeof real.scrypt>) => {
    const done = given.pop() as unknown as (error: Error | null, key: Buffer) => void
    hashing.running += 1
    hashing.total += 1
    hashing.most = Math.max(hashing.most, hashing.running)
    return (real.scrypt as (...args: unknown[]) => void)(
      ...given,
      (error: Error | null, key: Buffer) => {
        hashing.running -= 1
        done(error, key)
      },
    )
  }) as typeof real.scrypt
  return { ...real, scrypt, default: { ...real, scrypt } }
})

let server: TestServer
let hash: string

const ids = ['one', 'two', 'three', 'four']

beforeAll(async () => {
  hash = await hashPassword('tulip', { ln: 14, r: 8, p: 1 })
  server = await startServer({
    signing_alg: 'ES256',
    users: [{ username: 'carol', password: hash }],
    realms: Object.fromEntries(ids.map((id) => [id, {}])),
  })
})
afterAll(() => server.close())

async function logInAt(issuer: string, user: string): Promise<number> {
  const visitor = createVisitor(issuer)
  const login = await createApp(issuer).ask(visitor)
  return (await signIn(visitor, login, user, 'wrong')).status
}

describe('the hashing of passwords', () => {
  it('runs twice at once in the process, however many realms sign their users in', async () => {
    const issuers = ids.flatMap((id) =>
      Array.from({ length: 3 }, () => `${server.issuer}/realms/${id}`),
    )
    hashing.most = 0
    hashing.total = 0
    await Promise.all(issuers.map((issuer) => logInAt(issuer, 'carol')))
    expect(hashing.total).toBe(12)
    expect(hashing.most).toBe(2)
  })

  it('costs a stranger as much as the users of a reloaded file', async () => {
    const users = (password: string) => ({
      signing_alg: 'ES256' as const,
      users: [{ username: 'carol', password }],
    })
    server.reload(users('plain'))
    hashing.total = 0
    await logInAt(server.issuer, 'nobody')
    expect(hashing.total).toBe(0)
    server.reload(users(hash))
    await logInAt(server.issuer, 'nobody')
    expect(hashing.total).toBe(1)
  })
})
