import { noBrand } from '../brand.ts'
import type { ClientId, LoopbackClient } from '../client/client.ts'
import { isLoopbackHost, loopbackOriginOf } from '../client/redirect-uri.ts'
import { siteOf } from '../client/site.ts'
import type { SigningAlg } from '../keys/signing-alg.ts'
import { jwtModes, messageModes, tokenModes } from '../response/response-mode.ts'
import { responseTypes } from '../response/response-type.ts'
import { clientIdSyntax, notOnLoopback, ownAddress, type Unanswerable } from './unanswerable.ts'

/**
 * Where an app should be opened so that its hidden frames get the session cookie, which browsers send
 * within one site only; undefined when it is there already, or cannot be.
 *
 * @param cookieHost the host that the cookie is for; undefined when it is sent to every frame.
 */
export function betterOrigin(origin: string, cookieHost: string | undefined): string | undefined {
  const url = new URL(origin)
  if (cookieHost === undefined || siteOf(cookieHost) === siteOf(url.hostname)) return undefined
  if (!isLoopbackHost(cookieHost)) return undefined
  url.hostname = cookieHost
  return url.origin
}

export interface LoopbackTerms {
  readonly idTokenAlg: SigningAlg
  /** Whether this very server answers at an address. */
  isOwnAddress(url: string): boolean
}

/** Whether a text can be the id of an app that nobody has registered. */
export const isClientId = (text: string): boolean => /^[\x21-\x7e]{1,256}$/.test(text)

/**
 * The client that an unknown `client_id` becomes when its redirect URI is on loopback: public, for
 * exactly the origin that it came from; or why it becomes none. One id may be many clients, an origin
 * each. Our own origin is nobody's: what we are sent in a redirect URI would be carried on with the
 * fragment of the answer (RFC 9700 §4.1.3).
 *
 * Deviates: RFC 6749 §2 leaves unregistered clients out of scope. It is a convenience of local
 * mode, where nothing but this machine can receive the answer.
 */
export function acceptOnLoopback(
  clientId: string,
  redirectUri: string,
  terms: LoopbackTerms,
): LoopbackClient | Unanswerable {
  if (!isClientId(clientId)) return clientIdSyntax
  const origin = loopbackOriginOf(redirectUri)
  if (origin === undefined) return notOnLoopback
  if (terms.isOwnAddress(redirectUri)) return ownAddress
  return {
    id: clientId as ClientId,
    source: 'loopback',
    name: clientId,
    enabled: true,
    applicationType: 'web',
    redirectUris: [],
    postLogoutRedirectUris: [],
    frontChannelLogoutUri: undefined,
    backChannelLogoutUri: undefined,
    loopbackOrigin: origin,
    responseTypes,
    responseModes: [...tokenModes, ...jwtModes, ...messageModes],
    grantTypes: ['authorization_code', 'refresh_token', 'implicit'],
    // A secret says no more than the rest of what an unknown app says of itself.
    auth: {
      methods: ['none', 'client_secret_basic', 'client_secret_post'],
      secretHash: undefined,
      keys: [],
    },
    // What has no challenge has a secret at least: see `codeRules`.
    requirePkce: false,
    requirePushedRequests: false,
    requireDpop: false,
    requestObjectAlg: undefined,
    refresh: { always: true, endsWithSession: false, grace: 0 },
    scopes: undefined,
    defaultScopes: new Set(['openid']),
    sector: undefined,
    idTokenAlg: terms.idTokenAlg,
    userinfoAlg: undefined,
    answerAlg: terms.idTokenAlg,
    accessTokenFormat: 'jwt',
    tokenShape: {},
    firstParty: false,
    initiateLoginUri: undefined,
    clientUri: undefined,
    policyUri: undefined,
    tosUri: undefined,
    brand: noBrand,
  }
}
