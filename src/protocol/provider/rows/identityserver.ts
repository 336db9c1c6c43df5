/**
 * Duende IdentityServer, and IdentityServer4 before it.
 *
 * @module
 */

import { realmPaths } from '../../paths.ts'
import type { PathRow, Preset } from '../preset.ts'

const paths: readonly PathRow[] = [
  { theirs: '/connect/authorize', ours: realmPaths.authorize },
  { theirs: '/connect/token', ours: realmPaths.token },
  { theirs: '/connect/userinfo', ours: realmPaths.userinfo },
  { theirs: '/connect/introspect', ours: realmPaths.introspect },
  { theirs: '/connect/revocation', ours: realmPaths.revoke },
  { theirs: '/connect/endsession', ours: realmPaths.logOut },
  { theirs: '/connect/checksession', ours: realmPaths.checkSession },
  { theirs: '/connect/par', ours: realmPaths.pushedRequests },
  { theirs: '/connect/dcr', ours: realmPaths.register },
  { theirs: '/.well-known/openid-configuration/jwks', ours: realmPaths.jwks },
]

export const identityserver: Preset = {
  title: 'Duende IdentityServer',
  cites: [
    'Duende IdentityServer, Endpoints: Discovery, Authorize, Token, UserInfo, Introspection, Revocation, End Session, Pushed Authorization',
    'Duende IdentityServer, Identity Resources and ID tokens: claims come from the UserInfo endpoint unless AlwaysIncludeUserClaimsInIdToken is set',
    'Duende IdentityServer, Authentication sessions and tokens: amr (pwd), idp (local)',
  ],
  tenant: undefined,
  issuer: () => '',
  paths,
  claims: ['amr', 'idp'],
  shape: {
    idToken: (claims) => ({ ...claims, amr: ['pwd'], idp: 'local' }),
    accessToken: (claims, { user }) =>
      user === undefined ? claims : { ...claims, amr: ['pwd'], idp: 'local' },
  },
}
