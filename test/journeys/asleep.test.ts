import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'

/** What is known of requests that came before anybody opened the console. */
describe('a journal that nobody reads yet', () => {
  let server: TestServer
  afterEach(() => server.close())

  const redirect = 'http://localhost:5173/callback'
  const start = async () => {
    server = await startServer({ login: { mode: 'auto', user: 'alice' }, consent: 'auto' })
  }
  const ask = (changes: Record<string, string> = {}) => {
    const query = new URLSearchParams({
      ...{ client_id: 'spa', redirect_uri: redirect, response_type: 'id_token', nonce: 'n-1' },
      ...{ scope: 'openid', ...changes },
    })
    return fetch(`${server.issuer}/authorize?${query}`, { redirect: 'manual' })
  }
  const activity = async () => (await fetch(`${server.issuer}/activity`)).text()
  const linesOf = (html: string) =>
    [...html.matchAll(/<p class="line[^>]*>(.*?)<\/p>/gs)].map(([, line = '']) =>
      line.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '),
    )

  it('tells of each, one after the other, whole', async () => {
    await start()
    await ask()
    await ask({ nonce: '' })
    await ask({ redirect_uri: 'http://shop.example/' })
    const [foreign, without, signedIn] = linesOf(await activity())
    expect(signedIn).toContain('alice')
    expect(without).toMatch(/refused: must send nonce.*OIDC Core/)
    expect(foreign).toContain('refused: ')
  })

  it('tells of those that cross what their answers say', async () => {
    await start()
    await Promise.all([ask(), ask({ nonce: '' }), ask({ scope: 'op"enid' }), ask()])
    const html = await activity()
    const lines = linesOf(html)
    expect(lines).toHaveLength(4)
    expect(lines.filter((line) => line.includes('refused: '))).toHaveLength(2)
    expect(lines.filter((line) => line.includes('refused: must send nonce'))).toHaveLength(1)
  })

  it('keeps the last hundred of a realm, and all that come once somebody has looked', async () => {
    await start()
    for (let count = 0; count < 103; count += 1) await ask({ state: `s-${count}` })
    const count = async () => {
      const answer = await fetch(`${server.issuer}/activity/all.har`)
      const { log } = (await answer.json()) as { log: { entries: unknown[] } }
      return log.entries.length
    }
    await activity()
    expect(await count()).toBe(100)
    await ask()
    expect(await count()).toBe(101)
  })

  it('gives no exchange what happened to a page of the console, or after a connection was cut', async () => {
    await start()
    const { port } = new URL(server.issuer)
    const slow = connect(Number(port), 'localhost')
    const body = 'token=x&client_id=spa'
    slow.write(
      `POST /revoke HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n` +
        `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    await new Promise((done) => setTimeout(done, 50))
    await fetch(`${server.issuer}/people`, {
      method: 'POST',
      body: new URLSearchParams({ x: '1' }),
    })
    slow.end(body)
    await new Promise((done) => slow.resume().once('close', done))
    const [line] = linesOf(await activity())
    expect(line).toContain('spa')
    expect(line).not.toContain('not up to date')
  })
})
