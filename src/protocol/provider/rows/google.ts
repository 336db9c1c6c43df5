/**
 * Google. Its endpoints are on several hosts, which all become one here.
 *
 * @module
 */

import { realmPaths } from '../../paths.ts'
import type { PathRow, Preset } from '../preset.ts'

const paths: readonly PathRow[] = [
  { theirs: '/o/oauth2/v2/auth', ours: realmPaths.authorize },
  { theirs: '/o/oauth2/auth', ours: realmPaths.authorize },
  { theirs: '/token', ours: realmPaths.token },
  { theirs: '/oauth2/v4/token', ours: realmPaths.token },
  { theirs: '/o/oauth2/token', ours: realmPaths.token },
  { theirs: '/revoke', ours: realmPaths.revoke },
  { theirs: '/v1/userinfo', ours: realmPaths.userinfo },
  { theirs: '/oauth2/v3/userinfo', ours: realmPaths.userinfo },
  { theirs: '/oauth2/v3/certs', ours: realmPaths.jwks },
]

export const google: Preset = {
  title: 'Google',
  cites: [
    'Google Identity, OpenID Connect: Discovery document, An ID token’s payload (azp, claims of the scopes)',
    'Google Identity, OAuth 2.0 for Client-side Web Applications: endpoints, implicit flow',
    'Google Identity, Using OAuth 2.0 for Web Server Applications: token and revocation endpoints, Calling Google APIs (access_token query parameter)',
  ],
  tenant: undefined,
  issuer: () => '',
  paths,
  // as passport-google-oauth20 asks, which knows no other way
  tokenInQuery: true,
  claimsIn: ['id_token', 'userinfo'],
  claims: ['azp'],
  shape: { idToken: (claims) => ({ ...claims, azp: claims.aud }) },
}
