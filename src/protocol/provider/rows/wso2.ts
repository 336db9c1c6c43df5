/**
 * WSO2 API Manager, and the Identity Server whose endpoints it has.
 *
 * @module
 */

import { realmPaths } from '../../paths.ts'
import type { Introspection } from '../../token/introspection.ts'
import type { PathRow, Preset } from '../preset.ts'

const paths: readonly PathRow[] = [
  { theirs: '/oauth2/authorize', ours: realmPaths.authorize },
  { theirs: '/oauth2/token', ours: realmPaths.token },
  { theirs: '/oauth2/revoke', ours: realmPaths.revoke },
  { theirs: '/oauth2/introspect', ours: realmPaths.introspect },
  { theirs: '/oauth2/userinfo', ours: realmPaths.userinfo },
  { theirs: '/oauth2/jwks', ours: realmPaths.jwks },
  { theirs: '/oauth2/par', ours: realmPaths.pushedRequests },
  { theirs: '/api/identity/oauth2/dcr/v1.1/register', ours: realmPaths.register },
  { theirs: '/oidc/logout', ours: realmPaths.logOut },
  { theirs: '/oidc/checksession', ours: realmPaths.checkSession },
  // its issuer is the address of its token endpoint
  { theirs: '/oauth2/token/.well-known/openid-configuration', ours: realmPaths.openidMetadata },
  {
    theirs: '/oauth2/oidcdiscovery/.well-known/openid-configuration',
    ours: realmPaths.openidMetadata,
  },
]

export const wso2: Preset = {
  title: 'WSO2 API Manager',
  cites: [
    'WSO2 API Manager, Implicit Grant',
    'WSO2 Identity Server, OAuth 2.0 and OpenID Connect endpoints: authorize, token, revoke, introspect, userinfo, jwks, par, logout, checksession',
    'WSO2 Identity Server, Discover OpenID Connect configurations: issuer, discovery endpoints',
    'WSO2 Identity Server, Validate tokens: introspection responses of user tokens and application tokens',
    'WSO2 Identity Server, JWT access tokens: aut, azp, aud',
  ],
  tenant: undefined,
  issuer: () => '/oauth2/token',
  paths,
  claims: ['azp', 'amr'],
  shape: {
    idToken: (claims) => ({ ...claims, azp: claims.aud, amr: ['BasicAuthenticator'] }),
    // whom nobody has named another API for, the app itself is the audience
    accessToken: (claims, { issuer, user }) => ({
      ...claims,
      aud: claims.aud === issuer ? claims.client_id : claims.aud,
      azp: claims.client_id,
      aut: user === undefined ? 'APPLICATION' : 'APPLICATION_USER',
    }),
    introspection,
  },
}

function introspection(said: Introspection): Introspection {
  if (!said.active) return said
  if (said['token_type'] === 'refresh_token') return { ...said, token_type: 'Refresh' }
  return { ...said, aut: said['username'] === undefined ? 'APPLICATION' : 'APPLICATION_USER' }
}
