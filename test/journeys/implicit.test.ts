import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type Answer,
  type App,
  answerOf,
  createApp,
  decide,
  goThrough,
  signIn,
} from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { atHash, readToken, userinfo } from '../support/tokens.ts'
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

async function verifiedIdToken({ values }: Answer) {
  const idToken = values.get('id_token')
  return readToken(server.issuer, idToken, { audience: app.clientId })
}

describe('the implicit grant, from the request to the tokens', () => {
  for (const responseType of ['id_token token', 'id_token', 'token']) {
    for (const mode of ['fragment', 'form_post'] as const) {
      for (const method of ['GET', 'POST'] as const) {
        it(`answers ${responseType} by ${mode} to a request by ${method} (OIDC Core §3.2.2)`, async () => {
          const alice = visitor()
          const changes = { response_type: responseType, response_mode: mode }
          const ask = method === 'GET' ? app.ask : app.askByPost
          const login = await ask(alice, changes)
          expect(login.url.pathname).toMatch(/^\/login\/[\w-]+$/)
          const consent = await signIn(alice, login)
          expect(consent.url.pathname).toMatch(/^\/consent\/[\w-]+$/)
          const answer = answerOf(await decide(alice, consent, 'allow'))

          expect(answer.by).toBe(mode)
          expect(answer.address).toBe('http://localhost:5173/callback')
          expect([...answer.values.keys()]).toEqual(membersOf(responseType))
          expect(answer.values.get('state')).toBe('a state of +/= and %26')
          expect(answer.values.get('iss')).toBe(server.issuer)
          await expectGoodTokens(answer)
        })
      }
    }
  }

  it('puts nothing of a form_post answer into an address (OAuth Form Post §2)', async () => {
    const alice = visitor()
    const login = await app.ask(alice, { response_mode: 'form_post' })
    const answered = await decide(alice, await signIn(alice, login), 'allow')
    expect(answered.status).toBe(200)
    expect(answered.location).toBeUndefined()
    expect(answered.page.form('form-post').action).toBe('http://localhost:5173/callback')
    expect(answered.body).not.toMatch(/<script(?![^>]* src=)/)
    expect(answered.page.has('form-post-submit')).toBe(true)
  })

  it('writes spaces of an answer as %20 and nothing as a plus sign', async () => {
    const alice = visitor()
    const login = await app.ask(alice)
    const { location } = await decide(alice, await signIn(alice, login), 'allow')
    expect(location?.hash).not.toContain('+')
    expect(location?.hash).toContain('scope=openid%20profile%20email')
  })

  it('takes words of response_type and scope in any order (OAuth Responses §3)', async () => {
    const changes = { response_type: 'token id_token', scope: 'email openid' }
    const answer = await goThrough(app, visitor(), { changes })
    expect(answer.values.get('access_token')).toBeDefined()
    expect(answer.values.get('id_token')).toBeDefined()
    expect(answer.values.get('scope')).toBe('email openid')
  })

  it('needs neither openid nor a nonce for a plain access token (RFC 6749 §4.2.1)', async () => {
    const changes = { response_type: 'token', scope: 'profile', nonce: undefined }
    const { values } = await goThrough(app, visitor(), { changes })
    expect(values.get('scope')).toBe('profile')
    expect(values.has('id_token')).toBe(false)
  })

  it('gives no refresh token and no scope for offline_access (OIDC Core §11)', async () => {
    const changes = { scope: 'openid offline_access' }
    const { values } = await goThrough(app, visitor(), { changes })
    expect(values.get('scope')).toBe('openid')
    expect(values.has('refresh_token')).toBe(false)
  })

  it('puts profile claims into an ID Token that comes alone, and only there (OIDC Core §5.4)', async () => {
    const alone = await goThrough(app, visitor(), { changes: { response_type: 'id_token' } })
    const together = await goThrough(app, visitor())
    expect((await verifiedIdToken(alone)).claims).toMatchObject({
      name: 'Alice Rosa Liddell',
      email: 'alice@people.example',
    })
    const { claims } = await verifiedIdToken(together)
    expect(Object.keys(claims).sort()).toEqual(
      ['at_hash', 'aud', 'auth_time', 'exp', 'iat', 'iss', 'nonce', 'sid', 'sub'].sort(),
    )
  })
})

describe('a user who does not go along', () => {
  for (const mode of ['fragment', 'form_post'] as const) {
    it(`denies, and the app gets access_denied by ${mode} (RFC 6749 §4.2.2.1)`, async () => {
      const answer = await goThrough(app, visitor(), {
        changes: { response_mode: mode },
        decision: 'deny',
      })
      expect(answer.by).toBe(mode)
      expect(Object.fromEntries(answer.values)).toEqual({
        error: 'access_denied',
        error_description: expect.stringMatching(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/),
        state: 'a state of +/= and %26',
        iss: server.issuer,
      })
    })
  }

  it('is asked again after a denial, for a no is not remembered', async () => {
    const alice = visitor()
    await goThrough(app, alice, { decision: 'deny' })
    const again = await app.ask(alice)
    expect(again.url.pathname).toMatch(/^\/consent\//)
  })
})

describe('a wrong password', () => {
  it('is 400 with the same words for a user that is not there (OWASP ASVS 6.3.8)', async () => {
    const shown = []
    for (const [name, password] of [
      ['alice', 'wrong'],
      ['nobody', 'wrong'],
    ] as const) {
      const guest = visitor()
      const refused = await signIn(guest, await app.ask(guest), name, password)
      expect(refused.status).toBe(400)
      expect(refused.page.form('login').fields.get('username')).toBe(name)
      expect(refused.page.form('login').fields.get('password')).toBe('')
      shown.push(refused.page.text('problem'))
    }
    expect(shown[0]).toBe(shown[1])
    expect(shown[0]).not.toBe('')
  })

  it('can be put right on the page that says so', async () => {
    const alice = visitor()
    const refused = await signIn(alice, await app.ask(alice), 'alice', 'wrong')
    const consent = await signIn(alice, refused)
    expect(answerOf(await decide(alice, consent, 'allow')).values.has('id_token')).toBe(true)
  })
})

function membersOf(responseType: string): string[] {
  const withToken = responseType.split(' ').includes('token')
  return [
    ...(withToken ? ['access_token', 'token_type', 'expires_in', 'scope'] : []),
    ...(responseType.includes('id_token') ? ['id_token'] : []),
    'session_state',
    'state',
    'iss',
  ]
}

async function expectGoodTokens(answer: Answer): Promise<void> {
  const accessToken = answer.values.get('access_token')
  const idToken = answer.values.get('id_token')
  if (idToken !== undefined) await expectGoodIdToken(answer, idToken, accessToken)
  if (accessToken !== undefined) await expectGoodAccessToken(answer, accessToken)
}

async function expectGoodIdToken({ values }: Answer, idToken: string, accessToken?: string) {
  const { claims, header } = await readToken(server.issuer, idToken, { audience: app.clientId })
  expect(header.alg).toBe('RS256')
  expect(header.kid).toMatch(/^[\w-]{43}$/)
  expect(claims).toMatchObject({ sub: 'alice', aud: app.clientId, nonce: 'n-0S6_WzA2Mj' })
  expect(claims['auth_time']).toBeTypeOf('number')
  expect(claims['auth_time']).toBeLessThanOrEqual(claims.iat as number)
  expect(claims['sid']).toMatch(/^[\w-]+$/)
  expect(claims['at_hash']).toBe(accessToken && atHash(accessToken, idToken))
  expect(values.get('id_token')).toBe(idToken)
}

async function expectGoodAccessToken({ values }: Answer, accessToken: string) {
  expect(values.get('token_type')).toBe('Bearer')
  expect(values.get('expires_in')).toBe('3600')
  expect(values.get('scope')).toBe('openid profile email')
  const { claims } = await readToken(server.issuer, accessToken, {
    typ: 'at+jwt',
    audience: server.issuer,
  })
  expect(claims).toMatchObject({
    sub: 'alice',
    client_id: app.clientId,
    scope: 'openid profile email',
    jti: expect.stringMatching(/./),
  })
  expect((claims.exp as number) - (claims.iat as number)).toBe(3600)
  const { status, claims: known } = await userinfo(server.issuer, accessToken)
  expect(status).toBe(200)
  expect(known).toMatchObject({ sub: 'alice', email: 'alice@people.example' })
}
