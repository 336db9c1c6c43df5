import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, createApp, goThrough, signIn, silently } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { readToken, userinfo } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

let server: TestServer
let blue: string
let green: string

const user = (username: string) => ({
  username,
  password: 'secret',
  claims: { email: `${username}@realm.example` },
})

beforeAll(async () => {
  server = await startServer({
    realms: { blue: { users: [user('betty')] }, green: { users: [user('gregor')] } },
  })
  blue = `${server.issuer}/realms/blue`
  green = `${server.issuer}/realms/green`
})
afterAll(() => server.close())

async function json(address: string): Promise<Readonly<Record<string, unknown>>> {
  return (await (await fetch(address)).json()) as Record<string, unknown>
}

describe('a realm', () => {
  it('is an issuer of its own, with tokens of its own', async () => {
    const app = createApp(blue)
    const betty = createVisitor(blue)
    const login = await app.ask(betty)
    expect(login.url.pathname).toMatch(/^\/realms\/blue\/login\//)
    const consent = await signIn(betty, login, 'betty', 'secret')
    expect(consent.url.pathname).toMatch(/^\/realms\/blue\/consent\//)
    const { location } = await betty.submit(consent, 'consent', 'consent-allow', { remember: 'on' })
    const values = new URLSearchParams(location?.hash.slice(1))
    expect(values.get('iss')).toBe(blue)
    const { claims } = await readToken(blue, values.get('id_token') ?? '', {
      audience: app.clientId,
    })
    expect(claims).toMatchObject({ iss: blue, sub: 'betty' })
    const { claims: known } = await userinfo(blue, values.get('access_token') ?? '')
    expect(known).toMatchObject({ sub: 'betty', email: 'betty@realm.example' })
    expect(await silently(app, betty)).toBe('ok')
  })

  it('knows no user, session, approval or token of another', async () => {
    const app = createApp(server.issuer, { clientId: 'everywhere' })
    const alice = createVisitor(server.issuer)
    const { values } = await goThrough(app, alice, { decision: 'remember' })
    const there = createApp(blue, { clientId: 'everywhere' })

    expect(await silently(there, alice)).toBe('login_required')
    expect((await userinfo(blue, values.get('access_token'))).status).toBe(401)
    expect(await silently(there, alice, { id_token_hint: values.get('id_token') })).toBe(
      'invalid_request',
    )
    const refused = await signIn(alice, await there.ask(alice), 'alice')
    expect(refused.status).toBe(400)
    expect(await silently(app, alice)).toBe('ok')
  })

  it('signs its users out, and those of no other realm', async () => {
    const [inBlue, inGreen] = [createApp(blue), createApp(green)]
    const guest = createVisitor(server.issuer)
    const first = await realmLogin(inBlue, guest, 'betty')
    await realmLogin(inGreen, guest, 'gregor')
    await guest.open(`${blue}/logout?id_token_hint=${first.values.get('id_token')}`)
    expect(await silently(inBlue, guest)).toBe('login_required')
    expect(await silently(inGreen, guest)).toBe('ok')
  })

  it('answers at its address before and after its path (OIDC Discovery §4, RFC 8414 §3.1)', async () => {
    const documents = await Promise.all([
      json(`${blue}/.well-known/openid-configuration`),
      json(`${blue}/.well-known/oauth-authorization-server`),
      json(`${server.issuer}/.well-known/oauth-authorization-server/realms/blue`),
    ])
    for (const document of documents) expect(document).toEqual(documents[0])
    const { issuer, ...rest } = documents[0] ?? {}
    expect(issuer).toBe(blue)
    for (const [name, value] of Object.entries(rest)) {
      if (name.endsWith('_endpoint') || name === 'jwks_uri') expect(value).toMatch(`${blue}/`)
    }
  })
})

describe('the log', () => {
  it('names the realm of each event: equal names are different people (OWASP ASVS 16.2.1)', async () => {
    const quiet = await startServer({ realms: { one: {} } })
    const one = `${quiet.issuer}/realms/one`
    for (const issuer of [quiet.issuer, one]) {
      await goThrough(createApp(issuer, { clientId: 'spa' }), createVisitor(issuer))
      await userinfo(issuer, 'no token')
      await fetch(`${issuer}/nothing-here`)
    }
    await quiet.close()
    const kinds = [
      'client.accepted',
      'user.signed-in',
      'consent.granted',
      'tokens.issued',
      'http.refused',
    ]
    for (const kind of kinds) {
      const realms = quiet.log.filter(({ event }) => event === kind).map(({ realm }) => realm)
      expect([kind, [...new Set(realms)]]).toEqual([kind, ['default', 'one']])
    }
  })
})

describe('a realm that is not there', () => {
  it('is 404, names no other realm, and never falls back to the default (ARCHITECTURE: realms)', async () => {
    for (const path of [
      '/realms/red/authorize?client_id=a',
      '/realms/red/.well-known/openid-configuration',
      '/realms/red/userinfo',
      '/realms/red/',
      '/realms/default/authorize',
      '/realms/default/.well-known/openid-configuration',
      '/realms/__proto__/.well-known/openid-configuration',
      '/.well-known/oauth-authorization-server/realms/red',
      '/.well-known/oauth-authorization-server/realms/default',
    ]) {
      const response = await fetch(server.issuer + path, { redirect: 'manual' })
      const body = await response.text()
      expect([path, response.status]).toEqual([path, 404])
      expect(body).not.toMatch(/blue|green/)
    }
  })
})

async function realmLogin(
  app: ReturnType<typeof createApp>,
  guest: ReturnType<typeof createVisitor>,
  username: string,
): Promise<Answer> {
  const consent = await signIn(guest, await app.ask(guest), username, 'secret')
  const { location } = await guest.submit(consent, 'consent', 'consent-allow', { remember: 'on' })
  return {
    by: 'fragment',
    address: app.redirectUri,
    values: new Map(new URLSearchParams(location?.hash.slice(1))),
  }
}
