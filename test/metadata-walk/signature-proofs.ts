/**
 * Proofs of how things are signed: ID Tokens by the server, assertions and request objects by clients.
 *
 * @module
 */

import { randomUUID } from 'node:crypto'
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { expect } from 'vitest'
import { call } from '../support/code-flow.ts'
import { publicJwk, signBy } from '../support/keyring.ts'
import type { Provider, RelyingParty } from '../support/provider.ts'
import {
  ask,
  credentialsOf,
  parametersOf,
  publicClient,
  redemptionOf,
  tokensFor,
} from '../support/relying-party.ts'
import { readToken } from '../support/tokens.ts'
import { anyClients, publicApp } from './authorization-proofs.ts'
import { known } from './known.ts'
import { each, flag, type Proof } from './proof.ts'

/** Refused where it is registered. */
async function cannotRegister(provider: Provider, metadata: object): Promise<void> {
  const registered = await provider.register({ ...metadata })
  expect(registered?.body['error']).toBe(registered && 'invalid_client_metadata')
}

export const idTokenAlgs: Proof = each(known.signatures, {
  async works(provider, alg) {
    const client = await provider.clientWith({ ...publicClient, id_token_signed_response_alg: alg })
    const { body } = await tokensFor(provider, client)
    const { header } = await readToken(provider.issuer, String(body['id_token']))
    expect(header.alg).toBe(alg)
  },
  async refused(provider, alg) {
    await cannotRegister(provider, { id_token_signed_response_alg: alg })
    const { body } = await tokensFor(provider, await publicApp(provider))
    expect(decodeProtectedHeader(String(body['id_token'])).alg).not.toBe(alg)
  },
})

/** What a client says of its userinfo is kept only where it is supported. */
export const userinfoAlgs: Proof = each(known.signatures, {
  async works(provider, alg) {
    const client = await provider.clientWith({ ...publicClient, userinfo_signed_response_alg: alg })
    const answer = await userinfoOf(provider, client)
    expect(answer.headers.get('content-type')).toContain('application/jwt')
    expect(await algOfUserinfo(provider, await answer.text(), client)).toBe(alg)
  },
  async refused(provider, alg) {
    const registered = await provider.register({ userinfo_signed_response_alg: alg })
    expect(registered?.body['userinfo_signed_response_alg']).toBeUndefined()
    const answer = await userinfoOf(provider, await publicApp(provider))
    expect(answer.headers.get('content-type')).toContain('application/json')
  },
})

async function userinfoOf(provider: Provider, client: RelyingParty): Promise<Response> {
  const { body } = await tokensFor(provider, client)
  return fetch(provider.at('userinfo_endpoint'), {
    headers: { authorization: `Bearer ${body['access_token']}` },
  })
}

/** Signed claims need no times (OIDC Core §5.3.2). */
async function algOfUserinfo(
  provider: Provider,
  token: string,
  { id }: RelyingParty,
): Promise<string> {
  const keys = createRemoteJWKSet(new URL(provider.at('jwks_uri')))
  const expected = { issuer: provider.issuer, audience: id, requiredClaims: ['sub'] }
  return (await jwtVerify(token, keys, expected)).protectedHeader.alg
}

/** Answers that are JWTs. */
export const authorizationAlgs: Proof = each(known.signatures, {
  async works(provider, alg) {
    const client = await provider.clientWith({
      ...{ ...publicClient, response_modes: ['fragment.jwt'] },
      authorization_signed_response_alg: alg,
    })
    const changes = { response_type: 'code', response_mode: 'fragment.jwt' }
    expect((await ask(provider, client, changes)).has('code')).toBe(true)
  },
  async refused(provider, alg) {
    const registered = await provider.register({ authorization_signed_response_alg: alg })
    expect(registered?.body['authorization_signed_response_alg']).toBeUndefined()
  },
})

/** Redeems a code by an assertion that is signed by `alg`. */
async function assertBy(provider: Provider, client: RelyingParty, alg: string) {
  const values = await ask(provider, client, { response_type: 'code' })
  const { form } = await credentialsOf(provider, client, 'private_key_jwt', alg)
  const sent = { ...redemptionOf(client, values.get('code')), ...form }
  return call(provider.at('token_endpoint'), sent)
}

const keyed = async (alg: string) => ({
  response_types: ['code'],
  token_endpoint_auth_method: 'private_key_jwt',
  jwks: { keys: [await publicJwk(alg)] },
})

export const assertionAlgs: Proof = each(known.signatures, {
  async works(provider, alg) {
    const client = await provider.clientWith(await keyed(alg))
    expect((await assertBy(provider, client, alg)).status).toBe(200)
  },
  async refused(provider, alg) {
    const some = await provider.find(await keyed('ES256'))
    for (const client of some === undefined ? await anyClients(provider) : [some]) {
      const { status, body } = await assertBy(provider, client, alg)
      expect([status, body['error']]).toEqual([401, 'invalid_client'])
    }
  },
})

const signing = async (alg: string) =>
  alg === 'none'
    ? { ...publicClient, request_object_signing_alg: 'none' }
    : { ...publicClient, jwks: { keys: [await publicJwk(alg)] } }

/** The state is in the object alone. */
async function askInObject(provider: Provider, client: RelyingParty, alg: string) {
  const inside = parametersOf(client, { response_type: 'code', state: 'inside' })
  const claims = { ...inside, iss: client.id, aud: provider.issuer, jti: randomUUID() }
  const header = { typ: 'oauth-authz-req+jwt' }
  const request = await signBy(alg, claims, { header, secret: client.secret })
  return ask(provider, client, { response_type: 'code', state: undefined, request })
}

export const requestObjectAlgs: Proof = each(known.signatures, {
  async works(provider, alg) {
    const values = await askInObject(provider, await provider.clientWith(await signing(alg)), alg)
    expect([values.get('state'), values.has('code')]).toEqual(['inside', true])
  },
  async refused(provider, alg) {
    const some = await provider.find(await signing('ES256'))
    for (const client of some === undefined ? await anyClients(provider) : [some]) {
      const error = (await askInObject(provider, client, alg)).get('error')
      expect(['invalid_request_object', 'request_not_supported']).toContain(error)
    }
    await cannotRegister(provider, { request_object_signing_alg: alg })
  },
})

export const requestParameter: Proof = flag(
  async (provider) => {
    const client = await provider.clientWith(await signing('ES256'))
    expect((await askInObject(provider, client, 'ES256')).has('code')).toBe(true)
  },
  async (provider) => {
    const client = await publicApp(provider)
    expect((await askInObject(provider, client, 'none')).get('error')).toBe('request_not_supported')
  },
)

export const requestUriParameter: Proof = flag(
  () => Promise.reject(new Error('has no proof: nothing is fetched here')),
  async (provider) => {
    const request_uri = `${provider.site.origin}/request.jwt`
    const client = await publicApp(provider)
    const values = await ask(provider, client, { response_type: 'code', request_uri })
    expect(values.get('error')).toBe('request_uri_not_supported')
    const fetched = provider.site.requests.filter(({ url }) => url.pathname === '/request.jwt')
    expect(fetched).toEqual([])
  },
)

export const keySet: Proof = async (provider) => {
  const answer = await fetch(provider.at('jwks_uri'))
  const { keys } = (await answer.json()) as { keys: Readonly<Record<string, string>>[] }
  expect(keys.length).toBeGreaterThan(0)
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length)
  for (const name of ['d', 'p', 'q', 'k']) expect(keys.filter((key) => name in key)).toEqual([])
  for (const { use, alg } of keys) {
    expect(use).toBe('sig')
    expect(provider.document['id_token_signing_alg_values_supported']).toContain(alg)
  }
}
