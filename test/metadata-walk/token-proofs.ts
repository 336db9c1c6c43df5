/**
 * Proofs of what the endpoints take that clients call by themselves: grants, and client authentication.
 *
 * @module
 */

import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { call } from '../support/code-flow.ts'
import { publicJwk, signBy } from '../support/keyring.ts'
import type { Provider, RelyingParty } from '../support/provider.ts'
import {
  ask,
  callAs,
  credentialsOf,
  methodOf,
  publicClient,
  redemptionOf,
  tokensFor,
} from '../support/relying-party.ts'
import { readToken, userinfo } from '../support/tokens.ts'
import { anyClients, publicApp } from './authorization-proofs.ts'
import { known } from './known.ts'
import { each, type Proof } from './proof.ts'

const tokenOf = async (provider: Provider, client: RelyingParty): Promise<string> =>
  String((await tokensFor(provider, client)).body['access_token'])

const service = {
  grant_types: ['client_credentials'],
  token_endpoint_auth_method: 'client_secret_basic',
}

const grants: Readonly<Record<string, (provider: Provider) => Promise<void>>> = {
  async authorization_code(provider) {
    const { status, body } = await tokensFor(provider, await publicApp(provider))
    expect([status, body['token_type']]).toEqual([200, 'Bearer'])
  },
  async refresh_token(provider) {
    const client = await provider.clientWith({
      ...publicClient,
      grant_types: ['authorization_code', 'refresh_token'],
    })
    const first = await tokensFor(provider, client, { scope: 'openid offline_access' })
    const form = { grant_type: 'refresh_token', refresh_token: String(first.body['refresh_token']) }
    const { status, body } = await callAs(provider, client, 'token_endpoint', form)
    expect([status, typeof body['access_token']]).toEqual([200, 'string'])
  },
  async client_credentials(provider) {
    const client = await provider.clientWith(service)
    const form = { grant_type: 'client_credentials' }
    const { status, body } = await callAs(provider, client, 'token_endpoint', form)
    expect([status, typeof body['access_token']]).toEqual([200, 'string'])
  },
  async implicit(provider) {
    const client = await provider.clientWith({ response_types: ['id_token'] })
    expect((await ask(provider, client, { response_type: 'id_token' })).has('id_token')).toBe(true)
    await isRefused(provider, 'implicit')
  },
}

/** At the token endpoint, whoever asks. */
async function isRefused(provider: Provider, grant_type: string): Promise<void> {
  const form = { grant_type, username: 'alice', password: 'alice', assertion: 'a', scope: 'openid' }
  for (const client of await anyClients(provider)) {
    const { status, body } = await callAs(provider, client, 'token_endpoint', form)
    expect(status).toBe(400)
    expect(['unsupported_grant_type', 'unauthorized_client']).toContain(body['error'])
  }
}

export const grantTypes: Proof = each(known.grantTypes, {
  async works(provider, grant) {
    const proof = grants[grant]
    if (proof === undefined) throw new Error('has no proof in test/metadata-walk/token-proofs.ts')
    await proof(provider)
  },
  async refused(provider, grant) {
    await isRefused(provider, grant)
    const registered = await provider.register({ grant_types: [grant] })
    expect(registered?.body['error']).toBe(registered && 'invalid_client_metadata')
  },
})

/** A client that authenticates by `method` and is given codes. */
async function clientBy(provider: Provider, method: string): Promise<RelyingParty> {
  const keys = method === 'private_key_jwt' ? { jwks: { keys: [await publicJwk('ES256')] } } : {}
  return provider.clientWith({
    ...{ token_endpoint_auth_method: method, response_types: ['code'] },
    ...keys,
  })
}

/** What an endpoint is asked, and what it answers when the client is who it says. */
interface Authenticated {
  readonly endpoint: string
  form(provider: Provider, client: RelyingParty): Promise<Record<string, string | undefined>>
}

const redeeming: Authenticated = {
  endpoint: 'token_endpoint',
  async form(provider, client) {
    const values = await ask(provider, client, { response_type: 'code' })
    return redemptionOf(client, values.get('code'))
  },
}

const withToken = (endpoint: string): Authenticated => ({
  endpoint,
  form: async (provider, client) => ({ token: await tokenOf(provider, client) }),
})

const authMethodsOf = ({ endpoint, form }: Authenticated): Proof =>
  each(known.clientAuthMethods, {
    async works(provider, method) {
      const client = await clientBy(provider, method)
      const proof = await credentialsOf(provider, client, method)
      const sent = { ...(await form(provider, client)), ...proof.form }
      expect((await call(provider.at(endpoint), sent, proof.headers)).status).toBe(200)
    },
    async refused(provider, method) {
      const isByTls = method.includes('tls')
      for (const client of await anyClients(provider)) {
        // who is known by its id alone is so beside a certificate too
        if (isByTls && methodOf(client) === 'none') continue
        const proof = await credentialsOf(provider, client, method)
        const sent = { ...(await form(provider, client)), ...proof.form }
        const { status, body } = await call(provider.at(endpoint), sent, proof.headers)
        expect([status, body['error']]).toEqual([401, 'invalid_client'])
      }
      if (endpoint !== 'token_endpoint') return
      const registered = await provider.register({ token_endpoint_auth_method: method })
      expect(registered?.body['error']).toBe(registered && 'invalid_client_metadata')
    },
  })

export const tokenAuthMethods: Proof = authMethodsOf(redeeming)
export const revocationAuthMethods: Proof = authMethodsOf(withToken('revocation_endpoint'))
export const introspectionAuthMethods: Proof = authMethodsOf(withToken('introspection_endpoint'))

export const tokenEndpoint: Proof = async (provider) => {
  const { status, headers, body } = await tokensFor(provider, await publicApp(provider))
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
  await readToken(provider.issuer, String(body['id_token']))
  expect((await fetch(provider.at('token_endpoint'))).status).toBe(405)
}

export const revocationEndpoint: Proof = async (provider) => {
  const client = await publicApp(provider)
  const token = await tokenOf(provider, client)
  expect((await userinfo(provider.issuer, token)).status).toBe(200)
  expect((await callAs(provider, client, 'revocation_endpoint', { token })).status).toBe(200)
  expect((await userinfo(provider.issuer, token)).status).toBe(401)
}

export const introspectionEndpoint: Proof = async (provider) => {
  const client = await clientBy(provider, 'client_secret_basic')
  const token = await tokenOf(provider, client)
  const inspect = (sent: string) =>
    callAs(provider, client, 'introspection_endpoint', { token: sent })
  expect((await inspect(token)).body).toMatchObject({ active: true, client_id: client.id })
  expect((await inspect(`${token}x`)).body).toEqual({ active: false })
}

export const userinfoEndpoint: Proof = async (provider) => {
  const { body } = await tokensFor(provider, await publicApp(provider))
  const { claims } = await readToken(provider.issuer, String(body['id_token']))
  const headers = { authorization: `Bearer ${body['access_token']}` }
  for (const method of ['GET', 'POST']) {
    const answer = await fetch(provider.at('userinfo_endpoint'), { method, headers })
    expect(await answer.json()).toMatchObject({ sub: claims.sub })
  }
}

export const dpopAlgs: Proof = each(known.signatures, {
  async works(provider, alg) {
    const dpop = await proofBy(alg, provider.at('token_endpoint'))
    const { body } = await tokensFor(provider, await publicApp(provider), {}, { dpop })
    expect(body['token_type']).toBe('DPoP')
  },
  async refused(provider, alg) {
    const dpop = await forged(alg, provider.at('token_endpoint'))
    const { status, body } = await tokensFor(provider, await publicApp(provider), {}, { dpop })
    expect([status, body['error']]).toEqual([400, 'invalid_dpop_proof'])
  },
})

const proofBy = async (alg: string, htu: string): Promise<string> => {
  const claims = { htm: 'POST', htu, jti: randomUUID(), iat: Math.floor(Date.now() / 1000) }
  const { kid: _, ...jwk } = await publicJwk(alg)
  return signBy(alg, claims, { header: { typ: 'dpop+jwt', jwk } })
}

/** A proof by an algorithm that proofs may not have: symmetric, of another curve, or not signed. */
async function forged(alg: string, url: string): Promise<string> {
  if (alg === 'ES512') return proofBy(alg, url)
  const [first = '', payload = '', signature = ''] = (await proofBy('ES256', url)).split('.')
  const header = JSON.parse(Buffer.from(first, 'base64url').toString()) as object
  const other = Buffer.from(JSON.stringify({ ...header, alg })).toString('base64url')
  return [other, payload, alg === 'none' ? '' : signature].join('.')
}
