/**
 * Okta, by a custom authorization server; `default` is the one that every org begins with.
 *
 * @module
 */

import { realmPaths } from '../../paths.ts'
import type { AccessTokenClaims } from '../../tokens/access-token.ts'
import type { About, PathRow, Place, Preset } from '../preset.ts'

const server = '/oauth2/{tenant}'

const paths: readonly PathRow[] = [
  { theirs: `${server}/v1/authorize`, ours: realmPaths.authorize },
  { theirs: `${server}/v1/token`, ours: realmPaths.token },
  { theirs: `${server}/v1/revoke`, ours: realmPaths.revoke },
  { theirs: `${server}/v1/introspect`, ours: realmPaths.introspect },
  { theirs: `${server}/v1/userinfo`, ours: realmPaths.userinfo },
  { theirs: `${server}/v1/keys`, ours: realmPaths.jwks },
  { theirs: `${server}/v1/logout`, ours: realmPaths.logOut },
  { theirs: `${server}/v1/par`, ours: realmPaths.pushedRequests },
  { theirs: '/oauth2/v1/clients', ours: realmPaths.register },
  { theirs: `${server}${realmPaths.openidMetadata}`, ours: realmPaths.openidMetadata },
  { theirs: `${server}${realmPaths.oauthMetadata}`, ours: realmPaths.oauthMetadata },
]

export const okta: Preset = {
  title: 'Okta',
  cites: [
    'Okta, OpenID Connect & OAuth 2.0 API overview: Composing your base URL, endpoints of a custom authorization server',
    'Okta, ID tokens and access tokens: Access token (ver, cid, uid, scp), ID token (ver, amr, idp)',
    'Okta, API Access Management: the default custom authorization server, api://default',
  ],
  tenant: 'default',
  issuer: ({ tenant }: Place) => `/oauth2/${tenant}`,
  paths,
  accessTokenTyp: 'JWT',
  claims: ['ver', 'amr'],
  shape: {
    idToken: (claims) => ({ ...claims, ver: 1, amr: ['pwd'] }),
    accessToken,
  },
}

function accessToken(claims: AccessTokenClaims, { issuer, user }: About): AccessTokenClaims {
  return {
    ...claims,
    ver: 1,
    // whom nobody has named another API for, the one of the authorization server is
    aud: claims.aud === issuer ? 'api://default' : claims.aud,
    cid: claims.client_id,
    ...(user !== undefined && { uid: claims.sub }),
    scp: claims.scope.split(' '),
  }
}
