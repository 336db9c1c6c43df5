import { generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type App,
  answerOf,
  createApp,
  decide,
  goThrough,
  signIn,
  silently,
} from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { readToken } from '../support/tokens.ts'
import { createVisitor, type Visitor } from '../support/visitor.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer({ id_token_lifetime: '60s' })
})
afterAll(() => server.close())

let app: App
beforeEach(() => {
  app = createApp(server.issuer)
})
const visitor = () => createVisitor(server.issuer)

async function idTokenOf(user: string, guest: Visitor = visitor()): Promise<string> {
  const { values } = await goThrough(app, guest, { user, decision: 'remember' })
  return values.get('id_token') ?? ''
}

/** What this server would have said before its keys were made anew. */
async function staleHint(issuer = server.issuer): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256')
  const kid = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'
  return new SignJWT({ sid: 'old' })
    .setProtectedHeader({ alg: 'RS256', kid })
    .setIssuer(issuer)
    .setSubject('alice')
    .setAudience(app.clientId)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey)
}

describe('id_token_hint', () => {
  it('of the user who is signed in lets silent renewal pass (OIDC Core §3.1.2.1)', async () => {
    const alice = visitor()
    const hint = await idTokenOf('alice', alice)
    expect(await silently(app, alice, { id_token_hint: hint })).toBe('ok')
  })

  it('is still good when it has expired (OIDC Core §3.1.2.1)', async () => {
    const alice = visitor()
    const hint = await idTokenOf('alice', alice)
    server.clock.ahead += 600
    expect(await silently(app, alice, { id_token_hint: hint })).toBe('ok')
  })

  it('of another user is answered login_required, or with the login page (OIDC Core §3.1.2.2)', async () => {
    const alice = visitor()
    await idTokenOf('alice', alice)
    const hint = await idTokenOf('bob')
    expect(await silently(app, alice, { id_token_hint: hint })).toBe('login_required')
    const login = await app.ask(alice, { id_token_hint: hint })
    expect(login.url.pathname).toMatch(/^\/login\//)
  })

  it('never lets an answer speak of somebody else than it names (OIDC Core §3.1.2.2)', async () => {
    const alice = visitor()
    await idTokenOf('alice', alice)
    const login = await app.ask(alice, { id_token_hint: await idTokenOf('bob') })
    const { values } = answerOf(await signIn(alice, login, 'alice'))
    expect(values.get('error')).toBe('login_required')
    expect(values.has('id_token')).toBe(false)
  })

  it('answers for the user that it names once they have signed in', async () => {
    const alice = visitor()
    await idTokenOf('alice', alice)
    const login = await app.ask(alice, { id_token_hint: await idTokenOf('bob') })
    const landed = await signIn(alice, login, 'bob')
    const { values } = answerOf(
      landed.page.has('consent') ? await decide(alice, landed, 'allow') : landed,
    )
    const currentDate = new Date(server.clock.now() * 1000)
    const { claims } = await readToken(server.issuer, values.get('id_token'), { currentDate })
    expect(claims.sub).toBe('bob')
  })

  it('from before the keys were made anew is login_required, never a page (OIDC Core §3.1.2.6)', async () => {
    const alice = visitor()
    await idTokenOf('alice', alice)
    const hint = await staleHint()
    expect(await silently(app, alice, { id_token_hint: hint })).toBe('login_required')
    expect(await silently(app, visitor(), { id_token_hint: hint })).toBe('login_required')
  })

  it('of another issuer, or for another app, is refused to the app (OIDC Core §3.1.2.1)', async () => {
    const alice = visitor()
    const hint = await idTokenOf('alice', alice)
    const foreign = await staleHint('https://other.example')
    expect(await silently(app, alice, { id_token_hint: foreign })).toBe('invalid_request')
    const other = createApp(server.issuer, { clientId: 'other-app' })
    expect(await silently(other, alice, { id_token_hint: hint })).toBe('invalid_request')
  })

  it('is no hint when it is an access token', async () => {
    const { values } = await goThrough(app, visitor())
    const hint = values.get('access_token')
    expect(await silently(app, visitor(), { id_token_hint: hint })).toBe('invalid_request')
  })
})

describe('the same server after a restart with new keys', () => {
  it('answers the hint of before with login_required and at logout with a page, not a 400', async () => {
    const first = await startServer()
    // By its address, since fetch keeps connections to a name, and that server is about to go.
    const byAddress = first.issuer.replace('localhost', '127.0.0.1')
    const spa = { clientId: 'spa' }
    const { values } = await goThrough(createApp(byAddress, spa), createVisitor(byAddress))
    const hint = values.get('id_token') ?? ''
    await first.close()
    const second = await startServer({ port: Number(new URL(first.issuer).port) })
    try {
      const alice = createVisitor(second.issuer)
      const changes = { id_token_hint: hint }
      expect(await silently(createApp(second.issuer, spa), alice, changes)).toBe('login_required')
      const gone = await alice.open(`${second.issuer}/logout?id_token_hint=${hint}`)
      expect(gone.status).toBe(200)
      expect(gone.page.heading).toBe('You were not signed in')
    } finally {
      await second.close()
    }
  })
})
