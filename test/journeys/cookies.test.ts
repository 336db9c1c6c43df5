import { request } from 'node:https'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, createApp, decide, signIn } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Send, sendByFetch } from '../support/visitor.ts'

/** Sends over https to a server whose certificate nobody vouches for. */
const sendByHttps: Send = (url, { method, headers, body }) =>
  new Promise((resolve, reject) => {
    const options = { method, headers, rejectUnauthorized: false }
    const sent = request(url, options, async (response) => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      const received = new Headers()
      for (let at = 0; at < response.rawHeaders.length; at += 2) {
        received.append(response.rawHeaders[at] ?? '', response.rawHeaders[at + 1] ?? '')
      }
      resolve({
        status: response.statusCode ?? 0,
        headers: received,
        body: Buffer.concat(chunks).toString('utf8'),
      })
    })
    sent.on('error', reject).end(body)
  })

/** Every Set-Cookie line of a whole login and logout, with values and port taken out. */
async function cookieLines(server: TestServer, byWhat: Send): Promise<readonly string[]> {
  const lines: string[] = []
  const send: Send = async (url, sent) => {
    const received = await byWhat(url, sent)
    lines.push(...received.headers.getSetCookie())
    return received
  }
  const alice = createVisitor(server.issuer, send)
  const app = createApp(server.issuer)
  const consent = await signIn(alice, await app.ask(alice))
  const { values } = answerOf(await decide(alice, consent, 'remember'))
  const renewed = answerOf(await app.ask(alice, { prompt: 'none' }))
  expect(renewed.values.has('id_token')).toBe(true)
  await alice.open(`${server.issuer}/logout?id_token_hint=${values.get('id_token')}`)
  const { port } = new URL(server.issuer)
  return lines.map((line) => line.replace(`_${port}=`, '_PORT=').replace(/=[\w-]{22,};/, '=VALUE;'))
}

describe('cookies on http', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.close())

  it('are opaque, for the whole path, Lax, and not for scripts but one (RFC 6265 §8, OIDC Session §3.2)', async () => {
    expect(await cookieLines(server, sendByFetch)).toMatchInlineSnapshot(`
      [
        "fragrant_browser_PORT=VALUE; Path=/; HttpOnly; SameSite=Lax",
        "fragrant_session_PORT=VALUE; Path=/; HttpOnly; SameSite=Lax",
        "fragrant_state_PORT=VALUE; Path=/; SameSite=Lax",
        "fragrant_session_PORT=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
        "fragrant_state_PORT=signed-out; Path=/; SameSite=Lax",
      ]
    `)
  })

  it('are not set by a page that asks nothing of the user', async () => {
    for (const path of ['/', '/playground', '/logout', '/.well-known/openid-configuration']) {
      const { headers } = await fetch(server.issuer + path)
      expect(headers.getSetCookie().filter((line) => !line.includes('Max-Age=0'))).toEqual([])
    }
  })

  it('are none when one of them comes twice: another host may have tossed it in (RFC 6265 §8.6)', async () => {
    const app = createApp(server.issuer)
    const alice = createVisitor(server.issuer)
    await decide(alice, await signIn(alice, await app.ask(alice)), 'remember')
    const [name, value] = [...alice.cookies].find(([key]) => key.includes('session')) ?? []
    const thief = createVisitor(server.issuer)
    const asked = await thief.open(app.url({ prompt: 'none' }), {
      cookie: `${name}=${value}; ${name}=${value}`,
    })
    expect(answerOf(asked).values.get('error')).toBe('login_required')
    thief.cookies.clear()
    const once = await thief.open(app.url({ prompt: 'none' }), { cookie: `${name}=${value}` })
    expect(answerOf(once).values.has('id_token')).toBe(true)
  })
})

describe('cookies on https', () => {
  it('are Secure as well, under a __Host- name (RFC 6265bis §4.1.3.2)', async () => {
    const server = await startServer({ tls: 'generated' })
    try {
      expect(server.issuer).toMatch(/^https:\/\/localhost:/)
      expect(await cookieLines(server, sendByHttps)).toMatchInlineSnapshot(`
        [
          "__Host-fragrant_browser_PORT=VALUE; Path=/; HttpOnly; Secure; SameSite=Lax",
          "__Host-fragrant_session_PORT=VALUE; Path=/; HttpOnly; Secure; SameSite=Lax",
          "__Host-fragrant_state_PORT=VALUE; Path=/; Secure; SameSite=None",
          "__Host-fragrant_session_PORT=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax",
          "__Host-fragrant_state_PORT=signed-out; Path=/; Secure; SameSite=None",
        ]
      `)
    } finally {
      await server.close()
    }
  })

  it('reach frames of other sites where the configuration says so', async () => {
    const server = await startServer({ tls: 'generated', session_cookie_same_site: 'none' })
    try {
      const lines = await cookieLines(server, sendByHttps)
      for (const line of lines) expect(line).toContain('Secure; SameSite=None')
    } finally {
      await server.close()
    }
  })
})
