/**
 * Auth0. Most of its paths are ours too, since its SDKs take no others; its issuer ends in a slash.
 *
 * @module
 */

import { realmPaths } from '../../paths.ts'
import type { AccessTokenClaims } from '../../tokens/access-token.ts'
import type { About, PathRow, Preset } from '../preset.ts'

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
}

/** A token with openid is for userinfo too; for whom else, its request has said. */
function accessToken(claims: AccessTokenClaims, { issuer }: About): AccessTokenClaims {
  const userinfo = issuer + realmPaths.userinfo.slice(1)
  const named = [claims.aud].flat().filter((audience) => audience !== issuer)
  const isOfUser = claims.scope.split(' ').includes('openid')
  const aud = isOfUser || named.length === 0 ? [...named, userinfo] : named
  return { ...claims, azp: claims.client_id, aud: aud.length === 1 ? (aud[0] ?? '') : aud }
}
