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
import { createVisitor } from '../support/visitor.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

let app: App
beforeEach(() => {
  app = createApp(server.issuer)
})
const visitor = () => createVisitor(server.issuer)

/** The claims of an ID Token; verified, but for its times: the clock of the server moves here. */
async function claimsOf(idToken: string | undefined) {
  const currentDate = new Date(server.clock.now() * 1000)
  return (await readToken(server.issuer, idToken, { audience: app.clientId, currentDate })).claims
}

describe('prompt=none', () => {
  it('is answered login_required when nobody is signed in (OIDC Core §3.1.2.6)', async () => {
    for (const mode of ['fragment', 'form_post']) {
      const asked = await app.ask(visitor(), { prompt: 'none', response_mode: mode })
      const { by, values } = answerOf(asked)
      expect(by).toBe(mode)
      expect(values.get('error')).toBe('login_required')
      expect(values.get('state')).toBe('a state of +/= and %26')
      expect(values.get('iss')).toBe(server.issuer)
    }
  })

  it('succeeds after a remembered approval, with the same sub and auth_time (OIDC Core §3.1.2.1)', async () => {
    const alice = visitor()
    const first = await goThrough(app, alice, { decision: 'remember' })
    server.clock.ahead += 30
    const renewed = answerOf(await app.ask(alice, { prompt: 'none', nonce: 'another' }))
    const [before, after] = [
      await claimsOf(first.values.get('id_token')),
      await claimsOf(renewed.values.get('id_token')),
    ]
    expect(after).toMatchObject({
      sub: before.sub,
      sid: before['sid'],
      auth_time: before['auth_time'],
      nonce: 'another',
    })
    expect(after.iat).toBeGreaterThanOrEqual((before.iat as number) + 30)
    expect(renewed.values.get('access_token')).not.toBe(first.values.get('access_token'))
  })

  it('is answered after the plain approval, for as long as the user is signed in (OIDC Core §3.1.2.1)', async () => {
    const alice = visitor()
    await goThrough(app, alice)
    expect(await silently(app, alice)).toBe('ok')
    expect(await silently(app, alice, { scope: 'openid profile email phone' })).toBe(
      'consent_required',
    )
    const elsewhere = visitor()
    await signIn(elsewhere, await app.ask(elsewhere))
    expect(await silently(app, elsewhere)).toBe('consent_required')
  })

  it('is refused beside another prompt (OIDC Core §3.1.2.1)', async () => {
    expect(await silently(app, visitor(), { prompt: 'none login' })).toBe('invalid_request')
  })

  it('is answered login_required when max_age is exceeded (OIDC Core §3.1.2.1)', async () => {
    const alice = visitor()
    await goThrough(app, alice, { decision: 'remember' })
    expect(await silently(app, alice, { max_age: '60' })).toBe('ok')
    server.clock.ahead += 120
    expect(await silently(app, alice, { max_age: '60' })).toBe('login_required')
    expect(await silently(app, alice, { max_age: '600' })).toBe('ok')
  })
})

describe('a remembered approval', () => {
  it('spares the user the question, and a wider scope brings it back (RFC 6749 §10.2)', async () => {
    const alice = visitor()
    const grows = app
    await goThrough(grows, alice, { changes: { scope: 'openid' }, decision: 'remember' })
    expect(await silently(grows, alice, { scope: 'openid' })).toBe('ok')
    expect(await silently(grows, alice, { scope: 'openid email' })).toBe('consent_required')

    const asked = await grows.ask(alice, { scope: 'openid email' })
    expect(asked.url.pathname).toMatch(/^\/consent\//)
    expect(asked.page.text('scopes')).toContain('e-mail')
    await decide(alice, asked, 'remember')
    expect(await silently(grows, alice, { scope: 'openid email' })).toBe('ok')
    expect(await silently(grows, alice, { scope: 'openid' })).toBe('ok')
  })

  it('is for one user and one app', async () => {
    const alice = visitor()
    await goThrough(app, alice, { decision: 'remember' })
    expect(await silently(createApp(server.issuer, { clientId: 'somebody-else' }), alice)).toBe(
      'consent_required',
    )
    const bob = visitor()
    await signIn(bob, await app.ask(bob), 'bob')
    expect(await silently(app, bob)).toBe('consent_required')
  })
})

describe('prompt=login', () => {
  it('asks for the password again, and auth_time moves while sub and sid stay (OIDC Core §3.1.2.1)', async () => {
    const alice = visitor()
    const first = await goThrough(app, alice, { decision: 'remember' })
    server.clock.ahead += 30
    const login = await app.ask(alice, { prompt: 'login' })
    expect(login.url.pathname).toMatch(/^\/login\//)
    const again = answerOf(await signIn(alice, login))
    const before = await claimsOf(first.values.get('id_token'))
    const after = await claimsOf(again.values.get('id_token'))
    expect(after).toMatchObject({ sub: before.sub, sid: before['sid'] })
    expect(after['auth_time']).toBeGreaterThanOrEqual((before['auth_time'] as number) + 30)
  })
})

describe('prompt=consent', () => {
  it('asks again although the approval is remembered', async () => {
    const alice = visitor()
    await goThrough(app, alice, { decision: 'remember' })
    const consent = await app.ask(alice, { prompt: 'consent' })
    expect(consent.url.pathname).toMatch(/^\/consent\//)
    expect(answerOf(await decide(alice, consent, 'allow')).values.has('id_token')).toBe(true)
  })
})

describe('prompt=select_account', () => {
  it('goes on with the account that is signed in', async () => {
    const alice = visitor()
    const first = await goThrough(app, alice, { decision: 'remember' })
    const choice = await app.ask(alice, { prompt: 'select_account' })
    expect(choice.url.pathname).toMatch(/^\/choose-account\//)
    const answer = answerOf(await alice.submit(choice, 'accounts', 'account-continue'))
    const [before, after] = [
      await claimsOf(first.values.get('id_token')),
      await claimsOf(answer.values.get('id_token')),
    ]
    expect(after).toMatchObject({ sub: 'alice', auth_time: before['auth_time'] })
  })

  it('goes to the login page for another account, and answers for that one', async () => {
    const visitorOfBoth = visitor()
    await goThrough(app, visitorOfBoth, { decision: 'remember' })
    const choice = await app.ask(visitorOfBoth, { prompt: 'select_account' })
    const login = await visitorOfBoth.submit(choice, 'accounts', 'account-other')
    expect(login.url.pathname).toMatch(/^\/login\//)
    const consent = await signIn(visitorOfBoth, login, 'bob')
    const answer = answerOf(await decide(visitorOfBoth, consent, 'allow'))
    expect((await claimsOf(answer.values.get('id_token'))).sub).toBe('bob')
  })

  it('signs in another test user in one click', async () => {
    const visitorOfBoth = visitor()
    await goThrough(app, visitorOfBoth, { decision: 'remember' })
    const choice = await app.ask(visitorOfBoth, { prompt: 'select_account' })
    const consent = await visitorOfBoth.submit(choice, 'accounts', 'pick-1')
    expect(consent.url.pathname).toMatch(/^\/consent\//)
    const answer = answerOf(await decide(visitorOfBoth, consent, 'allow'))
    expect((await claimsOf(answer.values.get('id_token'))).sub).toBe('bob')
  })
})

describe('max_age', () => {
  it('asks for a login when the last one is older, and says when it was (OIDC Core §3.1.2.1)', async () => {
    const alice = visitor()
    await goThrough(app, alice, { decision: 'remember' })
    server.clock.ahead += 120
    const login = await app.ask(alice, { max_age: '60' })
    expect(login.url.pathname).toMatch(/^\/login\//)
    const { values } = answerOf(await signIn(alice, login))
    const claims = await claimsOf(values.get('id_token'))
    expect(server.clock.now() - (claims['auth_time'] as number)).toBeLessThan(10)
  })

  it('of 0 asks for a login however fresh the last one is', async () => {
    const alice = visitor()
    await goThrough(app, alice, { decision: 'remember' })
    expect((await app.ask(alice, { max_age: '0' })).url.pathname).toMatch(/^\/login\//)
  })
})

describe('what an app may add without asking for anything else', () => {
  it('fills in the user name that login_hint gives (OIDC Core §3.1.2.1)', async () => {
    const login = await app.ask(visitor(), { login_hint: 'bob "<b>' })
    expect(login.page.form('login').fields.get('username')).toBe('bob "<b>')
  })

  it('states an acr that was asked for, if it can, and else its usual one (OIDC Core §5.5.1.1)', async () => {
    const said = []
    for (const acr_values of [undefined, 'urn:unknown', 'urn:unknown urn:fragrant:acr:password']) {
      const { values } = await goThrough(app, visitor(), { changes: { acr_values } })
      said.push((await claimsOf(values.get('id_token')))['acr'])
    }
    expect(said).toEqual([undefined, 'urn:fragrant:acr:password', 'urn:fragrant:acr:password'])
  })

  it('takes display, ui_locales, claims_locales, PKCE and unknown parameters as they come', async () => {
    const changes = {
      display: 'touch',
      ui_locales: 'fr-CA fr',
      claims_locales: 'de',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      auth0Client: 'eyJ9',
      realm: 'x',
    }
    const { values } = await goThrough(app, visitor(), { changes })
    expect(values.has('id_token')).toBe(true)
  })
})
