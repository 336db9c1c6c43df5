import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { claimsIn, getJson, walk } from './provider.ts'

const redirect_uri = 'http://localhost:5173/oauth2callback'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ preset: 'google' })
})
afterAll(() => server.close())

/** The form that OAuth 2.0 for Client-side Web Applications builds: to this address, with these fields. */
const ask = (changes: Record<string, string>) =>
  walk(`${server.issuer}/o/oauth2/v2/auth`, {
    ...{ client_id: '1234567890.apps.example', redirect_uri, state: 'pass-through value' },
    ...{ response_type: 'token', include_granted_scopes: 'true', ...changes },
  })

describe('The classic redirect of Google Identity', () => {
  it('gives a token for a scope of Google in the fragment', async () => {
    const { by, values } = await ask({ scope: 'https://www.googleapis.com/auth/drive.readonly' })
    expect(by).toBe('fragment')
    expect(Object.fromEntries(values)).toMatchObject({
      ...{ token_type: 'Bearer', expires_in: '3600', state: 'pass-through value' },
      scope: 'https://www.googleapis.com/auth/drive.readonly',
    })
  })

  it('gives an ID Token of its payload, as the button does where it redirects', async () => {
    const { values } = await ask({
      ...{ response_type: 'id_token token', nonce: 'n-1', scope: 'openid email profile' },
    })
    const expected = { jwks: `${server.issuer}/oauth2/v3/certs`, issuer: server.issuer }
    expect(await claimsIn(values.get('id_token'), expected)).toMatchObject({
      ...{ azp: '1234567890.apps.example', aud: '1234567890.apps.example', nonce: 'n-1' },
      ...{ email: 'alice@people.example', name: 'Alice Rosa Liddell' },
    })
    const { body } = await getJson(`${server.issuer}/v1/userinfo`, values.get('access_token'))
    expect(body).toMatchObject({ sub: 'alice', email: 'alice@people.example' })
  })
})
