/**
 * Proofs of what the endpoints take that clients call by themselves: grants, and client authentication.
 *
 * @module
 */

import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { call } from '../support/code-flow.ts'
import { readToken, userinfo } from '../support/tokens.ts'
import { anyClients, publicApp } from './authorization-proofs.ts'
import { publicJwk, signBy } from './keyring.ts'
import { known } from './known.ts'
import { each, type Proof } from './proof.ts'
import {
  ask,
  callAs,
  credentialsOf,
  methodOf,
  publicClient,
  redemptionOf,
  tokensFor,
} from './requests.ts'
import type { WalkClient, Walked } from './walked.ts'

const tokenOf = async (walked: Walked, client: WalkClient): Promise<string> =>
  String((await tokensFor(walked, client)).body['access_token'])

const service = {
  grant_types: ['client_credentials'],
  token_endpoint_auth_method: 'client_secret_basic',
}

const grants: Readonly<Record<string, (walked: Walked) => Promise<void>>> = {
  async authorization_code(walked) {
    const { status, body } = await tokensFor(walked, await publicApp(walked))
    expect([status, body['token_type']]).toEqual([200, 'Bearer'])
  },
  async refresh_token(walked) {
    const client = await walked.clientWith({
      ...publicClient,
      grant_types: ['authorization_code', 'refresh_token'],
    })
    const first = await tokensFor(walked, client, { scope: 'openid offline_access' })
    const form = { grant_type: 'refresh_token', refresh_token: String(first.body['refresh_token']) }
    const { status, body } = await callAs(walked, client, 'token_endpoint', form)
    expect([status, typeof body['access_token']]).toEqual([200, 'string'])
  },
  async client_credentials(walked) {
    const client = await walked.clientWith(service)
    const form = { grant_type: 'client_credentials' }
    const { status, body } = await callAs(walked, client, 'token_endpoint', form)
    expect([status, typeof body['access_token']]).toEqual([200, 'string'])
  },
  async implicit(walked) {
    const client = await walked.clientWith({ response_types: ['id_token'] })
    expect((await ask(walked, client, { response_type: 'id_token' })).has('id_token')).toBe(true)
    await isRefused(walked, 'implicit')
  },
}

/** At the token endpoint, whoever asks. */
async function isRefused(walked: Walked, grant_type: string): Promise<void> {
  const form = { grant_type, username: 'alice', password: 'alice', assertion: 'a', scope: 'openid' }
  for (const client of await anyClients(walked)) {
    const { status, body } = await callAs(walked, client, 'token_endpoint', form)
    expect(status).toBe(400)
    expect(['unsupported_grant_type', 'unauthorized_client']).toContain(body['error'])
  }
}

export const grantTypes: Proof = each(known.grantTypes, {
  async works(walked, grant) {
    const proof = grants[grant]
    if (proof === undefined) throw new Error('has no proof in test/metadata-walk/token-proofs.ts')
    await proof(walked)
  },
  async refused(walked, grant) {
    await isRefused(walked, grant)
    const registered = await walked.register({ grant_types: [grant] })
    expect(registered?.body['error']).toBe(registered && 'invalid_client_metadata')
  },
})

/** A client that authenticates by `method` and is given codes. */
async function clientBy(walked: Walked, method: string): Promise<WalkClient> {
  const keys = method === 'private_key_jwt' ? { jwks: { keys: [await publicJwk('ES256')] } } : {}
  return walked.clientWith({
    ...{ token_endpoint_auth_method: method, response_types: ['code'] },
    ...keys,
  })
}

/** What an endpoint is asked, and what it answers when the client is who it says. */
interface Authenticated {
  readonly endpoint: string
  form(walked: Walked, client: WalkClient): Promise<Record<string, string | undefined>>
}

const redeeming: Authenticated = {
  endpoint: 'token_endpoint',
  async form(walked, client) {
    const values = await ask(walked, client, { response_type: 'code' })
    return redemptionOf(client, values.get('code'))
  },
}

const withToken = (endpoint: string): Authenticated => ({
  endpoint,
  form: async (walked, client) => ({ token: await tokenOf(walked, client) }),
})

const authMethodsOf = ({ endpoint, form }: Authenticated): Proof =>
  each(known.clientAuthMethods, {
    async works(walked, method) {
      const client = await clientBy(walked, method)
      const proof = await credentialsOf(walked, client, method)
      const sent = { ...(await form(walked, client)), ...proof.form }
      expect((await call(walked.at(endpoint), sent, proof.headers)).status).toBe(200)
    },
    async refused(walked, method) {
      const isByTls = method.includes('tls')
      for (const client of await anyClients(walked)) {
        // who is known by its id alone is so beside a certificate too
        if (isByTls && methodOf(client) === 'none') continue
        const proof = await credentialsOf(walked, client, method)
        const sent = { ...(await form(walked, client)), ...proof.form }
        const { status, body } = await call(walked.at(endpoint), sent, proof.headers)
        expect([status, body['error']]).toEqual([401, 'invalid_client'])
      }
      if (endpoint !== 'token_endpoint') return
      const registered = await walked.register({ token_endpoint_auth_method: method })
      expect(registered?.body['error']).toBe(registered && 'invalid_client_metadata')
    },
  })

export const tokenAuthMethods: Proof = authMethodsOf(redeeming)
export const revocationAuthMethods: Proof = authMethodsOf(withToken('revocation_endpoint'))
export const introspectionAuthMethods: Proof = authMethodsOf(withToken('introspection_endpoint'))

export const tokenEndpoint: Proof = async (walked) => {
  const { status, headers, body } = await tokensFor(walked, await publicApp(walked))
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
  await readToken(walked.issuer, String(body['id_token']))
  expect((await fetch(walked.at('token_endpoint'))).status).toBe(405)
}

export const revocationEndpoint: Proof = async (walked) => {
  const client = await publicApp(walked)
  const token = await tokenOf(walked, client)
  expect((await userinfo(walked.issuer, token)).status).toBe(200)
  expect((await callAs(walked, client, 'revocation_endpoint', { token })).status).toBe(200)
  expect((await userinfo(walked.issuer, token)).status).toBe(401)
}

export const introspectionEndpoint: Proof = async (walked) => {
  const client = await clientBy(walked, 'client_secret_basic')
  const token = await tokenOf(walked, client)
  const inspect = (sent: string) =>
    callAs(walked, client, 'introspection_endpoint', { token: sent })
  expect((await inspect(token)).body).toMatchObject({ active: true, client_id: client.id })
  expect((await inspect(`${token}x`)).body).toEqual({ active: false })
}

export const userinfoEndpoint: Proof = async (walked) => {
  const { body } = await tokensFor(walked, await publicApp(walked))
  const { claims } = await readToken(walked.issuer, String(body['id_token']))
  const headers = { authorization: `Bearer ${body['access_token']}` }
  for (const method of ['GET', 'POST']) {
    const answer = await fetch(walked.at('userinfo_endpoint'), { method, headers })
    expect(await answer.json()).toMatchObject({ sub: claims.sub })
  }
}

export const dpopAlgs: Proof = each(known.signatures, {
  async works(walked, alg) {
    const dpop = await proofBy(alg, walked.at('token_endpoint'))
    const { body } = await tokensFor(walked, await publicApp(walked), {}, { dpop })
    expect(body['token_type']).toBe('DPoP')
  },
  async refused(walked, alg) {
    const dpop = await forged(alg, walked.at('token_endpoint'))
    const { status, body } = await tokensFor(walked, await publicApp(walked), {}, { dpop })
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
