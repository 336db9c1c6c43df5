import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { presetNames } from '../../src/protocol/provider/presets.ts'
import { getJson, toldIssuer } from '../presets/provider.ts'
import { followAs, landingOf } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const redirect_uri = 'http://localhost:5173/callback'

describe.each(presetNames)('openid-client 6, told the issuer of %s and no more', (preset) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({ preset })
  })
  afterAll(() => server.close())

  it('discovers it, signs in by code and PKCE, and compares every iss', async () => {
    const document = await getJson(`${server.issuer}/.well-known/openid-configuration`)
    const issuer = toldIssuer(preset, String(document.body['issuer']), 'a-program')
    const config = await client.discovery(new URL(issuer), 'a-program', undefined, client.None(), {
      execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
    })
    const verifier = client.randomPKCECodeVerifier()
    const [nonce, state] = [client.randomNonce(), client.randomState()]
    const url = client.buildAuthorizationUrl(config, {
      ...{ redirect_uri, nonce, state, scope: 'openid email' },
      ...{ code_challenge: await client.calculatePKCECodeChallenge(verifier) },
      code_challenge_method: 'S256',
    })
    const landing = landingOf(await followAs(createVisitor(server.issuer), url))
    const tokens = await client.authorizationCodeGrant(config, landing, {
      ...{ pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: state },
      idTokenExpected: true,
    })
    expect(tokens.claims()).toMatchObject({ iss: issuer, aud: 'a-program', sub: 'alice' })
    const known = await client.fetchUserInfo(config, tokens.access_token, 'alice')
    expect(known).toMatchObject({ sub: 'alice', email: 'alice@people.example' })
  })
})
