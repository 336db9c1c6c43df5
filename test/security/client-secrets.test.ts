import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, signIn } from '../support/app.ts'
import { call, type TokenAnswer } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({
    trust_proxy: ['127.0.0.1', '::1'],
    clients: ['service', 'guarded'].map((client_id) => ({
      ...{ client_id, client_secret: 'right', grant_types: ['client_credentials' as const] },
    })),
  })
})
afterAll(() => server.close())

/** Asks for a token with a secret, from an address. */
const ask = (id: string, secret: string, address: string): Promise<TokenAnswer> =>
  call(
    `${server.issuer}/token`,
    { grant_type: 'client_credentials' },
    {
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
      'x-forwarded-for': address,
    },
  )

const many = <Result>(count: number, run: (at: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => run(at)))

describe('secrets of clients that nobody knows', () => {
  it('make no client and no user wait, however many come (ASVS 6.3.1)', async () => {
    const flood = many(450, (at) => ask(`nobody-${at}`, 'x', `192.0.2.${at % 3}`))
    await many(150, (at) => ask(`nobody-${at}`, 'x', `192.0.2.${at % 3}`))
    const from = ['198.51.100.9', '192.0.2.1']
    const right = await Promise.all(from.map((address) => ask('service', 'right', address)))
    expect(right.map(({ status }) => status)).toEqual([200, 200])
    const visitor = createVisitor(server.issuer)
    const answer = await signIn(visitor, await createApp(server.issuer).ask(visitor))
    expect(answer.page.has('consent')).toBe(true)
    for (const { status } of await flood) expect(status).toBe(401)
  })
})

describe('wrong secrets of one client', () => {
  it('cost their own network address a wait, and nobody else (ASVS 6.3.1)', async () => {
    const guesses = await many(12, () => ask('guarded', 'wrong', '192.0.2.77'))
    const waits = guesses.filter(({ status }) => status === 429)
    expect(waits.length).toBeGreaterThan(0)
    expect(guesses.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5)
    const waiting = await ask('guarded', 'right', '192.0.2.77')
    expect(waiting).toMatchObject({
      status: 429,
      body: {
        error: 'temporarily_unavailable',
        error_description: expect.stringContaining('wrong client secrets'),
      },
    })
    expect((await ask('guarded', 'right', '198.51.100.7')).status).toBe(200)
    expect((await ask('service', 'right', '192.0.2.77')).status).toBe(200)
  })
})
