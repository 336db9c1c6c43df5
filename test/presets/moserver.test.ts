import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, followAs } from '../support/app.ts'
import { call } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'
import { claimsIn, getJson, walk } from './provider.ts'

const callback = 'https://blog.example/callback'

let server: TestServer
beforeAll(async () => {
  server = await startServer({
    preset: 'moserver',
    clients: [
      {
        client_id: 'rocket-chat',
        client_secret: 'a-secret-of-rocket-chat',
        redirect_uris: [callback],
        response_types: ['token', 'code'],
        require_pkce: false,
      },
    ],
  })
})
afterAll(() => server.close())

const at = (path: string) => `${server.issuer}/wp-json/moserver${path}`

const ask = (changes: Record<string, string> = {}) =>
  walk(at('/authorize'), {
    ...{ response_type: 'token', client_id: 'rocket-chat', redirect_uri: callback },
    ...{ scope: 'profile email', state: 'st-1', ...changes },
  })

describe('An app of the OAuth server of miniOrange', () => {
  it('is given its token in the fragment', async () => {
    const { by, address, values } = await ask()
    expect([by, address]).toEqual(['fragment', callback])
    expect(Object.fromEntries(values)).toMatchObject({
      token_type: 'Bearer',
      expires_in: '3600',
      scope: 'profile email',
      state: 'st-1',
    })
    expect(values.get('access_token')).toBeTruthy()
  })

  it('is refused without response_type, whatever the sample leaves out (RFC 6749 §4.2.2.1)', async () => {
    const { by, values } = await ask({ response_type: '' })
    expect([by, values.get('error')]).toEqual(['query', 'invalid_request'])
  })

  it.each(['/userinfo', '/resource'])('reads a flat object at %s, without openid', async (path) => {
    const { values } = await ask()
    const { status, body } = await getJson(at(path), values.get('access_token'))
    expect(status).toBe(200)
    expect(body).toEqual({
      sub: 'alice',
      id: 'alice',
      username: 'alice',
      first_name: 'Alice',
      last_name: 'Liddell',
      nickname: expect.any(String),
      display_name: 'Alice Rosa Liddell',
      picture: expect.any(String),
      email: 'alice@people.example',
      locale: expect.any(String),
    })
  })

  it('reads no more than its user has let it have', async () => {
    const { values } = await ask({ scope: 'email' })
    const { body } = await getJson(at('/userinfo'), values.get('access_token'))
    expect(body).toEqual({
      ...{ sub: 'alice', id: 'alice', username: 'alice' },
      email: 'alice@people.example',
    })
  })

  it('is told 401 without a token, and without a good one (RFC 6750 §3)', async () => {
    expect((await getJson(at('/resource'))).status).toBe(401)
    expect((await getJson(at('/resource'), 'a-token-of-nobody')).status).toBe(401)
  })

  it('redeems its code at /token, for an ID Token of this issuer', async () => {
    const { values } = await ask({ response_type: 'code', scope: 'openid profile' })
    const { status, body } = await call(at('/token'), {
      ...{ grant_type: 'authorization_code', code: values.get('code'), redirect_uri: callback },
      ...{ client_id: 'rocket-chat', client_secret: 'a-secret-of-rocket-chat' },
    })
    expect(status).toBe(200)
    const jwks = at('/rocket-chat/.well-known/keys')
    const told = { jwks, issuer: at('/rocket-chat'), audience: 'rocket-chat' }
    expect(await claimsIn(String(body['id_token']), told)).toMatchObject({ sub: 'alice' })
  })

  it('finds the document of its client, at the issuer that its answers and tokens name (OIDC Discovery §4.3)', async () => {
    const { body } = await getJson(at('/rocket-chat/.well-known/openid-configuration'))
    expect(body).toMatchObject({
      issuer: at('/rocket-chat'),
      authorization_endpoint: at('/authorize'),
      token_endpoint: at('/token'),
      userinfo_endpoint: at('/userinfo'),
      jwks_uri: at('/.well-known/keys'),
    })
  })

  it('is told its issuer in answers and errors, and none of another client (RFC 9207 §2)', async () => {
    const { values } = await ask()
    expect(values.get('iss')).toBe(at('/rocket-chat'))
    const refused = await ask({ response_type: '' })
    expect(refused.values.get('iss')).toBe(at('/rocket-chat'))
    const other = await getJson(
      at('/another/.well-known/openid-configuration?client_id=rocket-chat'),
    )
    expect(other.body['issuer']).toBe(at('/another'))
    const encoded = await getJson(at('/a%22b/.well-known/openid-configuration'))
    expect(encoded.body['issuer']).toBe(at(''))
  })

  it('is known again by its ID Token', async () => {
    const alice = createVisitor(server.issuer)
    const request = new URLSearchParams({
      ...{ response_type: 'code', client_id: 'rocket-chat', redirect_uri: callback },
      scope: 'openid',
    })
    const { values } = answerOf(await followAs(alice, `${at('/authorize')}?${request}`))
    const { body } = await call(at('/token'), {
      ...{ grant_type: 'authorization_code', code: values.get('code'), redirect_uri: callback },
      ...{ client_id: 'rocket-chat', client_secret: 'a-secret-of-rocket-chat' },
    })
    const silent = new URLSearchParams({
      ...Object.fromEntries(request),
      ...{ prompt: 'none', id_token_hint: String(body['id_token']) },
    })
    const again = answerOf(await alice.open(`${at('/authorize')}?${silent}`))
    expect(again.values.has('code')).toBe(true)
  })

  it('reads an access token of the realm, which names that as issuer to every API', async () => {
    const { values } = await ask({ scope: 'openid profile' })
    const told = { jwks: at('/.well-known/keys'), issuer: at('') }
    expect(await claimsIn(values.get('access_token'), told)).toMatchObject({ sub: 'alice' })
  })
})
