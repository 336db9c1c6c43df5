/**
 * Microsoft Entra ID, by its endpoints v2.0; those of v1.0 answer too.
 *
 * @module
 */

import { realmPaths } from '../../paths.ts'
import type { AccessTokenClaims } from '../../tokens/access-token.ts'
import type { IdTokenClaims } from '../../tokens/id-token.ts'
import type { User } from '../../user.ts'
import type { About, PathRow, Place, Preset } from '../preset.ts'

/** Its own tenant in the first place, then whatever an app calls it: `common`, `organizations`, a domain. */
const inTenant = (theirs: string, ours: string): readonly PathRow[] => [
  { theirs: `/{tenant}${theirs}`, ours },
  { theirs: `/*${theirs}`, ours },
]

const paths: readonly PathRow[] = [
  ...inTenant('/oauth2/v2.0/authorize', realmPaths.authorize),
  ...inTenant('/oauth2/v2.0/token', realmPaths.token),
  ...inTenant('/oauth2/v2.0/logout', realmPaths.logOut),
  ...inTenant('/discovery/v2.0/keys', realmPaths.jwks),
  ...inTenant('/v2.0/.well-known/openid-configuration', realmPaths.openidMetadata),
  { theirs: '/oidc/userinfo', ours: realmPaths.userinfo },
  ...inTenant('/oauth2/authorize', realmPaths.authorize),
  ...inTenant('/oauth2/token', realmPaths.token),
  ...inTenant('/oauth2/logout', realmPaths.logOut),
  ...inTenant('/discovery/keys', realmPaths.jwks),
]

export const entra: Preset = {
  title: 'Microsoft Entra ID',
  cites: [
    'Microsoft identity platform, OpenID Connect: Find your app’s OpenID configuration document URI, Send a sign-out request',
    'Microsoft identity platform, OAuth 2.0 implicit grant flow: Protocol diagram, Send the sign-in request',
    'Microsoft identity platform, ID token claims reference: ver, tid, oid, preferred_username',
    'Microsoft identity platform, Access token claims reference: ver, tid, oid, azp, azpacr, scp',
    'MSAL.js 1.x, ClientInfo: uid and utid of client_info',
    'Microsoft identity platform, UserInfo endpoint',
    'Microsoft Entra ID, Best practices for error handling: client-request-id',
  ],
  tenant: 'f7a9ba17-0000-4000-8000-000000000001',
  issuer: ({ tenant }: Place) => `/${tenant}/v2.0`,
  paths,
  accessTokenTyp: 'JWT',
  // as MSAL writes it to the token endpoint
  unread: new Set(['client-request-id']),
  claimsIn: ['id_token', 'userinfo'],
  claims: ['ver', 'tid', 'oid'],
  shape: { idToken, accessToken, answer },
}

/** The tenant is the last but one part of the issuer. */
const tenantOf = (issuer: string): string => issuer.split('/').at(-2) ?? ''

/** One who is known by a pairwise sub has no other id beside it. */
const oidOf = (user: User | undefined, sub: string): { readonly oid?: string } =>
  user?.sub === sub ? { oid: user.sub } : {}

function idToken(claims: IdTokenClaims, { issuer, user }: About): IdTokenClaims {
  return { ...claims, ver: '2.0', tid: tenantOf(issuer), ...oidOf(user, claims.sub) }
}

/** Who the user is and where, as MSAL names its accounts by. */
function answer({ issuer, user }: About): Readonly<Record<string, string>> {
  if (user === undefined) return {}
  const info = JSON.stringify({ uid: user.sub, utid: tenantOf(issuer) })
  return { client_info: Buffer.from(info).toString('base64url') }
}

function accessToken(claims: AccessTokenClaims, { issuer, user }: About): AccessTokenClaims {
  return {
    ...claims,
    ver: '2.0',
    tid: tenantOf(issuer),
    azp: claims.client_id,
    azpacr: '0',
    ...(user !== undefined && { scp: claims.scope, ...oidOf(user, claims.sub) }),
  }
}
