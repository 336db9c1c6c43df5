/**
 * Active Directory Federation Services, 2016 and later.
 *
 * @module
 */

import { realmPaths } from '../../paths.ts'
import type { User } from '../../user.ts'
import type { PathRow, Preset } from '../preset.ts'

const paths: readonly PathRow[] = [
  { theirs: '/oauth2/authorize/', ours: realmPaths.authorize },
  { theirs: '/oauth2/authorize', ours: realmPaths.authorize },
  { theirs: '/oauth2/token/', ours: realmPaths.token },
  { theirs: '/oauth2/token', ours: realmPaths.token },
  { theirs: '/oauth2/logout', ours: realmPaths.logOut },
  { theirs: '/userinfo', ours: realmPaths.userinfo },
  { theirs: '/discovery/keys', ours: realmPaths.jwks },
  { theirs: realmPaths.openidMetadata, ours: realmPaths.openidMetadata },
]

export const adfs: Preset = {
  title: 'Active Directory Federation Services',
  cites: [
    'Microsoft, AD FS OpenID Connect/OAuth concepts: endpoints, claims of ID tokens and access tokens (apptype, appid, scp, ver)',
    'Microsoft, AD FS OpenID Connect/OAuth flows and application scenarios: implicit grant flow, resource',
    'Microsoft, Single log-out for OpenID Connect with AD FS: id_token_hint, post_logout_redirect_uri',
  ],
  tenant: undefined,
  base: () => '/adfs',
  issuer: () => '/adfs',
  paths,
  accessTokenTyp: 'JWT',
  claimsIn: ['id_token', 'userinfo'],
  claims: ['ver', 'upn', 'unique_name'],
  shape: {
    idToken: (claims, { user }) => ({ ...claims, ver: '1.0', ...namesOf(user, claims.sub) }),
    accessToken: (claims, { user }) => ({
      ...claims,
      ver: '1.0',
      appid: claims.client_id,
      apptype: 'Public',
      scp: claims.scope,
      ...namesOf(user, claims.sub),
    }),
  },
}

/** One who is known by a pairwise sub is not named beside it. */
const namesOf = (user: User | undefined, sub: string): object =>
  user?.sub === sub ? { upn: user.username, unique_name: user.username } : {}
