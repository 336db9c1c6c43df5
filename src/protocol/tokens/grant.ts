/**
 * What tokens are made from: what a user has let an app have. An authorization request is one while
 * it is answered; behind a code or a refresh token it is kept.
 *
 * @module
 */

import type { Client } from '../client/client.ts'
import type { ResponseType } from '../response/response-type.ts'
import type { SignedInUser } from '../user.ts'
import type { ClaimsRequest } from '../userinfo/claims-request.ts'

export interface Grant {
  readonly client: Client
  readonly responseType: ResponseType
  readonly scope: ReadonlySet<string>
  /** Whom the access token is for: at least one. */
  readonly audience: readonly string[]
  readonly claims: ClaimsRequest
  readonly nonce: string | undefined
  readonly acrValues: readonly string[]
}

/** A grant as plain data, with the login that it was given in. */
export interface KeptGrant extends SignedInUser {
  readonly clientId: string
  readonly redirectUri: string
  readonly responseType: ResponseType
  readonly scope: readonly string[]
  readonly audience: readonly string[]
  readonly claims: Readonly<Record<ClaimsPlace, readonly string[]>>
  readonly nonce: string | undefined
  readonly acrValues: readonly string[]
  /** Epoch seconds. */
  readonly grantedAt: number
}

type ClaimsPlace = 'idToken' | 'userinfo' | 'accessToken'

interface Given {
  readonly request: Grant
  readonly redirectUri: string
  readonly login: SignedInUser
  readonly now: number
}

export function keptGrant({ request, redirectUri, login, now }: Given): KeptGrant {
  const { client, responseType, scope, audience, claims, nonce, acrValues } = request
  return {
    clientId: client.id,
    redirectUri,
    responseType,
    scope: [...scope],
    audience,
    claims: {
      idToken: [...claims.idToken],
      userinfo: [...claims.userinfo],
      accessToken: [...claims.accessToken],
    },
    nonce,
    acrValues,
    sub: login.sub,
    sid: login.sid,
    authTime: login.authTime,
    grantedAt: now,
  }
}

export function grantOf(kept: KeptGrant, client: Client): Grant {
  const { responseType, scope, audience, claims, nonce, acrValues } = kept
  return {
    client,
    responseType,
    scope: new Set(scope),
    audience,
    claims: {
      idToken: new Set(claims.idToken),
      userinfo: new Set(claims.userinfo),
      accessToken: new Set(claims.accessToken),
      acrValues,
      sub: undefined,
    },
    nonce,
    acrValues,
  }
}
