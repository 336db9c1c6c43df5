import { exportJWK } from 'jose'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { followAs, landingOf } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const redirectUri = 'http://localhost:5173/callback'
const insecure = { [oauth.allowInsecureRequests]: true }

let server: TestServer
let as: oauth.AuthorizationServer
beforeAll(async () => {
  server = await startServer()
  const issuer = new URL(server.issuer)
  // by the metadata of RFC 8414, which asks for an `iss` in every answer
  const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
  as = await oauth.processDiscoveryResponse(issuer, found)
})
afterAll(() => server.close())

/** An app: who it is, and how it authenticates. */
interface Own {
  readonly client: oauth.Client
  readonly auth: oauth.ClientAuth
}

/** As the examples of the library have it: ask, let alice sign in, check the answer, redeem the code. */
async function signIn({ client, auth }: Own): Promise<oauth.TokenEndpointResponse> {
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const url = new URL(as.authorization_endpoint ?? '')
  url.search = `${new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid email offline_access',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  })}`
  const landing = landingOf(await followAs(createVisitor(server.issuer), url))
  const answer = oauth.validateAuthResponse(as, client, landing, state)
  const response = await oauth.authorizationCodeGrantRequest(
    ...([as, client, auth, answer, redirectUri, verifier, insecure] as const),
  )
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(as, response, insecure)
  return tokens
}

async function refresh({ client, auth }: Own, token = ''): Promise<oauth.TokenEndpointResponse> {
  const response = await oauth.refreshTokenGrantRequest(as, client, auth, token, insecure)
  return oauth.processRefreshTokenResponse(as, client, response)
}

async function revoke({ client, auth }: Own, token = ''): Promise<void> {
  const response = await oauth.revocationRequest(as, client, auth, token, insecure)
  await oauth.processRevocationResponse(response)
}

async function introspect({ client, auth }: Own, token: string) {
  const response = await oauth.introspectionRequest(as, client, auth, token, insecure)
  return oauth.processIntrospectionResponse(as, client, response)
}

async function claimsOf({ client }: Own, token: string): Promise<oauth.UserInfoResponse> {
  const response = await oauth.userInfoRequest(as, client, token, insecure)
  return oauth.processUserInfoResponse(as, client, 'alice', response)
}

async function register(metadata: Partial<oauth.Client>): Promise<oauth.Client> {
  const asked = { redirect_uris: [redirectUri], grant_types, ...metadata }
  const response = await oauth.dynamicClientRegistrationRequest(as, asked, insecure)
  return oauth.processDynamicClientRegistrationResponse(response)
}

const grant_types = ['authorization_code', 'refresh_token']

const apps: readonly [string, () => Promise<Own>][] = [
  [
    'an app that nobody has configured',
    async () => ({ client: { client_id: 'a-small-spa' }, auth: oauth.None() }),
  ],
  [
    'a registered client with a secret in the header',
    async () => {
      const client = await register({ token_endpoint_auth_method: 'client_secret_basic' })
      return { client, auth: oauth.ClientSecretBasic(String(client['client_secret'])) }
    },
  ],
  [
    'a registered client with a secret in the form',
    async () => {
      const client = await register({ token_endpoint_auth_method: 'client_secret_post' })
      return { client, auth: oauth.ClientSecretPost(String(client['client_secret'])) }
    },
  ],
  [
    'a registered client with a key',
    async () => {
      const { publicKey, privateKey } = await oauth.generateKeyPair('ES256')
      const client = await register({
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' }] },
      })
      return { client, auth: oauth.PrivateKeyJwt({ key: privateKey, kid: 'k1' }) }
    },
  ],
]

describe.each(apps)('oauth4webapi 3 as %s', (_, begin) => {
  let own: Own
  beforeAll(async () => {
    own = await begin()
  })

  it('signs in by code, reads the claims, and refreshes (RFC 6749 §6)', async () => {
    const first = await signIn(own)
    expect(oauth.getValidatedIdTokenClaims(first)).toMatchObject({ sub: 'alice' })
    expect(await claimsOf(own, first.access_token)).toMatchObject({ email: 'alice@people.example' })
    const second = await refresh(own, first.refresh_token)
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect((await claimsOf(own, second.access_token)).sub).toBe('alice')
  })

  it('gives back its refresh token, and with it all that it gave (RFC 7009 §2.1)', async () => {
    const tokens = await signIn(own)
    await revoke(own, tokens.refresh_token)
    await expect(refresh(own, tokens.refresh_token)).rejects.toMatchObject({
      error: 'invalid_grant',
    })
    await expect(claimsOf(own, tokens.access_token)).rejects.toMatchObject({
      cause: expect.arrayContaining([
        { scheme: 'bearer', parameters: expect.objectContaining({ error: 'invalid_token' }) },
      ]),
    })
  })
})

describe.each(apps.slice(1))('oauth4webapi 3 as %s', (_, begin) => {
  it('asks what a token is, before and after it is given back (RFC 7662 §2.2)', async () => {
    const own = await begin()
    const { access_token } = await signIn(own)
    expect(await introspect(own, access_token)).toMatchObject({
      active: true,
      iss: server.issuer,
      sub: 'alice',
      client_id: own.client.client_id,
    })
    await revoke(own, access_token)
    expect(await introspect(own, access_token)).toEqual({ active: false })
  })
})

describe('oauth4webapi 3 as a client that has its claims signed', () => {
  it('reads them, and verifies them by the published keys (OIDC Core §5.3.2)', async () => {
    const client = await register({
      token_endpoint_auth_method: 'none',
      userinfo_signed_response_alg: 'RS256',
    })
    const { access_token } = await signIn({ client, auth: oauth.None() })
    const response = await oauth.userInfoRequest(as, client, access_token, insecure)
    expect(await oauth.processUserInfoResponse(as, client, 'alice', response)).toMatchObject({
      aud: client.client_id,
      email: 'alice@people.example',
    })
    await oauth.validateApplicationLevelSignature(as, response, insecure)
  })
})

describe('oauth4webapi 3 as a client that has its answers signed', () => {
  const ask = async (client: oauth.Client, changes: Readonly<Record<string, string>>) => {
    const url = new URL(as.authorization_endpoint ?? '')
    url.search = `${new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: redirectUri,
      response_type: 'code',
      response_mode: 'jwt',
      scope: 'openid',
      state: 'a-state',
      code_challenge: await oauth.calculatePKCECodeChallenge('v'.repeat(43)),
      code_challenge_method: 'S256',
      ...changes,
    })}`
    const landing = landingOf(await followAs(createVisitor(server.issuer), url))
    return oauth.validateJwtAuthResponse(as, client, landing, 'a-state', insecure)
  }

  it('verifies and opens them, in the query, and redeems the code in them (JARM §2.4)', async () => {
    const client = await register({
      token_endpoint_auth_method: 'none',
      authorization_signed_response_alg: 'RS256',
    })
    const answer = await ask(client, {})
    const response = await oauth.authorizationCodeGrantRequest(
      ...([as, client, oauth.None(), answer, redirectUri, 'v'.repeat(43), insecure] as const),
    )
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response)
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ sub: 'alice' })
  })

  it('reads in them what was refused', async () => {
    await expect(ask({ client_id: 'a-careful-spa' }, { prompt: 'none' })).rejects.toMatchObject({
      error: 'login_required',
    })
  })
})

describe('oauth4webapi 3 as a client that asks for pairwise subjects', () => {
  it('is told the same sub in the ID Token and by /userinfo (OIDC Core §5.3.2)', async () => {
    const client = await register({
      token_endpoint_auth_method: 'none',
      subject_type: 'pairwise',
    })
    const tokens = await signIn({ client, auth: oauth.None() })
    const sub = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? ''
    expect(sub).not.toBe('alice')
    const response = await oauth.userInfoRequest(as, client, tokens.access_token, insecure)
    const claims = await oauth.processUserInfoResponse(as, client, sub, response)
    expect(claims.email).toBe('alice@people.example')
  })
})
