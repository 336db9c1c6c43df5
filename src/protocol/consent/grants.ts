/**
 * What a request asks the user to grant, and how long a grant may last.
 *
 * @module
 */

import type { AuthorizeRequest } from '../authorize/request.ts'
import type { Client } from '../client/client.ts'
import { loopbackOriginOf } from '../client/redirect-uri.ts'
import { remembering } from '../remembering.ts'
import { digestOf } from '../secrets.ts'
import { claimNamesOf, type ScopeCatalogue } from '../userinfo/claims.ts'

/** The key of what a user has granted to a client for good. No part of it holds a line feed. */
export const consentId = (sub: string, client: Client): string => `user\n${sub}\n${nameOf(client)}`

/** The key of what the user of a session has granted to a client for as long as it lasts. */
export const approvalId = (sid: string, client: Client): string =>
  `session\n${sid}\n${nameOf(client)}`

/**
 * One id may be several apps on loopback, and one that has registered itself may change where its
 * answers go: what one may have is not for another.
 */
const nameOf = (client: Client): string => `${client.id}\n${placeOf(client)}`

function placeOf(client: Client): string {
  if (client.source === 'loopback') return client.loopbackOrigin
  return client.source === 'registered' ? uriHash(client) : ''
}

const uriHash = ({ redirectUris }: Client): string => digestOf(redirectUris.join('\n'))

/** The single claims that the scopes of a request do not open already. */
export function singleClaims(request: AuthorizeRequest, catalogue: ScopeCatalogue): string[] {
  const { idToken, userinfo, accessToken } = request.claims
  if (idToken.size + userinfo.size + accessToken.size === 0) return []
  const open = new Set(['sub', 'acr', 'auth_time', ...claimNamesOf(request.scope, catalogue)])
  return [...new Set([...idToken, ...userinfo, ...accessToken])].filter((claim) => !open.has(claim))
}

/** Everything a request asks for: scopes, and single claims as `claim:name`. */
export function grantsOf(request: AuthorizeRequest, catalogue: ScopeCatalogue): readonly string[] {
  return [...request.scope, ...singleClaims(request, catalogue).map((claim) => `claim:${claim}`)]
}

/**
 * Whether consent may outlast one answer: for the session, or for good. A client whose identity nothing vouches for — one that
 * lives on loopback or behind a private-use scheme — is asked about each time (RFC 8252 §8.6),
 * except in local mode, where every client is such a one and silent renewal is to work.
 */
export function mayBeRemembered(redirectUri: string, mode: 'local' | 'strict'): boolean {
  return mode === 'local' || isElsewhere(redirectUri)
}

/** Whether something vouches for an address: a certificate, of a host that is not this machine. */
const isElsewhere = remembering(
  (redirectUri) => redirectUri.startsWith('https:') && loopbackOriginOf(redirectUri) === undefined,
)
