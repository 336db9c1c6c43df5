import type { Client, ClientId } from '../client.ts'
import { loopbackOriginOf } from '../redirect-uri.ts'
import { messageModes, tokenModes } from '../response-mode.ts'
import { responseTypes } from '../response-type.ts'
import type { SigningAlg } from '../signing-alg.ts'

/** A client that was accepted on loopback. */
export type LoopbackClient = Client & { readonly loopbackOrigin: string }

const clientIdSyntax = /^[\x21-\x7e]{1,256}$/

/**
 * The client that an unknown `client_id` becomes when its redirect URI is on loopback: public, for
 * exactly the origin that it came from. Undefined when the redirect URI is anywhere else.
 *
 * Deviates: RFC 6749 §2 leaves unregistered clients out of scope. It is a convenience of local
 * mode, where nothing but this machine can receive the answer.
 */
export function loopbackClient(
  clientId: string,
  redirectUri: string,
  terms: { readonly idTokenAlg: SigningAlg },
): LoopbackClient | undefined {
  const origin = loopbackOriginOf(redirectUri)
  if (origin === undefined || !clientIdSyntax.test(clientId)) return undefined
  return {
    id: clientId as ClientId,
    name: clientId,
    enabled: true,
    applicationType: 'web',
    redirectUris: [],
    postLogoutRedirectUris: [],
    loopbackOrigin: origin,
    responseTypes,
    responseModes: [...tokenModes, ...messageModes],
    scopes: undefined,
    defaultScopes: new Set(['openid']),
    idTokenAlg: terms.idTokenAlg,
    accessTokenFormat: 'jwt',
    tokenShape: {},
    firstParty: false,
    clientUri: undefined,
    policyUri: undefined,
    tosUri: undefined,
  }
}
