import { afterEach, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { answerOf, createApp, decide, goThrough, signIn, silently } from '../support/app.ts'
import { call, codeFor, newVerifier, redemption } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { readToken, userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

let server: TestServer
afterEach(() => server.close())

const start = async (options: FragrantOptions): Promise<string> => {
  server = await startServer({ signing_alg: 'ES256', ...options })
  return server.issuer
}

const reload = (options: FragrantOptions): void =>
  server.reload({ signing_alg: 'ES256', ...options })

async function metadataOf(issuer: string): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`)
  return (await response.json()) as Record<string, unknown>
}

const spa = { client_id: 'spa', redirect_uris: ['https://app.example/cb'] }

describe('a reload', () => {
  it('changes what the metadata say (RFC 8414 §2)', async () => {
    const issuer = await start({ mode: 'strict' })
    expect(await metadataOf(issuer)).toMatchObject({
      response_modes_supported: ['query', 'fragment', 'form_post'],
      id_token_signing_alg_values_supported: ['ES256'],
    })
    reload({
      mode: 'strict',
      scopes: [{ name: 'shop', words: 'shop' }],
      clients: [
        {
          ...spa,
          response_modes: ['fragment', 'web_message'],
          id_token_signed_response_alg: 'EdDSA',
        },
      ],
    })
    const metadata = await metadataOf(issuer)
    expect(metadata).toMatchObject({
      response_modes_supported: ['query', 'fragment', 'form_post', 'web_message'],
      id_token_signing_alg_values_supported: expect.arrayContaining(['ES256', 'EdDSA']) as string[],
    })
    expect(metadata['scopes_supported']).toContain('shop')
  })

  it('reaches every realm, and takes some in and others out', async () => {
    const issuer = await start({ realms: { one: {}, two: {} } })
    const statusOf = async (path: string) => (await fetch(issuer + path)).status
    const carol = { username: 'carol', password: 'carol' }
    reload({ realms: { one: { users: [carol] }, three: {} } })
    expect(
      await Promise.all(['/', '/realms/one/', '/realms/two/', '/realms/three/'].map(statusOf)),
    ).toEqual([200, 200, 404, 200])
    const one = `${issuer}/realms/one`
    const app = createApp(one)
    const { values } = await goThrough(app, createVisitor(one), { user: 'carol' })
    expect(values.get('id_token')).toBeDefined()
    expect(
      (await signIn(createVisitor(one), await app.ask(createVisitor(one)), 'alice')).status,
    ).not.toBe(200)
  })

  it('exchanges users and passwords together', async () => {
    const issuer = await start({ users: [{ username: 'carol', sub: 'c1', password: 'old' }] })
    const app = createApp(issuer)
    const visitor = createVisitor(issuer)
    const login = await app.ask(visitor)
    reload({ users: [{ username: 'carol', sub: 'c2', password: 'new' }] })
    expect((await signIn(visitor, login, 'carol', 'old')).status).toBe(400)
    const consent = await signIn(visitor, login, 'carol', 'new')
    const { values } = answerOf(await decide(visitor, consent, 'allow'))
    expect((await readToken(issuer, values.get('id_token'))).claims['sub']).toBe('c2')
  })

  it('lets whoever is signed in stay so, with tokens that stay good', async () => {
    const issuer = await start({})
    const app = createApp(issuer)
    const alice = createVisitor(issuer)
    const { values } = await goThrough(app, alice, { decision: 'remember' })
    reload({ access_token_lifetime: '7m', session_idle: '1h' })
    expect(await silently(app, alice)).toBe('ok')
    expect((await userinfo(issuer, values.get('access_token'))).status).toBe(200)
    const later = await goThrough(createApp(issuer), createVisitor(issuer))
    expect(later.values.get('expires_in')).toBe('420')
  })

  it('keeps the key of an algorithm that is no longer used (OIDC Core §10.1.1)', async () => {
    const issuer = await start({})
    const { values } = await goThrough(createApp(issuer), createVisitor(issuer))
    server.reload({ signing_alg: 'EdDSA' })
    const { header } = await readToken(issuer, values.get('id_token'))
    expect(header.alg).toBe('ES256')
    const later = await goThrough(createApp(issuer), createVisitor(issuer))
    expect((await readToken(issuer, later.values.get('id_token'))).header.alg).toBe('EdDSA')
  })

  it('ends the welcome of unknown apps, those that were accepted before among them', async () => {
    const issuer = await start({})
    const app = createApp(issuer)
    await goThrough(app, createVisitor(issuer))
    reload({ loopback_clients: false })
    const refused = await app.ask(createVisitor(issuer))
    expect([refused.status, refused.location]).toEqual([400, undefined])
  })

  it('takes from unknown apps what they were given, also when they are welcome again (ASVS 10.7.3)', async () => {
    const issuer = await start({})
    const app = createApp(issuer)
    const alice = createVisitor(issuer)
    const verifier = newVerifier()
    const changes = { scope: 'openid offline_access' }
    const code = await codeFor(app, alice, verifier, { changes })
    const { body } = await call(`${issuer}/token`, redemption(app, code, verifier))
    const waiting = await app.ask(alice, { prompt: 'consent' })
    const uses = async () => [
      (await userinfo(issuer, String(body['access_token']))).status,
      (
        await call(`${issuer}/token`, {
          grant_type: 'refresh_token',
          refresh_token: String(body['refresh_token']),
          client_id: app.clientId,
        })
      ).status,
    ]
    server.clock.ahead += 1
    reload({ loopback_clients: false })
    expect(await uses()).toEqual([401, 401])
    const over = await decide(alice, waiting, 'allow')
    expect([over.status, over.location]).toEqual([400, undefined])
    expect(over.page.heading).toBe('This app is not known here any more')
    server.clock.ahead += 1
    reload({ loopback_clients: true })
    expect(await silently(app, alice, changes)).toBe('consent_required')
    expect(await uses()).toEqual([401, 400])
  })

  it('renews what the login page says of demo users', async () => {
    const issuer = await start({})
    const page = async () => (await createApp(issuer).ask(createVisitor(issuer))).body
    expect(await page()).toContain('alice\u00a0/\u00a0alice')
    reload({ users: [{ username: 'carol', password: 'carol' }] })
    expect(await page()).toContain('carol\u00a0/\u00a0carol')
    expect(await page()).not.toContain('alice\u00a0/\u00a0alice')
  })
})

describe('a user who has signed out', () => {
  it('has no use of an access token for as long as it lives (OIDC RP-Initiated Logout §2)', async () => {
    const issuer = await start({ access_token_lifetime: '1h' })
    const alice = createVisitor(issuer)
    const { values } = await goThrough(createApp(issuer), alice)
    await alice.open(`${issuer}/logout?id_token_hint=${values.get('id_token')}`)
    server.clock.ahead += 3500
    expect((await userinfo(issuer, values.get('access_token'))).status).toBe(401)
  })
})
