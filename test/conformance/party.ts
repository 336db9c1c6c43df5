/**
 * The client of a module, as the suite registers one: it has a secret, and sends no challenge.
 *
 * @module
 */

import { expect } from 'vitest'
import { type Changes, followAs } from '../support/app.ts'
import type { TokenAnswer } from '../support/code-flow.ts'
import type { Metadata, Provider, RelyingParty } from '../support/provider.ts'
import { callAs, parametersOf, type Values, valuesOf } from '../support/relying-party.ts'
import { atHash, type ReadToken, readToken, userinfo } from '../support/tokens.ts'
import { createVisitor, type Visit, type Visitor } from '../support/visitor.ts'

/** One module of a plan, for one response type. */
export interface Party {
  readonly provider: Provider
  readonly responseType: string
  readonly responseMode: string | undefined
  /** A client of it; with `metadata` another one, which has those too. */
  client(metadata?: Metadata): Promise<RelyingParty>
}

export const hasCode = ({ responseType }: Party): boolean => /\bcode\b/.test(responseType)
export const hasIdToken = ({ responseType }: Party): boolean => /id_token/.test(responseType)
/** Whether an access token comes of it. */
export const hasAccess = (party: Party): boolean =>
  hasCode(party) || /(^| )token/.test(party.responseType)

export function createParty(
  provider: Provider,
  responseType: string,
  responseMode?: string,
): Party {
  const grant_types = [
    ...(/\bcode\b/.test(responseType) ? ['authorization_code', 'refresh_token'] : []),
    ...(/token/.test(responseType) ? ['implicit'] : []),
  ]
  const usual = { response_types: [responseType], grant_types }
  const method = { token_endpoint_auth_method: 'client_secret_basic' }
  return {
    ...{ provider, responseType, responseMode },
    client: (metadata = {}) => provider.clientWith({ ...usual, ...method, ...metadata }),
  }
}

/** The address of a request, but for what `changes` says. */
export function addressOf(party: Party, client: RelyingParty, changes: Changes = {}): string {
  const { provider, responseType: response_type, responseMode: response_mode } = party
  const parameters = parametersOf(client, {
    ...{ response_type, response_mode, code_challenge: undefined },
    ...{ code_challenge_method: undefined, ...changes },
  })
  return `${provider.at('authorization_endpoint')}?${new URLSearchParams(parameters)}`
}

export interface Options {
  readonly client?: RelyingParty
  readonly by?: Visitor
}

/** Sends a user through login and consent where they are asked; what the client is answered. */
export async function ask(
  party: Party,
  changes: Changes = {},
  { client, by = party.provider.alice }: Options = {},
): Promise<Values> {
  const asking = client ?? (await party.client())
  const visit = await followAs(by, addressOf(party, asking, changes))
  return read(party, asking, visit)
}

/** Reads an answer, which has to come by the mode of the plan. */
export function read(party: Party, client: RelyingParty, visit: Visit): Promise<Values> {
  const isForm = visit.page.has('form-post')
  expect(isForm, 'whether it came by form_post').toBe(party.responseMode === 'form_post')
  return valuesOf(party.provider, client, visit)
}

/** All that a request ends in: the answer, what its code gave, and the tokens of both. */
export interface Tokens {
  readonly answer: Values
  readonly redeemed: TokenAnswer | undefined
  /** The first one that came. */
  readonly idToken: ReadToken
  readonly idTokenText: string
  readonly accessToken: string | undefined
}

export const redeem = (
  { provider }: Party,
  client: RelyingParty,
  code: string | undefined,
): Promise<TokenAnswer> =>
  callAs(provider, client, 'token_endpoint', {
    ...{ grant_type: 'authorization_code', code, redirect_uri: client.redirectUri },
  })

export async function tokens(
  party: Party,
  changes: Changes = {},
  options: Options = {},
): Promise<Tokens> {
  const client = options.client ?? (await party.client())
  const answer = await ask(party, changes, { ...options, client })
  expect(answer.get('error_description') ?? 'answered').toBe('answered')
  const code = answer.get('code')
  const redeemed = code === undefined ? undefined : await redeem(party, client, code)
  expect(redeemed?.status ?? 200).toBe(200)
  const given = (name: string) => answer.get(name) ?? (redeemed?.body[name] as string | undefined)
  const idTokenText = given('id_token') ?? ''
  const { issuer, server } = party.provider
  return {
    ...{ answer, redeemed, idTokenText, accessToken: given('access_token') },
    idToken: await readToken(issuer, idTokenText, {
      audience: client.id,
      currentDate: new Date(server.clock.now() * 1000),
    }),
  }
}

/** What is told of the user: by userinfo, or by the ID Token that comes alone. */
export async function claimsOf(party: Party, { accessToken, idToken }: Tokens): Promise<Metadata> {
  if (accessToken === undefined) return idToken.claims
  const { claims } = await userinfo(party.provider.issuer, accessToken)
  expect(claims['sub']).toBe(idToken.claims.sub)
  return claims
}

/** The ID Token is bound to what came beside it (OIDC Core §3.3.2.11). */
export function expectBound({ answer, idToken, idTokenText }: Tokens): void {
  expect(idToken.claims['nonce']).toBe('a nonce')
  if (!answer.has('id_token')) return
  const hashOf = (name: string) => {
    const value = answer.get(name)
    return value && atHash(value, idTokenText)
  }
  expect(idToken.claims['at_hash']).toBe(hashOf('access_token'))
  expect(idToken.claims['c_hash']).toBe(hashOf('code'))
}

export const stranger = ({ provider }: Party): Visitor => createVisitor(provider.issuer)
