import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, followAs } from '../support/app.ts'
import { call, challengeFor, newVerifier } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'
import { claimsIn, getJson } from './provider.ts'

const callback = 'https://app.example/callback'
const bye = 'https://app.example/bye'
const pool = 'us-east-1_AbCdEf123'

let server: TestServer
beforeAll(async () => {
  server = await startServer({
    preset: 'cognito',
    preset_tenant: pool,
    clients: [
      {
        ...{ client_id: '1example23456789', redirect_uris: [callback] },
        ...{ response_types: ['code', 'token'], post_logout_redirect_uris: [bye] },
        refresh_tokens: 'always',
      },
    ],
    users: [
      {
        username: 'alice',
        password: 'alice',
        claims: { groups: ['admins'], email: 'a@b.example' },
      },
    ],
  })
})
afterAll(() => server.close())

const at = (path: string) => `${server.issuer}${path}`
const expected = () => ({ jwks: at(`/${pool}/.well-known/jwks.json`), issuer: at(`/${pool}`) })

async function signedIn() {
  const alice = createVisitor(server.issuer)
  const verifier = newVerifier()
  const request = new URLSearchParams({
    ...{ response_type: 'code', client_id: '1example23456789', redirect_uri: callback },
    ...{ state: 'st-1', scope: 'openid email', code_challenge_method: 'S256' },
    code_challenge: challengeFor(verifier),
  })
  // where a button of an app leads: to the login itself
  const { values } = answerOf(await followAs(alice, at(`/login?${request}`)))
  const { body } = await call(at('/oauth2/token'), {
    ...{ grant_type: 'authorization_code', code: values.get('code'), redirect_uri: callback },
    ...{ client_id: '1example23456789', code_verifier: verifier },
  })
  return { alice, body }
}

describe('The managed login of Amazon Cognito', () => {
  it('gives the tokens of the user pool', async () => {
    const { body } = await signedIn()
    const audience = '1example23456789'
    expect(await claimsIn(String(body['id_token']), { ...expected(), audience })).toMatchObject({
      ...{ token_use: 'id', 'cognito:username': 'alice', 'cognito:groups': ['admins'] },
      email: 'a@b.example',
    })
    expect(await claimsIn(String(body['access_token']), expected())).toMatchObject({
      ...{ token_use: 'access', username: 'alice', client_id: audience, version: 2 },
      ...{ scope: 'openid email', 'cognito:groups': ['admins'] },
    })
    const { body: read } = await getJson(at('/oauth2/userInfo'), String(body['access_token']))
    expect(read).toEqual({ sub: 'alice', username: 'alice', email: 'a@b.example' })
  })

  it('takes a refresh token back at /oauth2/revoke', async () => {
    const { body } = await signedIn()
    const refresh_token = body['refresh_token']
    const own = { client_id: '1example23456789' }
    expect(
      (await call(at('/oauth2/revoke'), { ...own, token: String(refresh_token) })).status,
    ).toBe(200)
    const form = { ...own, grant_type: 'refresh_token', refresh_token: String(refresh_token) }
    expect((await call(at('/oauth2/token'), form)).body['error']).toBe('invalid_grant')
  })

  it('signs out to logout_uri, once the user has said so, and to no address that is not registered', async () => {
    const { alice } = await signedIn()
    const logOut = (logout_uri: string) =>
      alice.open(
        at(`/logout?${new URLSearchParams({ client_id: '1example23456789', logout_uri })}`),
      )
    expect((await logOut('https://evil.example/')).status).toBe(400)
    const asked = await logOut(bye)
    const { location } = await alice.submit(asked, 'logout', 'logout-confirm')
    expect(location?.href).toMatch(/^https:\/\/app\.example\/bye/)
  })

  it('takes logout_uri and post_logout_redirect_uri at once for one that is sent twice', async () => {
    const query = new URLSearchParams({
      ...{ client_id: '1example23456789', logout_uri: bye, post_logout_redirect_uri: bye },
    })
    expect((await fetch(at(`/logout?${query}`))).status).toBe(400)
  })
})
