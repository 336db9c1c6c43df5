import { exportJWK, generateKeyPair } from 'jose'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { followAs, landingOf } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const redirect_uri = 'http://localhost:5173/callback'
const insecure = { execute: [client.allowInsecureRequests] }

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

/** What an app keeps of a request until its answer comes. */
interface Kept {
  readonly verifier: string
  readonly nonce: string
  readonly state: string
}

const keep = (): Kept => ({
  verifier: client.randomPKCECodeVerifier(),
  nonce: client.randomNonce(),
  state: client.randomState(),
})

const request = async ({ verifier, nonce, state }: Kept, scope = 'openid email') => ({
  redirect_uri,
  scope,
  nonce,
  state,
  code_challenge: await client.calculatePKCECodeChallenge(verifier),
  code_challenge_method: 'S256',
})

const checksOf = ({ verifier, nonce, state }: Kept) => ({
  pkceCodeVerifier: verifier,
  expectedNonce: nonce,
  expectedState: state,
  idTokenExpected: true,
})

/** Sends alice to `url`, and redeems what she comes back with. */
async function redeem(config: client.Configuration, kept: Kept, url: URL) {
  const landing = landingOf(await followAs(createVisitor(server.issuer), url))
  return client.authorizationCodeGrant(config, landing, checksOf(kept))
}

describe('openid-client 6, as an app that nobody has configured', () => {
  let config: client.Configuration
  beforeAll(async () => {
    config = await client.discovery(
      new URL(server.issuer),
      'a-program-in-node',
      undefined,
      client.None(),
      insecure,
    )
  })

  it('signs in by code and PKCE, and reads the claims of /userinfo (OIDC Core §3.1)', async () => {
    const kept = keep()
    const url = client.buildAuthorizationUrl(config, await request(kept))
    const tokens = await redeem(config, kept, url)
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'openid email' })
    expect(tokens.claims()).toMatchObject({ iss: server.issuer, aud: 'a-program-in-node' })
    const known = await client.fetchUserInfo(config, tokens.access_token, 'alice')
    expect(known).toMatchObject({ sub: 'alice', email: 'alice@people.example' })
  })

  it('checks the signature of the ID Token by the published keys (OIDC Core §3.1.3.7)', async () => {
    const careful = await client.discovery(
      new URL(server.issuer),
      'a-careful-program',
      undefined,
      client.None(),
      { execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks] },
    )
    const kept = keep()
    const url = client.buildAuthorizationUrl(careful, await request(kept))
    expect((await redeem(careful, kept, url)).claims()?.sub).toBe('alice')
  })

  it('refreshes, and after a reuse has nothing left (RFC 9700 §4.14.2)', async () => {
    const kept = keep()
    const asked = await request(kept, 'openid offline_access')
    const first = await redeem(config, kept, client.buildAuthorizationUrl(config, asked))
    const second = await client.refreshTokenGrant(config, first.refresh_token ?? '')
    expect(second.claims()?.sub).toBe('alice')
    expect(second.refresh_token).not.toBe(first.refresh_token)
    for (const { refresh_token = '' } of [first, second]) {
      await expect(client.refreshTokenGrant(config, refresh_token)).rejects.toMatchObject({
        error: 'invalid_grant',
        status: 400,
      })
    }
  })

  it('pushes its request, and sends the browser with the handle alone (RFC 9126)', async () => {
    const kept = keep()
    const url = await client.buildAuthorizationUrlWithPAR(config, await request(kept))
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri'])
    const tokens = await redeem(config, kept, url)
    expect(tokens.claims()?.sub).toBe('alice')
  })

  it('gives its tokens back, and they are void from then on (RFC 7009)', async () => {
    const kept = keep()
    const tokens = await redeem(
      config,
      kept,
      client.buildAuthorizationUrl(config, await request(kept)),
    )
    await client.tokenRevocation(config, tokens.access_token)
    await expect(client.fetchUserInfo(config, tokens.access_token, 'alice')).rejects.toMatchObject({
      status: 401,
    })
  })

  it('takes its answer as a JWT, and redeems the code in it (JARM §2.4)', async () => {
    const signed = await client.discovery(
      new URL(server.issuer),
      'a-program-that-verifies',
      undefined,
      client.None(),
      { execute: [client.allowInsecureRequests, client.useJwtResponseMode] },
    )
    const kept = keep()
    const url = client.buildAuthorizationUrl(signed, await request(kept))
    expect(url.searchParams.get('response_mode')).toBe('jwt')
    expect((await redeem(signed, kept, url)).claims()?.sub).toBe('alice')
  })

  it('takes code id_token from the fragment, with its c_hash (OIDC Core §3.3.2)', async () => {
    const hybrid = await client.discovery(
      new URL(server.issuer),
      'a-hybrid-program',
      undefined,
      client.None(),
      { execute: [client.allowInsecureRequests, client.useCodeIdTokenResponseType] },
    )
    const kept = keep()
    const url = client.buildAuthorizationUrl(hybrid, await request(kept))
    expect(url.searchParams.get('response_type')).toBe('code id_token')
    const tokens = await redeem(hybrid, kept, url)
    expect(tokens.claims()).toMatchObject({ sub: 'alice', nonce: kept.nonce })
  })
})

describe('openid-client 6, as a client that registers itself', () => {
  const registered = (
    metadata: Partial<client.ClientMetadata>,
    auth?: client.ClientAuth,
  ): Promise<client.Configuration> =>
    client.dynamicClientRegistration(
      new URL(server.issuer),
      { redirect_uris: [redirect_uri], ...metadata },
      auth,
      insecure,
    )

  it('signs in with the secret that it got, and asks about its token (RFC 7591, RFC 7662)', async () => {
    const config = await registered({ token_endpoint_auth_method: 'client_secret_post' })
    const kept = keep()
    const url = client.buildAuthorizationUrl(config, await request(kept, 'openid'))
    const tokens = await redeem(config, kept, url)
    const { client_id } = config.clientMetadata()
    expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({
      active: true,
      sub: 'alice',
      client_id,
    })
  })

  it('signs in by private_key_jwt, with a request object of the same key (RFC 7523, RFC 9101)', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
    const config = await registered(
      {
        token_endpoint_auth_method: 'private_key_jwt',
        request_object_signing_alg: 'ES256',
        jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: 'mine', alg: 'ES256' }] },
      },
      client.PrivateKeyJwt({ key: privateKey, kid: 'mine' }),
    )
    const kept = keep()
    const url = await client.buildAuthorizationUrlWithJAR(config, await request(kept), {
      key: privateKey,
      kid: 'mine',
    })
    expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request'])
    expect((await redeem(config, kept, url)).claims()?.sub).toBe('alice')
  })
})
