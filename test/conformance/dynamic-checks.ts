/**
 * What the config and dynamic plans ask: metadata, registration, redirect URIs, keys.
 *
 * @module
 */

import { expect } from 'vitest'
import { answerOf, signIn } from '../support/app.ts'
import { call } from '../support/code-flow.ts'
import { publicJwk } from '../support/keyring.ts'
import {
  type Metadata,
  type Provider,
  type RelyingParty,
  usualRedirectUri,
} from '../support/provider.ts'
import { credentialsOf } from '../support/relying-party.ts'
import type { Check } from './check.ts'
import { expectError } from './core-checks.ts'
import { addressOf, ask, expectBound, type Party, stranger, tokens } from './party.ts'
import type { DynamicModule } from './plans.ts'

/** Refused where it is registered (RFC 7591 §3.2.2). */
const cannotRegister = (
  proves: string,
  metadata: Metadata,
  error = 'invalid_client_metadata',
): Check => ({
  proves,
  async check({ provider }) {
    const registered = await provider.register(metadata)
    expect([registered?.status, registered?.body['error']]).toEqual([400, error])
  },
})

/** A client is registered by a redirect URI with a query, and asks by `redirect_uri`. */
const withQuery = `${usualRedirectUri}?foo=bar`

const refusesUri = (proves: string, redirect_uri: string | undefined): Check => ({
  proves,
  async check(party) {
    const client = await party.client({ redirect_uris: [withQuery] })
    const visit = await stranger(party).open(addressOf(party, client, { redirect_uri }))
    expect([visit.status, visit.location]).toEqual([400, undefined])
  },
})

const namesRequestUri = (proves: string, request_uri: string): Check => ({
  proves,
  check: (party) => expectError(party, { request_uri }, 'request_uri_not_supported'),
})

/** The links of a client on the page that asks whether to let it in. */
async function linksOf(party: Party, metadata: Metadata): Promise<readonly string[]> {
  const client = await party.client(metadata)
  const by = stranger(party)
  const consent = await signIn(by, await by.open(addressOf(party, client)))
  expect(consent.page.has('consent')).toBe(true)
  const links = [...consent.body.matchAll(/<a [^>]*href="([^"]*)"/g)]
  return links.map(([, href = '']) => href)
}

const shows = (name: string, address: string): Check => ({
  proves: `shows ${name} on the page that asks whether to let the app in`,
  async check(party) {
    expect(await linksOf(party, { [name]: address })).toContain(address)
  },
})

async function keysOf(provider: Provider): Promise<readonly string[]> {
  const answer = await fetch(provider.at('jwks_uri'))
  const { keys } = (await answer.json()) as { keys: readonly { kid: string }[] }
  return keys.map(({ kid }) => kid)
}

const byKey = async (alg: string) => ({
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys: [await publicJwk(alg)] },
})

/** Registers a client anew, as it says of itself now (RFC 7592 §2.2). */
async function update({ metadata }: RelyingParty, changes: Metadata): Promise<number> {
  const { registration_client_uri, registration_access_token, client_secret: _, ...own } = metadata
  const answer = await fetch(String(registration_client_uri), {
    method: 'PUT',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${registration_access_token}`,
    },
    body: JSON.stringify({ ...own, ...changes }),
  })
  return answer.status
}

const endpoints = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri']

const metadataChecks = {
  'oidcc-discovery-endpoint-verification': {
    proves: 'publishes metadata with all that OpenID Connect Discovery asks for',
    async check({ provider }) {
      const { document, issuer } = provider
      expect(document['issuer']).toBe(issuer)
      for (const name of [...endpoints, 'registration_endpoint']) {
        expect(provider.at(name).startsWith(`${issuer}/`)).toBe(true)
      }
      expect(document).toMatchObject({
        scopes_supported: expect.arrayContaining(['openid']),
        response_types_supported: expect.arrayContaining(['code', 'id_token', 'id_token token']),
        subject_types_supported: expect.arrayContaining(['public']),
        id_token_signing_alg_values_supported: expect.arrayContaining(['RS256']),
        token_endpoint_auth_methods_supported: expect.arrayContaining(['client_secret_basic']),
        claims_supported: expect.arrayContaining(['sub', 'iss', 'aud', 'name', 'email']),
      })
      expect((await keysOf(provider)).length).toBeGreaterThan(0)
    },
  },
  'oidcc-registration-jwks-uri': cannotRegister(
    'takes keys by value alone: it fetches nothing, so jwks_uri is refused',
    { jwks_uri: 'https://app.example/jwks.json' },
  ),
  'oidcc-registration-sector-uri': cannotRegister(
    'fetches no sector_identifier_uri, so it is refused',
    { sector_identifier_uri: 'https://app.example/sector.json' },
  ),
  'oidcc-registration-sector-bad': cannotRegister(
    'refuses a sector_identifier_uri that says nothing of the redirect URIs',
    { sector_identifier_uri: 'https://elsewhere.example/sector.json' },
  ),
  'oidcc-registration-logo-uri': {
    proves: 'takes logo_uri, and loads no picture from elsewhere on its pages',
    async check(party) {
      const client = await party.client({ logo_uri: 'https://app.example/logo.png' })
      const by = stranger(party)
      const consent = await signIn(by, await by.open(addressOf(party, client)))
      const { page, body, headers } = consent
      expect(page.has('consent')).toBe(true)
      expect(body).not.toContain('logo.png')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    },
  },
  'oidcc-registration-policy-uri': shows('policy_uri', 'https://app.example/policy'),
  'oidcc-registration-tos-uri': shows('tos_uri', 'https://app.example/terms'),
} as const satisfies Partial<Record<DynamicModule, Check>>

const redirectChecks = {
  'oidcc-ensure-redirect-uri-in-authorization-request': refusesUri(
    'shows a page where redirect_uri is missing',
    undefined,
  ),
  'oidcc-redirect-uri-query-OK': {
    proves: 'keeps the query that a redirect URI was registered with',
    async check(party) {
      const client = await party.client({ redirect_uris: [withQuery] })
      const by = stranger(party)
      await tokens(party, {}, { client, by })
      const again = await by.open(addressOf(party, client, { prompt: 'none' }))
      const { values } = answerOf(again)
      expect([values.get('foo'), values.has('code')]).toEqual(['bar', true])
    },
  },
  'oidcc-redirect-uri-query-added': refusesUri(
    'shows a page where the query has more than was registered',
    `${withQuery}&more=1`,
  ),
  'oidcc-redirect-uri-query-mismatch': refusesUri(
    'shows a page where the query is another',
    `${usualRedirectUri}?bar=foo`,
  ),
  'oidcc-redirect-uri-regfrag': cannotRegister(
    'registers no redirect URI with a fragment',
    { redirect_uris: [`${usualRedirectUri}#foobar`] },
    'invalid_redirect_uri',
  ),
  'oidcc-request-uri-unsigned': namesRequestUri(
    'fetches no request_uri, and says so in its metadata and its answer',
    'https://app.example/request.jwt',
  ),
  'oidcc-request-uri-signed-rs256': namesRequestUri(
    'fetches none that is signed, either',
    'https://app.example/signed.jwt#hash',
  ),
} as const satisfies Partial<Record<DynamicModule, Check>>

const keyChecks = {
  'oidcc-ensure-client-assertion-with-iss-aud-succeeds': {
    proves: 'takes an assertion whose aud is the issuer',
    async check(party) {
      const client = await party.client(await byKey('RS256'))
      const { form } = await credentialsOf(party.provider, client, 'private_key_jwt', 'RS256')
      const code = (await ask(party, {}, { client })).get('code')
      const { status } = await call(party.provider.at('token_endpoint'), {
        ...{ grant_type: 'authorization_code', code, redirect_uri: client.redirectUri, ...form },
      })
      expect(status).toBe(200)
    },
  },
  'oidcc-idtoken-rs256': {
    proves: 'signs ID Tokens by RS256 for a client that registered it',
    async check(party) {
      const client = await party.client({ id_token_signed_response_alg: 'RS256' })
      const given = await tokens(party, {}, { client })
      expectBound(given)
      expect(given.idToken.header.alg).toBe('RS256')
    },
  },
  'oidcc-userinfo-rs256': {
    proves: 'answers userinfo as a JWT that is signed by RS256 for a client that registered it',
    async check(party) {
      const client = await party.client({ userinfo_signed_response_alg: 'RS256' })
      const { accessToken } = await tokens(party, {}, { client })
      const answer = await fetch(party.provider.at('userinfo_endpoint'), {
        headers: { authorization: `Bearer ${accessToken}` },
      })
      expect(answer.headers.get('content-type')).toContain('application/jwt')
      const [header = ''] = (await answer.text()).split('.')
      expect(JSON.parse(Buffer.from(header, 'base64url').toString())['alg']).toBe('RS256')
    },
  },
  'oidcc-refresh-token-rp-key-rotation': {
    proves: 'takes the new key of a client that has changed its registration, and not the old one',
    async check(party) {
      const { provider } = party
      const client = await party.client({ ...(await byKey('ES256')), client_name: 'Rotates' })
      const changes = { scope: 'openid offline_access', prompt: 'consent' }
      const { redeemed } = await tokens(party, changes, { client })
      expect(await update(client, { jwks: { keys: [await publicJwk('RS256')] } })).toBe(200)
      const refresh = async (alg: string) => {
        const { form } = await credentialsOf(provider, client, 'private_key_jwt', alg)
        const refresh_token = String(redeemed?.body['refresh_token'])
        const sent = { grant_type: 'refresh_token', refresh_token, ...form }
        return (await call(provider.at('token_endpoint'), sent)).status
      }
      expect([await refresh('ES256'), await refresh('RS256')]).toEqual([401, 200])
    },
  },
  'oidcc-server-rotate-keys': {
    proves: 'publishes a new key before it signs, and the old one for as long as its tokens last',
    async check(party) {
      const { provider } = party
      const signedBy = async () =>
        (await tokens(party, {}, { by: stranger(party) })).idToken.header.kid
      const old = await signedBy()
      // within the hour before the day of the old key is over
      provider.server.clock.ahead += 86_400 - 1_800
      const [first, next, ...more] = await keysOf(provider)
      expect([first, more, await signedBy()]).toEqual([old, [], old])
      provider.server.clock.ahead += 3_600
      expect(await signedBy()).toBe(next)
      expect(await keysOf(provider)).toContain(old)
    },
  },
} as const satisfies Partial<Record<DynamicModule, Check>>

export const dynamicChecks = {
  ...{ ...metadataChecks, ...redirectChecks, ...keyChecks },
} as const satisfies Readonly<Record<DynamicModule, Check>>
