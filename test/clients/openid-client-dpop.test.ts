import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../support/app.ts'
import { codeFor } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { readToken } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

describe.each([false, true])(
  'openid-client 6 with a DPoP key, nonces asked for: %s',
  (dpop_nonce) => {
    let server: TestServer
    beforeAll(async () => {
      server = await startServer({ dpop_nonce })
    })
    afterAll(() => server.close())

    it('gets tokens for its key, reads userinfo, and refreshes (RFC 9449)', async () => {
      const app = createApp(server.issuer)
      const config = await client.discovery(
        new URL(server.issuer),
        app.clientId,
        undefined,
        client.None(),
        { execute: [client.allowInsecureRequests] },
      )
      const keys = await client.randomDPoPKeyPair('ES256')
      const DPoP = client.getDPoPHandle(config, keys)
      const [verifier, nonce, state] = ['v'.repeat(43), client.randomNonce(), client.randomState()]
      const dpop_jkt = await DPoP.calculateThumbprint()
      const code = await codeFor(app, createVisitor(server.issuer), verifier, {
        changes: { dpop_jkt, nonce, state, scope: 'openid email offline_access' },
      })
      const answer = new URL(app.redirectUri)
      answer.search = `${new URLSearchParams({ code, state, iss: server.issuer })}`
      const checks = { pkceCodeVerifier: verifier, expectedNonce: nonce, expectedState: state }
      const tokens = await client.authorizationCodeGrant(config, answer, checks, {}, { DPoP })
      expect(tokens.token_type).toBe('dpop')
      const { claims } = await readToken(server.issuer, tokens.access_token)
      expect(claims).toMatchObject({ cnf: { jkt: dpop_jkt } })

      const known = await client.fetchUserInfo(config, tokens.access_token, 'alice', { DPoP })
      expect(known).toMatchObject({ sub: 'alice', email: 'alice@people.example' })
      await expect(
        client.fetchUserInfo(config, tokens.access_token, 'alice'),
      ).rejects.toMatchObject({
        status: 401,
      })

      const refreshToken = tokens.refresh_token ?? ''
      await expect(client.refreshTokenGrant(config, refreshToken)).rejects.toMatchObject({
        error: 'invalid_grant',
      })
      const next = await client.refreshTokenGrant(config, refreshToken, {}, { DPoP })
      const again = await client.fetchUserInfo(config, next.access_token, 'alice', { DPoP })
      expect(again.sub).toBe('alice')
    })
  },
)
