/**
 * Google. Its endpoints are on several hosts, which all become one here.
 *
 * @module
 */

import { realmPaths } from '../../paths.ts'
import type { PathRow, Preset } from '../preset.ts'
import type { Errors } from '../wording.ts'

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

const errors: Errors = {
  cites: [
    'Google Identity, OAuth 2.0 for TV and Limited-Input Device Applications: invalid_client; Google Identity, Using OAuth 2.0 to Access Google APIs: Refresh token expiration (invalid_grant)',
    'Google API client libraries: invalid_grant of the token endpoint (Bad Request; Token has been expired or revoked.)',
  ],
  rows: [
    { of: 'come from a client that this server knows', text: 'The OAuth client was not found.' },
    { of: 'bring the secret of its client', text: 'Unauthorized' },
    {
      of: 'send a refresh_token that this server gave and that has not expired or ended',
      text: 'Token has been expired or revoked.',
    },
    {
      of: 'come while the user is signed in, for its refresh_token ends with the session',
      text: 'Token has been expired or revoked.',
    },
    {
      of: 'send the newest refresh_token: each works once, and a second use ends them all',
      text: 'Token has been expired or revoked.',
    },
    { of: 'invalid_grant', text: 'Bad Request' },
  ],
}

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
  errors,
}
