/**
 * What the clients of a provider send: authorization requests, and calls to the endpoints beside.
 *
 * @module
 */

import { randomUUID } from 'node:crypto'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { answerOf, type Changes, followAs } from './app.ts'
import { call, challengeFor, type TokenAnswer } from './code-flow.ts'
import { signBy } from './keyring.ts'
import type { Provider, RelyingParty } from './provider.ts'
import type { Visit } from './visitor.ts'

export const verifier = 'a-verifier-that-is-long-enough-to-be-one-of-them'

/** The parameters of a request that every rule accepts, but for what `changes` says. */
export function parametersOf(client: RelyingParty, changes: Changes): Record<string, string> {
  const usual = {
    client_id: client.id,
    redirect_uri: client.redirectUri,
    scope: 'openid',
    state: 'a state',
    nonce: 'a nonce',
    code_challenge: challengeFor(verifier),
    code_challenge_method: 'S256',
  }
  const all = Object.entries({ ...usual, ...changes })
  return Object.fromEntries(all.filter((pair): pair is [string, string] => pair[1] !== undefined))
}

/** Sends alice with a request, through login and consent; where that ends. */
export function send(provider: Provider, client: RelyingParty, changes: Changes): Promise<Visit> {
  const query = new URLSearchParams(parametersOf(client, changes))
  return followAs(provider.alice, `${provider.at('authorization_endpoint')}?${query}`)
}

export type Values = ReadonlyMap<string, string>

/** The same, as the client reads the answer. */
export async function ask(
  provider: Provider,
  client: RelyingParty,
  changes: Changes,
): Promise<Values> {
  return valuesOf(provider, client, await send(provider, client, changes))
}

/** How an answer travels: `web_message` is the page that hands it to a window. */
export const wayOf = (visit: Visit): string =>
  visit.page.has('web-message') ? 'web_message' : answerOf(visit).by

/** An answer that is a JWT is verified, and read (JARM §2). */
export async function valuesOf(
  provider: Provider,
  client: RelyingParty,
  visit: Visit,
): Promise<Values> {
  const values = visit.page.has('web-message')
    ? visit.page.form('web-message').fields
    : answerOf(visit).values
  const response = values.get('response')
  if (response === undefined) return values
  const keys = createRemoteJWKSet(new URL(provider.at('jwks_uri')))
  const { payload } = await jwtVerify(response, keys, {
    issuer: provider.issuer,
    audience: client.id,
    requiredClaims: ['exp'],
  })
  return new Map(Object.entries(payload).map(([name, value]) => [name, String(value)]))
}

type Form = Readonly<Record<string, string | undefined>>

interface Credentials {
  readonly form: Form
  readonly headers: Readonly<Record<string, string>>
}

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** What proves a client by `method`; assertions are signed by `alg`. */
export async function credentialsOf(
  provider: Provider,
  { id, secret }: RelyingParty,
  method: string,
  alg = method === 'client_secret_jwt' ? 'HS256' : 'ES256',
): Promise<Credentials> {
  if (method === 'client_secret_basic') {
    const pair = `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`
    return { form: {}, headers: { authorization: `Basic ${btoa(pair)}` } }
  }
  if (method === 'client_secret_post') {
    return { form: { client_id: id, client_secret: secret }, headers: {} }
  }
  if (!method.endsWith('_jwt')) return { form: { client_id: id }, headers: {} }
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: id,
    sub: id,
    aud: provider.issuer,
    jti: randomUUID(),
    exp: now + 60,
    iat: now,
  }
  const client_assertion = await signBy(alg, claims, { secret })
  return { form: { client_assertion_type: assertionType, client_assertion }, headers: {} }
}

/** How a client registered to authenticate. */
export const methodOf = ({ metadata }: RelyingParty): string =>
  String(metadata['token_endpoint_auth_method'])

/** Calls an endpoint as a client that authenticates as it registered. */
export async function callAs(
  provider: Provider,
  client: RelyingParty,
  endpoint: string,
  form: Form,
  headers: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  const proof = await credentialsOf(provider, client, methodOf(client))
  return call(provider.at(endpoint), { ...proof.form, ...form }, { ...proof.headers, ...headers })
}

/** What redeems a code. */
export const redemptionOf = (client: RelyingParty, code: string | undefined): Form => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: client.redirectUri,
  code_verifier: verifier,
})

/** Asks for a code and redeems it. */
export async function tokensFor(
  provider: Provider,
  client: RelyingParty,
  changes: Changes = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  const answer = await ask(provider, client, { response_type: 'code', ...changes })
  const form = redemptionOf(client, answer.get('code'))
  return callAs(provider, client, 'token_endpoint', form, headers)
}

/** An app in a browser: it has no secret, and asks for codes. */
export const publicClient = {
  token_endpoint_auth_method: 'none',
  response_types: ['code'],
} as const
