import { afterEach, describe, expect, it } from 'vitest'
import { createApp, goThrough, silently } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { readToken } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

/** Each its own, so that none can pass for another; seconds. */
const lifetimes = { step: 50, accessToken: 100, idToken: 200, idle: 300, session: 400 }

let server: TestServer
afterEach(() => server.close())

const start = async (): Promise<string> => {
  server = await startServer({
    signing_alg: 'ES256',
    interaction_lifetime: lifetimes.step,
    access_token_lifetime: lifetimes.accessToken,
    id_token_lifetime: lifetimes.idToken,
    session_idle: lifetimes.idle,
    session_lifetime: lifetimes.session,
    acr_values: ['urn:one', 'urn:two'],
  })
  return server.issuer
}

describe('what is configured', () => {
  it('is how long tokens live, each kind by its own setting (RFC 6749 §4.2.2)', async () => {
    const issuer = await start()
    const { values } = await goThrough(createApp(issuer), createVisitor(issuer))
    expect(values.get('expires_in')).toBe(`${lifetimes.accessToken}`)
    for (const [name, lifetime] of [
      ['access_token', lifetimes.accessToken],
      ['id_token', lifetimes.idToken],
    ] as const) {
      const { claims } = await readToken(issuer, values.get(name))
      expect([name, Number(claims.exp) - Number(claims.iat)]).toEqual([name, lifetime])
    }
  })

  it('is how long a session may be idle', async () => {
    const issuer = await start()
    const [app, alice] = [createApp(issuer), createVisitor(issuer)]
    await goThrough(app, alice)
    server.clock.ahead += lifetimes.idle - 10
    expect(await silently(app, alice)).toBe('ok')
    const bob = createVisitor(issuer)
    await goThrough(app, bob, { user: 'bob' })
    server.clock.ahead += lifetimes.idle + 10
    expect(await silently(app, bob)).toBe('login_required')
  })

  it('is how long a session lasts, however busy it is', async () => {
    const issuer = await start()
    const [app, alice] = [createApp(issuer), createVisitor(issuer)]
    await goThrough(app, alice)
    for (const _ of ['once', 'twice']) {
      server.clock.ahead += lifetimes.session / 2 - 10
      expect(await silently(app, alice)).toBe('ok')
    }
    server.clock.ahead += 40
    expect(await silently(app, alice)).toBe('login_required')
  })

  it('is how long a step waits for its user', async () => {
    const issuer = await start()
    const [early, late] = [createVisitor(issuer), createVisitor(issuer)]
    const pages = await Promise.all([early, late].map((visitor) => createApp(issuer).ask(visitor)))
    const again = async (at: number) =>
      (await [early, late][at]?.open(pages[at]?.url ?? ''))?.status
    server.clock.ahead += lifetimes.step - 10
    expect(await again(0)).toBe(200)
    server.clock.ahead += 20
    expect(await again(1)).toBe(400)
  })

  it('is what a login may count as for an app that asks (OIDC Core §3.1.2.1)', async () => {
    const issuer = await start()
    const changes = { acr_values: 'urn:three urn:two urn:one' }
    const { values } = await goThrough(createApp(issuer), createVisitor(issuer), { changes })
    const { claims } = await readToken(issuer, values.get('id_token'))
    expect(claims['acr']).toBe('urn:two')
  })
})
