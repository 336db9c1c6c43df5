/**
 * Auth0. Most of its paths are ours too, since its SDKs take no others; its issuer ends in a slash.
 *
 * @module
 */

import { realmPaths } from '../../paths.ts'
import type { AccessTokenClaims } from '../../tokens/access-token.ts'
import type { About, PathRow, Preset } from '../preset.ts'
import type { Errors } from '../wording.ts'

const paths: readonly PathRow[] = [
  { theirs: '/authorize', ours: realmPaths.authorize },
  { theirs: '/oauth/token', ours: realmPaths.token },
  { theirs: '/oauth/revoke', ours: realmPaths.revoke },
  { theirs: '/oauth/par', ours: realmPaths.pushedRequests },
  { theirs: '/userinfo', ours: realmPaths.userinfo },
  { theirs: '/.well-known/jwks.json', ours: realmPaths.jwks },
  { theirs: '/oidc/logout', ours: realmPaths.logOut },
  { theirs: '/v2/logout', ours: realmPaths.logOut },
  { theirs: '/oidc/register', ours: realmPaths.register },
]

const errors: Errors = {
  cites: [
    'Auth0, Silent Authentication: Error responses (login_required, consent_required)',
    'Auth0 Authentication API, Standard error responses; Auth0 SPA SDK: Unknown or invalid refresh token',
  ],
  rows: [
    { of: 'login_required', text: 'Login required' },
    { of: 'consent_required', text: 'Consent required' },
    { of: 'access_denied', at: 'authorize', text: 'User did not authorize the request' },
    {
      of: 'send as code one that this server gave within the last minute',
      text: 'Invalid authorization code',
    },
    {
      of: 'send a code once: a second use ends all that the first one gave',
      text: 'Invalid authorization code',
    },
    { of: 'send a code that was given to its own client', text: 'Invalid authorization code' },
    {
      of: 'send the code_verifier that its code_challenge was made from',
      text: 'Failed to verify code verifier',
    },
    // by these words auth0-spa-js goes on in a frame
    {
      of: 'send a refresh_token that this server gave and that has not expired or ended',
      text: 'Unknown or invalid refresh token.',
    },
    {
      of: 'send a refresh_token that was given to its own client',
      text: 'Unknown or invalid refresh token.',
    },
    {
      of: 'come while the user is signed in, for its refresh_token ends with the session',
      text: 'Unknown or invalid refresh token.',
    },
    {
      of: 'send the newest refresh_token: each works once, and a second use ends them all',
      text: 'Unknown or invalid refresh token.',
    },
    { of: 'bring the secret of its client', text: 'Unauthorized' },
  ],
}

export const auth0: Preset = {
  title: 'Auth0',
  cites: [
    'Auth0 Authentication API: Authorize, Get Token, Revoke Refresh Token, Get User Info, Auth0 Logout (returnTo), OIDC Logout, Dynamic Client Registration',
    'Auth0, Access Tokens: JSON Web Token access tokens, Custom API tokens with more than one audience',
    'Auth0, Validate JSON Web Tokens: iss is the domain with a slash at its end',
    'Auth0, ID Token Structure: claims of the profile and email scopes in the ID Token',
  ],
  tenant: undefined,
  issuer: () => '/',
  paths,
  accessTokenTyp: 'JWT',
  logOutNames: new Map([['returnTo', 'post_logout_redirect_uri']]),
  // as passport-auth0 asks, which knows no other way
  tokenInQuery: true,
  claimsIn: ['id_token', 'userinfo'],
  shape: { accessToken },
  errors,
}

/** A token with openid is for userinfo too; for whom else, its request has said. */
function accessToken(claims: AccessTokenClaims, { issuer }: About): AccessTokenClaims {
  const userinfo = issuer + realmPaths.userinfo.slice(1)
  const named = [claims.aud].flat().filter((audience) => audience !== issuer)
  const isOfUser = claims.scope.split(' ').includes('openid')
  const aud = isOfUser || named.length === 0 ? [...named, userinfo] : named
  return { ...claims, azp: claims.client_id, aud: aud.length === 1 ? (aud[0] ?? '') : aud }
}
