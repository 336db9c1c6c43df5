/**
 * What clients send to the token endpoint of the flows, and the proofs of keys that they send with it.
 *
 * @module
 */

import type { ClientId } from '../../src/protocol/client/client.ts'
import type { PublicJwk } from '../../src/protocol/client/public-jwk.ts'
import { thumbprintOf } from '../../src/protocol/token/dpop.ts'
import { hashOf } from '../../src/protocol/token/refresh-token.ts'
import type { TokenRequest } from '../../src/protocol/token/request.ts'
import { type Changes, sentParameters } from './authorize-requests.ts'
import { aClient } from './clients.ts'
import { challengeFor, newVerifier } from './code-flow.ts'
import { completed, type Flows, issuer } from './flows.ts'

type Form = Readonly<Record<string, string>>

export const requestOf = (form: Changes, more: Partial<TokenRequest> = {}): TokenRequest => ({
  authorization: undefined,
  form: sentParameters(form),
  query: sentParameters({}),
  proofs: [],
  address: '127.0.0.1',
  ...more,
})

/** An app without a secret that gets refresh tokens, which no logout ends. */
export const anAppOfCodes = (changes: Parameters<typeof aClient>[0] = {}) =>
  aClient({
    responseTypes: ['code'],
    grantTypes: ['authorization_code', 'refresh_token'],
    refresh: { always: true, endsWithSession: false, grace: 0 },
    ...changes,
  })

/** A client that asks for itself, by {@link forService}. */
export const aService = (changes: Parameters<typeof aClient>[0] = {}) =>
  aClient({
    id: 'service' as ClientId,
    redirectUris: [],
    responseTypes: [],
    grantTypes: ['client_credentials'],
    auth: { methods: ['client_secret_post'], secretHash: hashOf('secret'), keys: [] },
    scopes: undefined,
    defaultScopes: new Set(),
    ...changes,
  })

export const forService: Form = {
  grant_type: 'client_credentials',
  client_id: 'service',
  client_secret: 'secret',
}

/** Lets alice approve: the answer, and the form that redeems its code. */
export async function approvedIn(flows: Flows, changes: Changes = {}) {
  const verifier = newVerifier()
  const { answer } = await completed(flows, 'alice', {
    changes: {
      ...{ response_type: 'code', nonce: undefined, prompt: 'login' },
      ...{ code_challenge: challengeFor(verifier), code_challenge_method: 'S256' },
      ...changes,
    },
  })
  const form: Form = {
    grant_type: 'authorization_code',
    client_id: 'spa',
    redirect_uri: 'https://app.example/callback',
    code: answer['code'] ?? '',
    code_verifier: verifier,
  }
  return { answer, form }
}

export const redemptionIn = async (flows: Flows, changes: Changes = {}): Promise<Form> =>
  (await approvedIn(flows, changes)).form

export const refreshOf = ({ refresh_token = '' }: { readonly refresh_token?: string }): Form => ({
  grant_type: 'refresh_token',
  client_id: 'spa',
  refresh_token,
})

const keyNamed = (name: string): PublicJwk => ({ kty: 'EC', crv: 'P-256', x: name, y: name })

/** The thumbprint of the key of that name. */
export const jktOf = (name: string): string => thumbprintOf(keyNamed(name))

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

let proofs = 0

/** A proof for the token endpoint that the flows of tests take for signed by the key of that name. */
export function proofBy(flows: Flows, name: string, changes: object = {}): string {
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: keyNamed(name) }
  proofs += 1
  const claims = { htm: 'POST', htu: `${issuer}/token`, iat: flows.clock.time, jti: `${proofs}` }
  return `${encode(header)}.${encode({ ...claims, ...changes })}.sig`
}
