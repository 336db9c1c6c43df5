import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type App, answerOf, createApp, goThrough, signIn } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { readToken, userinfo } from '../support/tokens.ts'
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

const claims = JSON.stringify({
  id_token: { email: { essential: true }, auth_time: null, shoe_size: { essential: true } },
  userinfo: { birthdate: null, given_name: { essential: true } },
})

describe('the claims parameter', () => {
  it('keeps the members id_token and userinfo apart (OIDC Core §5.5)', async () => {
    const { values } = await goThrough(app, visitor(), { changes: { scope: 'openid', claims } })
    const idToken = await readToken(server.issuer, values.get('id_token'))
    expect(idToken.claims['email']).toBe('alice@people.example')
    expect(idToken.claims).not.toHaveProperty('birthdate')
    expect(idToken.claims).not.toHaveProperty('shoe_size')
    const { claims: known } = await userinfo(server.issuer, values.get('access_token'))
    expect(known).toEqual({ sub: 'alice', birthdate: '1992-05-04', given_name: 'Alice' })
  })

  it('is shown on the consent page, claim by claim', async () => {
    const alice = visitor()
    const login = await app.ask(alice, { scope: 'openid', claims })
    const consent = await signIn(alice, login)
    expect(consent.page.text('claims')).toMatch(/email.*birthdate.*given_name/)
  })

  it('that is no JSON object is refused (OIDC Core §5.5)', async () => {
    const { values } = answerOf(await app.ask(visitor(), { claims: '["email"]' }))
    expect(values.get('error')).toBe('invalid_request')
  })

  it('that names another sub ends in login_required (OIDC Core §5.5.1)', async () => {
    const alice = visitor()
    await goThrough(app, alice, { decision: 'remember' })
    const wanted = JSON.stringify({ id_token: { sub: { value: 'bob' } } })
    const { values } = answerOf(await app.ask(alice, { prompt: 'none', claims: wanted }))
    expect(values.get('error')).toBe('login_required')
  })

  it('never sets what only the server may set', async () => {
    const wanted = JSON.stringify({ id_token: { iss: { value: 'https://evil.example' } } })
    const { values } = await goThrough(app, visitor(), { changes: { claims: wanted } })
    const { claims: said } = await readToken(server.issuer, values.get('id_token'))
    expect(said.iss).toBe(server.issuer)
  })
})

describe('the claims of scopes', () => {
  it('are all there for alice, in the types of OIDC Core §5.1', async () => {
    const scope = 'openid profile email address phone'
    const { values } = await goThrough(app, visitor(), { changes: { scope } })
    const { claims: known } = await userinfo(server.issuer, values.get('access_token'))
    expect(Object.keys(known)).toHaveLength(1 + 14 + 2 + 1 + 2)
    expect(known).toMatchObject({
      updated_at: expect.any(Number),
      email_verified: true,
      phone_number_verified: true,
      address: { country: 'United Kingdom', locality: 'Oxford' },
    })
    expect(Object.values(known)).not.toContain(null)
    expect(Object.values(known)).not.toContain('')
  })

  it('go into an ID Token that comes alone (OIDC Core §5.4)', async () => {
    const changes = { response_type: 'id_token', scope: 'openid phone' }
    const { values } = await goThrough(app, visitor(), { changes })
    const idToken = await readToken(server.issuer, values.get('id_token'))
    expect(idToken.claims['phone_number']).toBe('+441632960123')
    expect(idToken.claims).not.toHaveProperty('at_hash')
    expect(idToken.claims).not.toHaveProperty('email')
  })
})

describe('the claims parameter in strict mode', () => {
  it('reaches no further than the scopes that its client may ask for', async () => {
    const redirectUri = 'https://app.example/callback'
    const alice = { username: 'alice', password: 'alice', claims: everything }
    const client = { redirect_uris: [redirectUri], response_types: ['id_token token' as const] }
    const strict = await startServer({
      mode: 'strict',
      users: [alice],
      clients: [
        { ...client, client_id: 'mails', scope: 'openid email' },
        { ...client, client_id: 'all' },
      ],
    })
    const wanted = { email: null, name: { essential: true }, shoe_size: null }
    const changes = {
      scope: 'openid',
      claims: JSON.stringify({ id_token: wanted, userinfo: wanted }),
    }
    for (const [clientId, names] of [
      ['mails', ['email']],
      ['all', ['email', 'name']],
    ] as const) {
      const asking = createApp(strict.issuer, { clientId, redirectUri })
      const { values } = await goThrough(asking, createVisitor(strict.issuer), { changes })
      const { claims: inToken } = await readToken(strict.issuer, values.get('id_token'))
      const known = await userinfo(strict.issuer, values.get('access_token'))
      const given = [inToken, known.claims].map((said) =>
        Object.keys(wanted).filter((name) => name in said),
      )
      expect([clientId, ...given]).toEqual([clientId, names, names])
    }
    await strict.close()
  })
})

const everything = { name: 'Alice', email: 'alice@people.example', shoe_size: 43 }
