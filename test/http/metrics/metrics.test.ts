import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../../src/index.ts'
import { createApp, goThrough } from '../../support/app.ts'
import { call } from '../../support/code-flow.ts'
import { startServer, type TestServer } from '../../support/server.ts'
import { createVisitor } from '../../support/visitor.ts'

let server: TestServer | undefined
afterEach(() => server?.close())

const token = 'a-token-for-whoever-scrapes'

async function start(options: FragrantOptions): Promise<TestServer> {
  server = await startServer(options)
  return server
}

const addressOf = ({ metricsAt }: TestServer): string => {
  if (metricsAt === undefined) throw new Error('There are no metrics.')
  return metricsAt
}

async function scrape(of: TestServer): Promise<string> {
  const answer = await fetch(addressOf(of))
  expect(answer.status).toBe(200)
  return answer.text()
}

/** The value of a series as it is written, such as `fragrant_logins_total{realm="default",by="picker"}`. */
const countOf = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

/** What can be said by a header that fetch writes by itself. */
function statusFor(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers }, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end()
  })
}

describe('GET /metrics', () => {
  it('is not there unless it is switched on', async () => {
    const plain = await start({})
    expect(plain.metricsAt).toBeUndefined()
    expect((await fetch(`${plain.issuer}/metrics`)).status).toBe(404)
  })

  it('tells logins, tokens and refusals, and how long answers took, by route', async () => {
    const one = await start({ metrics: true })
    const app = createApp(one.issuer)
    await goThrough(app, createVisitor(one.issuer))
    await app.ask(createVisitor(one.issuer), { nonce: undefined })
    await call(`${one.issuer}/token`, { grant_type: 'password', client_id: app.clientId })
    const text = await scrape(one)
    expect(countOf(text, 'fragrant_logins_total{realm="default",by="password"}')).toBe(1)
    const tokens = (kind: string) =>
      countOf(text, `fragrant_tokens_total{realm="default",kind="${kind}",grant="authorization"}`)
    expect([tokens('access_token'), tokens('id_token')]).toEqual([1, 1])
    expect(text).toContain(
      'fragrant_refusals_total{realm="default",rule="The request must send nonce when it asks for an ID Token.",error="invalid_request"} 1',
    )
    expect(countOf(text, 'fragrant_consents_total{realm="default",decision="granted"}')).toBe(1)
    const seconds = 'fragrant_http_request_duration_seconds_count'
    expect(countOf(text, `${seconds}{method="GET",route="/authorize",outcome="redirected"}`)).toBe(
      2,
    )
    expect(countOf(text, `${seconds}{method="POST",route="/login/:id",outcome="redirected"}`)).toBe(
      1,
    )
    expect(countOf(text, `${seconds}{method="POST",route="/token",outcome="refused"}`)).toBe(1)
    expect(text).toMatch(/^fragrant_event_loop_delay_seconds\{quantile="0.99"\} [\d.e-]+$/m)
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m)
    expect(text).toMatch(/^fragrant_build_info\{version="\d+\.\d+\.\d+"\} 1$/m)
  })

  it('keeps the values of its labels few, whatever strangers send', async () => {
    const one = await start({ metrics: true, realms: { shop: {} } })
    const evil = 'evil"} 1\nfragrant_logins_total{by="me'
    const paths = Array.from({ length: 40 }, (_, at) => [
      `/realms/made-up-${at}/authorize`,
      `/made-up/${at}`,
      `/login/made-up-${at}`,
      `/authorize?client_id=${encodeURIComponent(`${evil}${at}`)}&redirect_uri=${encodeURIComponent(evil)}`,
      `/realms/shop/authorize?client_id=made-up-${at}&redirect_uri=https://made-up.example/`,
    ]).flat()
    for (const path of paths) {
      await fetch(one.issuer + path, {
        redirect: 'manual',
        method: path.length % 2 ? 'GET' : 'PUT',
      })
    }
    await call(`${one.issuer}/token`, { grant_type: evil, client_id: evil })
    const text = await scrape(one)
    expect(text).not.toMatch(/made-up|evil/)
    const series = text.split('\n').filter((line) => line.startsWith('fragrant_'))
    expect(series.length).toBeLessThan(400)
    const realms = new Set([...text.matchAll(/realm="([^"]*)"/g)].map(([, realm]) => realm))
    expect([...realms].sort()).toEqual(['default', 'other', 'shop'])
  })

  it('is for whoever asks from this machine itself, and not for a proxy there', async () => {
    const one = await start({ metrics: true })
    expect(await statusFor(addressOf(one), {})).toBe(200)
    for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) {
      expect(await statusFor(addressOf(one), { [header]: '192.0.2.1' })).toBe(403)
    }
    expect(one.log).toContainEqual(
      expect.objectContaining({ event: 'http.refused', path: '/metrics', status: 403 }),
    )
  })

  it('is told by its token alone, where there is one', async () => {
    const one = await start({ metrics: { token } })
    const statusWith = async (authorization?: string) =>
      (await fetch(addressOf(one), { headers: authorization ? { authorization } : {} })).status
    expect(await statusWith(`Bearer ${token}`)).toBe(200)
    expect(await statusWith()).toBe(401)
    expect(await statusWith('Bearer another-token-of-nobody')).toBe(401)
    expect(await statusWith(`Basic ${btoa(`metrics:${token}`)}`)).toBe(401)
    const { headers } = await fetch(addressOf(one))
    expect(headers.get('www-authenticate')).toBe('Bearer realm="fragrant metrics"')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('A port for metrics alone', () => {
  it('tells them there, and nothing else; the server tells none', async () => {
    const one = await start({ metrics: { port: 0 } })
    expect(new URL(addressOf(one)).port).not.toBe(new URL(one.issuer).port)
    expect(await scrape(one)).toContain('fragrant_build_info')
    expect((await fetch(`${one.issuer}/metrics`)).status).toBe(404)
    const { origin } = new URL(addressOf(one))
    for (const path of ['/', '/authorize', '/metrics/', '/_control/v1/realms']) {
      expect((await fetch(origin + path)).status).toBe(404)
    }
    const posted = await fetch(addressOf(one), { method: 'POST' })
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET'])
  })

  it('is none to a page whose name leads to loopback (DNS rebinding)', async () => {
    const one = await start({ metrics: { port: 0 } })
    expect(await statusFor(addressOf(one), { host: 'rebound.example' })).toBe(404)
    expect(await statusFor(addressOf(one), { host: 'localhost:1' })).toBe(200)
  })

  it('asks for its token, where it has one', async () => {
    const one = await start({ metrics: { port: 0, token } })
    expect((await fetch(addressOf(one))).status).toBe(401)
    const headers = { authorization: `Bearer ${token}` }
    expect((await fetch(addressOf(one), { headers })).status).toBe(200)
  })

  it('is closed with the server', async () => {
    const one = await start({ metrics: { port: 0 } })
    const address = addressOf(one)
    await one.close()
    await expect(fetch(address)).rejects.toThrow()
  })
})
