import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type App, createApp, goThrough, silently } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { userinfo } from '../support/tokens.ts'
import { createVisitor, type Visitor } from '../support/visitor.ts'

const home = 'https://app.example/bye?from=fragrant'
const registered = {
  client_id: 'registered',
  redirect_uris: ['https://app.example/callback'],
  post_logout_redirect_uris: [home],
  response_types: ['id_token token' as const],
}

let server: TestServer
let alice: Visitor
let app: App
let hint: string
let accessToken: string

beforeAll(async () => {
  server = await startServer({ clients: [registered, { ...registered, client_id: 'other' }] })
})
afterAll(() => server.close())
beforeEach(async () => {
  alice = createVisitor(server.issuer)
  app = createApp(server.issuer, {
    clientId: 'registered',
    redirectUri: 'https://app.example/callback',
  })
  const { values } = await signedIn(app, alice)
  hint = values.get('id_token') ?? ''
  accessToken = values.get('access_token') ?? ''
})

/** Signs alice in; the approval is remembered from the first time on. */
async function signedIn(by: App, visitor: Visitor) {
  return goThrough(by, visitor, { changes: { prompt: 'consent' }, decision: 'remember' })
}

const leave = (fields: Record<string, string>, visitor = alice) =>
  visitor.open(`${server.issuer}/logout?${new URLSearchParams(fields)}`)

async function expectSignedOut(): Promise<void> {
  expect(await silently(app, alice)).toBe('login_required')
  const { status, challenge } = await userinfo(server.issuer, accessToken)
  expect(status).toBe(401)
  expect(challenge).toContain('error="invalid_token"')
}

async function expectSignedIn(): Promise<void> {
  expect(await silently(app, alice)).toBe('ok')
  expect((await userinfo(server.issuer, accessToken)).status).toBe(200)
}

describe('logout with a good id_token_hint', () => {
  it('goes back by itself, with the state encoded and nothing else added (OIDC RP-Initiated Logout §3)', async () => {
    const state = 'x&y=z /+%'
    const gone = await leave({ id_token_hint: hint, post_logout_redirect_uri: home, state })
    expect(gone.status).toBe(303)
    expect(gone.location?.href).toBe(`${home}&state=x%26y%3Dz%20%2F%2B%25#`)
    expect(gone.location?.searchParams.get('state')).toBe(state)
    await expectSignedOut()
  })

  it('does the same by POST (OIDC RP-Initiated Logout §2)', async () => {
    const fields = { id_token_hint: hint, post_logout_redirect_uri: home, client_id: 'registered' }
    const gone = await alice.post(`${server.issuer}/logout`, Object.entries(fields))
    expect(gone.location?.href).toBe(`${home}#`)
    await expectSignedOut()
  })

  it('shows that the user is signed out when there is nowhere to go', async () => {
    const gone = await leave({ id_token_hint: hint, state: 'only-state' })
    expect(gone.status).toBe(200)
    expect(gone.page.heading).toBe('You are signed out')
    await expectSignedOut()
  })

  it('takes a hint that has expired (OIDC RP-Initiated Logout §2)', async () => {
    server.clock.ahead += 2 * 3600
    const gone = await leave({ id_token_hint: hint, post_logout_redirect_uri: home })
    expect(gone.location?.href).toBe(`${home}#`)
    expect(await silently(app, alice)).toBe('login_required')
    server.clock.ahead -= 2 * 3600
  })

  it('goes back as well when the session has ended before', async () => {
    await leave({ id_token_hint: hint })
    const again = await leave({ id_token_hint: hint, post_logout_redirect_uri: home })
    expect(again.location?.href).toBe(`${home}#`)
  })

  it('refuses a client_id that is not its audience (OIDC RP-Initiated Logout §2)', async () => {
    const refused = await leave({ id_token_hint: hint, client_id: 'other' })
    expect(refused.status).toBe(400)
    expect(refused.location).toBeUndefined()
    await expectSignedIn()
  })

  it('asks when it speaks of another session than the one of this browser', async () => {
    const bob = createVisitor(server.issuer)
    const { values } = await goThrough(app, bob, {
      user: 'bob',
      changes: { prompt: 'consent' },
    })
    const asked = await leave({ id_token_hint: values.get('id_token') ?? '' })
    expect(asked.page.has('logout')).toBe(true)
    await expectSignedIn()
  })
})

describe('logout without a good hint', () => {
  it('asks, by client_id alone, and then goes back (OIDC RP-Initiated Logout §2)', async () => {
    const fields = { client_id: 'registered', post_logout_redirect_uri: home, state: 's' }
    const asked = await leave(fields)
    expect(asked.page.text('return-origin')).toBe('https://app.example')
    await expectSignedIn()
    const gone = await alice.submit(asked, 'logout', 'logout-confirm')
    expect(gone.location?.href).toBe(`${home}&state=s#`)
    await expectSignedOut()
  })

  it('changes nothing when the user stays', async () => {
    const asked = await leave({})
    const stayed = await alice.submit(asked, 'logout', 'logout-cancel')
    expect(stayed.page.heading).toBe('You are still signed in')
    await expectSignedIn()
  })

  it('asks without any parameter, and ends on a page', async () => {
    const asked = await leave({})
    expect(asked.status).toBe(200)
    const gone = await alice.submit(asked, 'logout', 'logout-confirm')
    expect(gone.page.heading).toBe('You are signed out')
    expect(gone.location).toBeUndefined()
    await expectSignedOut()
  })

  it('does the same once more when it is pressed twice, or in another tab', async () => {
    const back = { post_logout_redirect_uri: home, client_id: 'registered', state: 's-1' }
    const [asked, elsewhere, plain] = [await leave(back), await leave(back), await leave({})]
    const presses = [asked, asked, elsewhere].map(
      (page) => () => alice.submit(page, 'logout', 'logout-confirm'),
    )
    const answers = []
    for (const press of presses) answers.push(await press())
    const first = String(answers[0]?.location)
    expect(first).toContain(home)
    expect(answers.map(({ location }) => String(location))).toEqual([first, first, first])
    await expectSignedOut()
    for (const _ of ['once', 'twice']) {
      const told = await alice.submit(plain, 'logout', 'logout-confirm')
      expect([told.status, told.page.heading]).toEqual([200, 'You are signed out'])
    }
  })

  it('says that it is done when it is confirmed a second time, and that it came too late', async () => {
    const [asked, late] = [await leave({}), await leave({})]
    const stayed = await alice.submit(asked, 'logout', 'logout-cancel')
    expect(stayed.status).toBe(200)
    const twice = await alice.submit(asked, 'logout', 'logout-confirm')
    expect([twice.status, twice.page.heading]).toEqual([400, 'This step is already done'])
    server.clock.ahead += 601
    const expired = await alice.submit(late, 'logout', 'logout-confirm')
    server.clock.ahead -= 601
    expect([expired.status, expired.page.heading]).toEqual([400, 'This page has expired'])
    await expectSignedIn()
  })

  it('asks when the hint cannot be verified, and goes nowhere: no 400', async () => {
    for (const bad of ['not-a-token', `${hint.slice(0, -8)}AAAAAAAA`, withAlgNone(hint)]) {
      const asked = await leave({ id_token_hint: bad, post_logout_redirect_uri: home })
      expect(asked.status).toBe(200)
      expect(asked.location).toBeUndefined()
      expect(asked.page.has('logout-confirm')).toBe(true)
    }
    await expectSignedIn()
  })

  it('tells somebody who is not signed in just that', async () => {
    const nobody = createVisitor(server.issuer)
    for (const fields of [{}, { state: 's' }, { id_token_hint: 'not-a-token' }]) {
      const gone = await leave(fields, nobody)
      expect(gone.status).toBe(200)
      expect(gone.page.heading).toBe('You were not signed in')
    }
  })

  it('wants its own page to be answered, from the browser it was shown to (CSRF)', async () => {
    const asked = await leave({})
    const action = new URL(asked.page.form('logout').action, asked.url)
    const yes: [string, string][] = [['decision', 'sign-out']]
    const csrf = asked.page.form('logout').fields.get('csrf') ?? ''
    const stranger = createVisitor(server.issuer)
    for (const refused of [
      await alice.post(action, yes),
      await alice.post(action, [...yes, ['csrf', 'made-up']]),
      await alice.post(action, [...yes, ['csrf', csrf]], { origin: 'https://evil.example' }),
      await stranger.post(action, [...yes, ['csrf', csrf]]),
    ]) {
      expect(refused.status).toBe(403)
    }
    await expectSignedIn()
  })
})

describe('a post_logout_redirect_uri that is not registered', () => {
  for (const [what, uri] of [
    ['another address', 'https://app.example/other'],
    ['a query added', `${home}&x=1`],
    ['a slash added', `${home}/`],
    ['another host', 'https://evil.example/bye'],
  ] as const) {
    it(`is not gone to: ${what} (OIDC RP-Initiated Logout §3)`, async () => {
      const refused = await leave({ id_token_hint: hint, post_logout_redirect_uri: uri })
      expect(refused.status).toBe(400)
      expect(refused.location).toBeUndefined()
      await expectSignedIn()
    })
  }

  it('is refused to an app that was accepted on loopback, but on its own origin (local mode)', async () => {
    const spa = createApp(server.issuer)
    const { values } = await goThrough(spa, createVisitor(server.issuer))
    const ours = { id_token_hint: values.get('id_token') ?? '' }
    const there = await leave({
      ...ours,
      post_logout_redirect_uri: 'http://localhost:5173/bye',
    })
    const elsewhere = await leave({
      ...ours,
      post_logout_redirect_uri: 'http://localhost:5174/bye',
    })
    expect(there.page.has('logout-confirm')).toBe(true)
    expect(elsewhere.status).toBe(400)
  })
})

describe('GET /v2/logout, the address that auth0-js knows', () => {
  it('takes returnTo for post_logout_redirect_uri, and goes there once the user has confirmed', async () => {
    const fields = new URLSearchParams({ client_id: 'registered', returnTo: home })
    const asked = await alice.open(`${server.issuer}/v2/logout?${fields}`)
    const gone = await alice.submit(asked, 'logout', 'logout-confirm')
    expect(gone.location?.href).toBe(`${home}#`)
    await expectSignedOut()
  })

  it('refuses a returnTo that is not registered (OIDC RP-Initiated Logout §3)', async () => {
    const fields = new URLSearchParams({
      client_id: 'registered',
      returnTo: 'https://evil.example/',
    })
    const refused = await alice.open(`${server.issuer}/v2/logout?${fields}`)
    expect([refused.status, refused.location]).toEqual([400, undefined])
    await expectSignedIn()
  })
})

function withAlgNone(token: string): string {
  const [, payload = ''] = token.split('.')
  return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`
}
