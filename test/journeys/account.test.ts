import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type App, createApp, goThrough, signIn, silently } from '../support/app.ts'
import { call, codeFor, newVerifier, redemption } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { userinfo } from '../support/tokens.ts'
import { createVisitor, type Visit, type Visitor } from '../support/visitor.ts'

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const redirectUri = 'https://app.example/callback'
const registered = {
  client_id: 'registered',
  redirect_uris: [redirectUri],
  response_types: ['code' as const, 'id_token token' as const],
}

let server: TestServer
let alice: Visitor
let app: App

beforeAll(async () => {
  server = await startServer({
    clients: [registered, { ...registered, client_id: 'other' }],
    realms: { two: { users: [{ username: 'zoe', password: 'zoe' }] } },
  })
})
afterAll(() => server.close())
beforeEach(() => {
  alice = createVisitor(server.issuer)
  app = createApp(server.issuer, { clientId: 'registered', redirectUri })
})

const account = (visitor: Visitor) => visitor.open(`${server.issuer}/account`)

const textOf = ({ body }: Visit) => body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ')

/** Ends what other tests have left of a user. */
async function afresh(user: string): Promise<void> {
  const visitor = createVisitor(server.issuer)
  const page = await signIn(visitor, await account(visitor), user)
  if (page.page.has('form-withdraw-all')) {
    await visitor.submit(page, 'form-withdraw-all', 'withdraw-all')
  }
  await visitor.submit(await account(visitor), 'form-sign-out-everywhere', 'sign-out-everywhere')
  // what is given in the second of a withdrawal is withdrawn as well
  server.clock.ahead += 2
}

beforeEach(async () => {
  await afresh('alice')
  await afresh('bob')
})

describe('a browser that nobody is signed in with', () => {
  it('is led to a login, and back to the account', async () => {
    const login = await account(alice)
    expect(login.url.pathname).toBe('/account/login')
    expect(login.page.heading).toBe('Sign in to your account')
    const page = await signIn(alice, login)
    expect(page.url.pathname).toBe('/account')
    expect(page.page.heading).toBe('Your account')
    expect(textOf(page)).toContain('No app has access to your account.')
  })

  it('is told of a wrong password, and limited like any other login', async () => {
    const carol = createVisitor(server.issuer)
    const wrong = await signIn(carol, await account(carol), 'carol', 'wrong')
    expect(wrong.status).toBe(400)
    expect(textOf(wrong)).toContain('That user name and password do not match.')
    let last = wrong
    for (let tries = 0; tries < 12; tries += 1) last = await signIn(carol, last, 'carol', 'wrong')
    expect(last.status).toBe(429)
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('is signed in by the picker', async () => {
    const page = await alice.submit(await account(alice), 'picker', 'pick-2')
    expect(page.page.heading).toBe('Your account')
  })

  it.each([
    ['the token of another browser', (other: Visit) => other.page.form('login').fields.get('csrf')],
    ['a token of its own making', () => 'x'.repeat(43)],
    ['no token', () => ''],
  ])('is not signed in by %s', async (_what, csrfOf) => {
    await account(alice)
    const other = createVisitor(server.issuer)
    const csrf = csrfOf(await account(other)) ?? ''
    const sent = { csrf, username: 'bob', password: 'bob' }
    const answer = await alice.post(`${server.issuer}/account/login`, Object.entries(sent))
    expect(answer.status).toBe(403)
    expect((await account(alice)).url.pathname).toBe('/account/login')
  })

  it('looks after the account of its own realm', async () => {
    const zoe = createVisitor(server.issuer)
    const address = `${server.issuer}/realms/two/account`
    const page = await signIn(zoe, await zoe.open(address), 'zoe')
    expect(page.url.href).toBe(address)
    expect(textOf(page)).toContain('zoe')
    expect((await account(zoe)).url.pathname).toBe('/account/login')
  })
})

describe('the account page', () => {
  it('lists an app with its scopes and when it was let in, and the sessions by their browsers', async () => {
    const asked = await alice.open(app.url(), { 'user-agent': firefox })
    const signedIn = await alice.submit(
      asked,
      'login',
      'login-submit',
      { username: 'alice', password: 'alice' },
      { 'user-agent': firefox },
    )
    await alice.submit(signedIn, 'consent', 'consent-allow')
    const text = textOf(await account(alice))
    expect(text).toContain('registered')
    expect(text).toContain('profile')
    expect(text).toMatch(/Let in \d+ \w+ \d{4}, \d\d:\d\d UTC/)
    expect(text).toContain('Firefox on Linux this one')
  })

  it('may be framed by nobody and kept by no cache', async () => {
    const { headers } = await signIn(alice, await account(alice))
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('x-frame-options')).toBe('DENY')
  })

  it('names no session by what opens it or what apps know it by', async () => {
    const { values } = await goThrough(app, alice)
    const { body } = await account(alice)
    const { sid } = JSON.parse(
      Buffer.from(values.get('id_token')?.split('.')[1] ?? '', 'base64url').toString(),
    )
    for (const secret of [...alice.cookies.values(), sid]) expect(body).not.toContain(secret)
  })

  it('lists nothing of another user', async () => {
    await goThrough(app, alice)
    const bob = createVisitor(server.issuer)
    const text = textOf(await signIn(bob, await account(bob), 'bob'))
    expect(text).toContain('No app has access to your account.')
    expect(text).not.toContain('registered')
    expect(text).not.toContain('alice@')
  })
})

describe('a withdrawal', () => {
  const withdraw = async () => alice.submit(await account(alice), 'form-withdraw-1', 'withdraw-1')

  it('ends access tokens, and asks for consent again (ASVS 10.7.3)', async () => {
    const { values } = await goThrough(app, alice, { decision: 'remember' })
    const token = values.get('access_token') ?? ''
    expect((await userinfo(server.issuer, token)).status).toBe(200)
    expect(await silently(app, alice)).toBe('ok')
    const page = await withdraw()
    expect(page.url.search).toBe('?done=withdraw')
    expect(textOf(page)).toContain('The app has lost its access to your account.')
    const { status, challenge } = await userinfo(server.issuer, token)
    expect(status).toBe(401)
    expect(challenge).toContain('error="invalid_token"')
    expect(await silently(app, alice)).toBe('consent_required')
    expect((await app.ask(alice)).page.has('consent')).toBe(true)
  })

  it('is for good: what is approved later counts, and what was before does not', async () => {
    const { values } = await goThrough(app, alice, { decision: 'remember' })
    await withdraw()
    server.clock.ahead += 2
    const asked = await app.ask(alice)
    await alice.submit(asked, 'consent', 'consent-allow')
    expect(await silently(app, alice)).toBe('ok')
    expect((await userinfo(server.issuer, values.get('access_token') ?? '')).status).toBe(401)
  })

  it('ends refresh tokens, the access tokens that came by them, and codes on their way', async () => {
    const verifier = newVerifier()
    const changes = { scope: 'openid offline_access', prompt: 'consent' }
    const code = await codeFor(app, alice, verifier, { changes })
    const { body } = await call(`${server.issuer}/token`, redemption(app, code, verifier))
    const other = newVerifier()
    const onItsWay = await codeFor(app, alice, other, { changes })
    await withdraw()
    const refreshed = await call(`${server.issuer}/token`, {
      grant_type: 'refresh_token',
      refresh_token: String(body['refresh_token']),
      client_id: 'registered',
    })
    expect(body['refresh_token']).toBeDefined()
    expect(refreshed.body['error']).toBe('invalid_grant')
    expect((await userinfo(server.issuer, String(body['access_token']))).status).toBe(401)
    const redeemed = await call(`${server.issuer}/token`, redemption(app, onItsWay, other))
    expect(redeemed.body['error']).toBe('invalid_grant')
  })

  it('of one app leaves the others what they have, and one of all does not', async () => {
    const one = await goThrough(app, alice)
    const others = createApp(server.issuer, { clientId: 'other', redirectUri })
    const asked = await others.ask(alice)
    const decided = await alice.submit(asked, 'consent', 'consent-allow')
    const other = new URLSearchParams(decided.location?.hash.slice(1)).get('access_token') ?? ''
    const statuses = async () => [
      (await userinfo(server.issuer, one.values.get('access_token') ?? '')).status,
      (await userinfo(server.issuer, other)).status,
    ]
    // the app that was used last comes first
    await alice.submit(await account(alice), 'form-withdraw-2', 'withdraw-2')
    expect(await statuses()).toEqual([401, 200])
    await alice.submit(await account(alice), 'form-withdraw-all', 'withdraw-all')
    expect(await statuses()).toEqual([401, 401])
  })

  it('leaves the user signed in, and other users what they have approved', async () => {
    await goThrough(app, alice)
    const bob = createVisitor(server.issuer)
    const { values } = await goThrough(app, bob, { user: 'bob' })
    await withdraw()
    expect((await account(alice)).page.heading).toBe('Your account')
    expect((await userinfo(server.issuer, values.get('access_token') ?? '')).status).toBe(200)
    expect(await silently(app, bob)).toBe('ok')
  })
})

describe('the sessions of a user', () => {
  it('end one by one, with their tokens', async () => {
    const elsewhere = createVisitor(server.issuer)
    const { values } = await goThrough(app, elsewhere)
    const page = await signIn(alice, await account(alice))
    const ended = await alice.submit(page, 'form-end-2', 'end-2')
    expect(textOf(ended)).toContain('The session has ended.')
    expect((await account(elsewhere)).url.pathname).toBe('/account/login')
    expect((await userinfo(server.issuer, values.get('access_token') ?? '')).status).toBe(401)
    expect((await account(alice)).page.heading).toBe('Your account')
  })

  it('end all at once, this one among them', async () => {
    const elsewhere = createVisitor(server.issuer)
    await signIn(elsewhere, await account(elsewhere))
    const page = await signIn(alice, await account(alice))
    const ended = await alice.submit(page, 'form-sign-out-everywhere', 'sign-out-everywhere')
    expect(ended.page.heading).toBe('You are signed out')
    for (const visitor of [alice, elsewhere]) {
      expect((await account(visitor)).url.pathname).toBe('/account/login')
    }
  })
})

describe('a form of the account page', () => {
  it('of one user does nothing in the browser of another', async () => {
    await goThrough(app, alice)
    const bob = createVisitor(server.issuer)
    const { values } = await goThrough(app, bob, { user: 'bob' })
    const { fields } = (await account(alice)).page.form('form-withdraw-all')
    const sent = new Map([...fields, ['decision', 'withdraw-all'] as const])
    const answer = await bob.post(`${server.issuer}/account`, sent, { origin: 'null' })
    expect(answer.status).toBe(403)
    expect((await userinfo(server.issuer, values.get('access_token') ?? '')).status).toBe(200)
  })

  it('does nothing after another user has signed in, in another tab', async () => {
    await goThrough(app, alice)
    const page = await account(alice)
    const switched = await app.ask(alice, { prompt: 'login' })
    const { values } = await (async () => {
      const consent = await signIn(alice, switched, 'bob')
      const decided = await alice.submit(consent, 'consent', 'consent-allow')
      return { values: new URLSearchParams(decided.location?.hash.slice(1)) }
    })()
    const answer = await alice.submit(page, 'form-withdraw-all', 'withdraw-all')
    expect(answer.status).toBe(403)
    expect(answer.page.heading).toBe('This page is not up to date')
    expect((await userinfo(server.issuer, values.get('access_token') ?? '')).status).toBe(200)
  })

  it.each([
    ['with a wrong token', { csrf: 'x'.repeat(43) }, {}],
    ['without a token', { csrf: '' }, {}],
    ['from another site', {}, { origin: 'https://evil.example' }],
    ['from another site, as Fetch Metadata has it', {}, { 'sec-fetch-site': 'cross-site' }],
    ['from another port of this host', {}, { 'sec-fetch-site': 'same-site' }],
    ['with a decision that there is none of', { decision: 'delete' }, {}],
  ])('does nothing %s', async (_what, fields, headers) => {
    const { values } = await goThrough(app, alice)
    const page = await account(alice)
    const { fields: own } = page.page.form('form-withdraw-all')
    const all = new Map([...own, ['decision', 'withdraw-all'], ...Object.entries(fields)] as [
      string,
      string,
    ][])
    const answer = await alice.post(`${server.issuer}/account`, all, { origin: 'null', ...headers })
    expect(answer.status).toBe(403)
    expect((await userinfo(server.issuer, values.get('access_token') ?? '')).status).toBe(200)
  })
})
