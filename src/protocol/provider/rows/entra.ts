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
import type { Errors, Occasion, Said } from '../wording.ts'

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

const errors: Errors = {
  cites: [
    'Microsoft Entra authentication and authorization error codes: Handling error codes in your application, AADSTS error codes',
  ],
  rows: [
    {
      of: 'login_required',
      text: 'AADSTS50058: A silent sign-in request was sent but no user is signed in.',
      code: 50058,
    },
    {
      of: 'consent_required',
      text: 'AADSTS65001: The user or administrator has not consented to use the application. Send an interactive authorization request for this user and resource.',
      code: 65001,
    },
    {
      of: 'access_denied',
      at: 'authorize',
      text: 'AADSTS65004: User declined to consent to access the app.',
      code: 65004,
    },
    {
      of: 'unsupported_response_type',
      text: 'AADSTS70005: The app returned an unsupported response type.',
      code: 70005,
    },
    {
      of: 'invalid_scope',
      text: 'AADSTS70011: The provided value for the input parameter scope is not valid.',
      code: 70011,
    },
    {
      of: 'come from a client that this server knows',
      text: 'AADSTS700016: The application was not found in the directory. You may have sent your authentication request to the wrong tenant.',
      code: 700016,
    },
    {
      of: 'bring the secret of its client',
      text: 'AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.',
      code: 7000215,
    },
    {
      of: 'send the redirect_uri of its authorization request, letter for letter',
      text: 'AADSTS50011: The reply address does not match the reply address that was provided when requesting the authorization code.',
      code: 50011,
    },
    {
      of: 'send a code once: a second use ends all that the first one gave',
      text: 'AADSTS54005: OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
      code: 54005,
    },
    {
      of: 'send as code one that this server gave within the last minute',
      text: 'AADSTS70008: The provided authorization code or refresh token has expired. Send a new interactive authorization request for this user and resource.',
      code: 70008,
    },
    {
      of: 'send a refresh_token that this server gave and that has not expired or ended',
      text: 'AADSTS70008: The provided authorization code or refresh token has expired. Send a new interactive authorization request for this user and resource.',
      code: 70008,
    },
    {
      of: 'come while the user is signed in, for its refresh_token ends with the session',
      text: 'AADSTS50173: The provided grant has expired due to it being revoked, a fresh auth token is needed.',
      code: 50173,
    },
    {
      of: 'invalid_grant',
      text: 'AADSTS70000: The provided grant is invalid or malformed.',
      code: 70000,
    },
    {
      of: 'use a grant_type that this server has',
      text: 'AADSTS70003: The app requested an unsupported grant type.',
      code: 70003,
    },
    {
      of: 'send grant_type',
      text: "AADSTS900144: The request body must contain the following parameter: 'grant_type'.",
      code: 900144,
    },
  ],
  members,
}

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
  errors,
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

/** What has no number there is said in our words. */
function members({ description, wording }: Said, { at, traceId, correlationId }: Occasion): object {
  if (wording?.code === undefined) return { error_description: description }
  const timestamp = at.replace('T', ' ')
  const named = `Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`
  return {
    error_description: `${description} ${named}`,
    error_codes: [wording.code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${wording.code}`,
  }
}
