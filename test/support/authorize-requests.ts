/**
 * Requests that every rule accepts; a test changes the one thing it is about.
 *
 * @module
 */

import type { ServerTerms } from '../../src/protocol/authorize/draft.ts'
import type { AuthorizeRequest } from '../../src/protocol/authorize/request.ts'
import { usualShape } from '../../src/protocol/client/token-shape.ts'
import { decodeForm, type Parameters } from '../../src/protocol/parameters.ts'
import { type ScopeDefinition, standardScopes } from '../../src/protocol/scope.ts'
import { type Apis, noApis } from '../../src/protocol/tokens/api.ts'
import { noClaims } from '../../src/protocol/userinfo/claims-request.ts'
import { aClient } from './clients.ts'

/** What is sent: a list is a parameter that is sent more than once. */
export type Changes = Readonly<Record<string, string | readonly string[] | undefined>>

const usual: Changes = {
  client_id: 'spa',
  redirect_uri: 'https://app.example/callback',
  response_type: 'id_token token',
  scope: 'openid',
  state: 'af0ifjsldkj',
  nonce: 'n-0S6_WzA2Mj',
}

export const authorizeParameters = (changes: Changes = {}): Parameters =>
  sentParameters({ ...usual, ...changes })

/** Parameters as they come out of the decoder, for they never come any other way. */
export function sentParameters(changes: Changes): Parameters {
  const pairs = Object.entries(changes).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => [name, one]),
  )
  const decoded = decodeForm(new URLSearchParams(pairs).toString())
  if (decoded.kind === 'malformed') throw new Error(`The request has ${decoded.why}.`)
  return decoded
}

const admin: ScopeDefinition = { name: 'admin', words: 'run everything', claims: ['role'] }

export const terms: ServerTerms = {
  issuer: 'https://id.example',
  address: 'https://id.example',
  mode: 'strict',
  scopes: new Map([...standardScopes, admin].map((scope) => [scope.name, scope])),
  tokenShape: usualShape,
  apis: noApis,
}

/** A request that has passed every rule. */
export function anAuthorizeRequest(changes: Partial<AuthorizeRequest> = {}): AuthorizeRequest {
  return {
    client: aClient(),
    responseType: 'id_token token',
    scope: new Set(['openid', 'profile']),
    leftOut: [],
    audience: ['https://id.example'],
    claims: noClaims,
    prompt: new Set(),
    nonce: 'n-0S6_WzA2Mj',
    codeChallenge: undefined,
    dpopJkt: undefined,
    maxAge: undefined,
    acrValues: [],
    loginHint: undefined,
    hint: undefined,
    ...changes,
  }
}

/** APIs by these identifiers, with nothing of their own. */
export const apisOf = (...identifiers: readonly string[]): Apis =>
  new Map(
    identifiers.map((identifier) => [
      identifier,
      {
        ...{ identifier, scopes: [], accessTokenClaims: [], accessTokenLifetime: undefined },
        ...{ accessTokenFormat: undefined, accessTokenTyp: undefined },
      },
    ]),
  )
