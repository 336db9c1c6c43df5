import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, followAs } from '../support/app.ts'
import { call } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { atHash } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'
import { claimsIn, discover, getJson, walk } from './provider.ts'

const callback = 'https://pizza.example/callback'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ preset: 'wso2' })
})
afterAll(() => server.close())

const at = (path: string) => `${server.issuer}${path}`
const issuer = () => at('/oauth2/token')
const expected = () => ({ jwks: at('/oauth2/jwks'), issuer: issuer() })

async function register(metadata: object) {
  const answer = await fetch(at('/api/identity/oauth2/dcr/v1.1/register'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(metadata),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, string> }
}

/** What *Generate Keys* gives: a consumer key and a secret, for the callback that was entered. */
async function generateKeys(environment: string) {
  const { status, body } = await register({
    client_name: `Pizza Shack (${environment})`,
    grant_types: ['implicit'],
    response_types: ['id_token token', 'id_token', 'token'],
    redirect_uris: [callback],
    post_logout_redirect_uris: ['https://pizza.example/bye'],
    token_endpoint_auth_method: 'client_secret_basic',
  })
  expect(status).toBe(201)
  return { key: body['client_id'] ?? '', secret: body['client_secret'] ?? '' }
}

const requestOf = (client_id: string, changes: Record<string, string>) => ({
  ...{ client_id, redirect_uri: callback, scope: 'openid profile email', state: 'st-1' },
  ...changes,
})

const ask = (key: string, changes: Record<string, string>) =>
  walk(at('/oauth2/authorize'), requestOf(key, changes))

describe('An application of the Store of WSO2 API Manager', () => {
  it('has no implicit grant before it has a callback', async () => {
    const { status, body } = await register({ client_name: 'Pizza', grant_types: ['implicit'] })
    expect([status, body['error']]).toEqual([400, 'invalid_redirect_uri'])
  })

  it('has keys of its own for Production and for Sandbox', async () => {
    const production = await generateKeys('Production')
    const sandbox = await generateKeys('Sandbox')
    expect(production.key).not.toBe(sandbox.key)
    expect(production.secret).not.toBe(sandbox.secret)
  })

  it('is given a token in the fragment, which userinfo and introspection know', async () => {
    const { key, secret } = await generateKeys('Production')
    const answer = await ask(key, { response_type: 'token' })
    expect([answer.by, answer.address]).toEqual(['fragment', callback])
    expect(Object.fromEntries(answer.values)).toMatchObject({
      token_type: 'Bearer',
      expires_in: '3600',
      state: 'st-1',
      iss: issuer(),
    })
    expect(answer.values.has('refresh_token')).toBe(false)
    const token = answer.values.get('access_token')
    expect(await claimsIn(token, { ...expected(), audience: key })).toMatchObject({
      azp: key,
      aut: 'APPLICATION_USER',
      sub: 'alice',
    })
    const { status, body } = await getJson(at('/oauth2/userinfo'), token)
    expect(status).toBe(200)
    expect(body).toMatchObject({ sub: 'alice', email: 'alice@people.example' })
    const basic = { authorization: `Basic ${btoa(`${key}:${secret}`)}` }
    expect((await call(at('/oauth2/introspect'), { token }, basic)).body).toMatchObject({
      ...{ active: true, token_type: 'Bearer', client_id: key, username: 'alice' },
      ...{ aut: 'APPLICATION_USER', scope: 'openid profile email' },
    })
  })

  it('is given an ID Token alone, and needs a nonce for it', async () => {
    const { key } = await generateKeys('Production')
    const refused = await ask(key, { response_type: 'id_token' })
    expect([refused.by, refused.values.get('error')]).toEqual(['fragment', 'invalid_request'])
    const { values } = await ask(key, { response_type: 'id_token', nonce: 'n-1' })
    expect(values.has('access_token')).toBe(false)
    const claims = await claimsIn(values.get('id_token'), { ...expected(), audience: key })
    expect(claims).toMatchObject({ azp: key, nonce: 'n-1', email: 'alice@people.example' })
    expect(claims['amr']).toEqual(['BasicAuthenticator'])
  })

  it.each(['fragment', 'form_post'])('is given both by %s, bound by at_hash', async (mode) => {
    const { key } = await generateKeys('Production')
    const request = { response_type: 'id_token token', nonce: 'n-1', response_mode: mode }
    const { by, values } = await ask(key, request)
    expect(by).toBe(mode)
    const idToken = values.get('id_token') ?? ''
    const claims = await claimsIn(idToken, { ...expected(), audience: key })
    expect(claims['at_hash']).toBe(atHash(values.get('access_token') ?? '', idToken))
  })

  it('signs its user out at /oidc/logout, and is told so by /oidc/checksession', async () => {
    const { key } = await generateKeys('Production')
    const alice = createVisitor(server.issuer)
    const request = requestOf(key, { response_type: 'id_token', nonce: 'n-1' })
    const url = at(`/oauth2/authorize?${new URLSearchParams(request)}`)
    const { values } = answerOf(await followAs(alice, url))
    expect(values.get('session_state')).toMatch(/^[\w-]+\.[\w-]+$/)
    const frame = await alice.open(at('/oidc/checksession'))
    expect(frame.status).toBe(200)
    expect(frame.body).toContain('check-session.js')
    const logOut = new URLSearchParams({
      id_token_hint: values.get('id_token') ?? '',
      post_logout_redirect_uri: 'https://pizza.example/bye',
      state: 'st-2',
    })
    const { location } = await alice.open(at(`/oidc/logout?${logOut}`))
    expect(location?.href).toMatch(/^https:\/\/pizza\.example\/bye\?state=st-2/)
    const silent = await alice.open(`${url}&prompt=none`)
    expect(answerOf(silent).values.get('error')).toBe('login_required')
  })
})

describe('The discovery document of WSO2', () => {
  it('names the token endpoint as issuer, and the paths of WSO2', async () => {
    const document = await discover(issuer())
    expect(document).toMatchObject({
      issuer: issuer(),
      authorization_endpoint: at('/oauth2/authorize'),
      token_endpoint: at('/oauth2/token'),
      revocation_endpoint: at('/oauth2/revoke'),
      introspection_endpoint: at('/oauth2/introspect'),
      userinfo_endpoint: at('/oauth2/userinfo'),
      jwks_uri: at('/oauth2/jwks'),
      end_session_endpoint: at('/oidc/logout'),
      check_session_iframe: at('/oidc/checksession'),
    })
    const other = at('/oauth2/oidcdiscovery/.well-known/openid-configuration')
    expect((await getJson(other)).body).toEqual(document)
  })
})
