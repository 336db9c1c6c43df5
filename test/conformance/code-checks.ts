/**
 * What the plans of OpenID Connect Core ask of codes and refresh tokens.
 *
 * @module
 */

import { expect } from 'vitest'
import { challengeFor } from '../support/code-flow.ts'
import { callAs, redemptionOf, verifier } from '../support/relying-party.ts'
import { readToken, userinfo } from '../support/tokens.ts'
import type { Check } from './check.ts'
import { ask, hasCode, type Party, redeem, tokens } from './party.ts'
import type { CoreModule } from './plans.ts'

/** Redeems a code twice, some seconds apart; what the first gave must be worth nothing then. */
async function redeemTwice(party: Party, seconds: number): Promise<void> {
  const client = await party.client()
  const code = (await ask(party, {}, { client })).get('code')
  const first = await redeem(party, client, code)
  expect(first.status).toBe(200)
  party.provider.server.clock.ahead += seconds
  const { status, body } = await redeem(party, client, code)
  expect([status, body['error']]).toEqual([400, 'invalid_grant'])
  const token = String(first.body['access_token'])
  expect((await userinfo(party.provider.issuer, token)).status).toBe(401)
}

export const codeChecks = {
  'oidcc-codereuse': {
    proves: 'refuses a code that comes twice, and ends what the first gave',
    concerns: hasCode,
    check: (party) => redeemTwice(party, 0),
  },
  'oidcc-codereuse-30seconds': {
    proves: 'refuses it half a minute later too',
    concerns: hasCode,
    check: (party) => redeemTwice(party, 30),
  },
  'oidcc-server-client-secret-post': {
    proves: 'takes the secret of a client in the form',
    concerns: hasCode,
    async check(party) {
      const client = await party.client({ token_endpoint_auth_method: 'client_secret_post' })
      expect((await tokens(party, {}, { client })).redeemed?.status).toBe(200)
    },
  },
  'oidcc-refresh-token': {
    proves: 'refreshes for the client of the token, by the same sub, iss and aud, and for no other',
    concerns: hasCode,
    async check(party) {
      const [client, other] = [await party.client(), await party.client({ client_name: 'Other' })]
      const changes = { scope: 'openid offline_access', prompt: 'consent' }
      const { redeemed, idToken } = await tokens(party, changes, { client })
      const form = { grant_type: 'refresh_token', refresh_token: redeemed?.body['refresh_token'] }
      const sent = form as Readonly<Record<string, string>>
      const { provider } = party
      const refused = await callAs(provider, other, 'token_endpoint', sent)
      expect([refused.status, refused.body['error']]).toEqual([400, 'invalid_grant'])
      const { status, body } = await callAs(provider, client, 'token_endpoint', sent)
      expect(status).toBe(200)
      const { claims } = await readToken(provider.issuer, String(body['id_token']), {
        currentDate: new Date(provider.server.clock.now() * 1000),
      })
      const { sub, iss, aud } = idToken.claims
      expect(claims).toMatchObject({ sub, iss, aud })
    },
  },
  'oidcc-ensure-request-with-valid-pkce-succeeds': {
    proves: 'takes a challenge of a client that has a secret, and then wants its verifier',
    concerns: hasCode,
    async check(party) {
      const client = await party.client()
      const pkce = { code_challenge: challengeFor(verifier), code_challenge_method: 'S256' }
      const without = await redeem(party, client, (await ask(party, pkce, { client })).get('code'))
      expect([without.status, without.body['error']]).toEqual([400, 'invalid_grant'])
      const form = redemptionOf(client, (await ask(party, pkce, { client })).get('code'))
      expect((await callAs(party.provider, client, 'token_endpoint', form)).status).toBe(200)
    },
  },
  'oidcc-idtoken-unsigned': {
    proves: 'advertises no ID Tokens without a signature, and lets nobody register them',
    async check({ provider }) {
      expect(provider.document['id_token_signing_alg_values_supported']).not.toContain('none')
      const registered = await provider.register({ id_token_signed_response_alg: 'none' })
      expect(registered?.body['error']).toBe('invalid_client_metadata')
    },
  },
} as const satisfies Partial<Record<CoreModule, Check>>
