/**
 * Keycloak. It keeps its realms where we keep ours, at `/realms/{name}`: a realm of ours is one of Keycloak's by
 * its own id, and the default realm is one by the name that `preset_tenant` gives it.
 *
 * @module
 */

import { realmPaths, serverPaths } from '../../paths.ts'
import type { AccessTokenClaims } from '../../tokens/access-token.ts'
import type { ClaimValue, User } from '../../user.ts'
import type { Userinfo } from '../../userinfo/claims.ts'
import type { About, PathRow, Place, Preset } from '../preset.ts'
import type { Errors } from '../wording.ts'

const oidc = '/protocol/openid-connect'

const paths: readonly PathRow[] = [
  { theirs: `${oidc}/auth`, ours: realmPaths.authorize },
  // where keycloak-js sends whoever is to register: our login page makes somebody new
  { theirs: `${oidc}/registrations`, ours: realmPaths.authorize },
  { theirs: `${oidc}/token`, ours: realmPaths.token },
  { theirs: `${oidc}/token/introspect`, ours: realmPaths.introspect },
  { theirs: `${oidc}/revoke`, ours: realmPaths.revoke },
  { theirs: `${oidc}/userinfo`, ours: realmPaths.userinfo },
  { theirs: `${oidc}/certs`, ours: realmPaths.jwks },
  { theirs: `${oidc}/logout`, ours: realmPaths.logOut },
  { theirs: `${oidc}/ext/par/request`, ours: realmPaths.pushedRequests },
  { theirs: `${oidc}/login-status-iframe.html`, ours: realmPaths.sidFrame },
  { theirs: `${oidc}/3p-cookies/step1.html`, ours: realmPaths.cookieFrame },
  { theirs: '/clients-registrations/openid-connect', ours: realmPaths.register },
  // createAccountUrl() of keycloak-js, and loadUserProfile()
  { theirs: '/account', ours: realmPaths.account },
  { theirs: '/account', ours: realmPaths.profile, json: true },
  { theirs: realmPaths.openidMetadata, ours: realmPaths.openidMetadata },
]

const base = ({ realmId, tenant }: Place): string =>
  realmId === 'default' ? `${serverPaths.realms}/${tenant}` : ''

const errors: Errors = {
  cites: [
    'Keycloak, server sources of OIDC endpoints: AuthorizationEndpointChecker, AuthorizationCodeGrantType, PkceUtils, TokenManager, ClientIdAndSecretAuthenticator',
  ],
  rows: [
    { of: 'send response_type', text: 'Missing parameter: response_type' },
    { of: 'send nonce when it asks for an ID Token', text: 'Missing parameter: nonce' },
    { of: 'send grant_type', text: 'Missing form parameter: grant_type' },
    { of: 'use a grant_type that this server has', text: 'Unsupported grant_type' },
    {
      of: 'come from a client that this server knows',
      text: 'Invalid client or Invalid client credentials',
    },
    { of: 'bring the secret of its client', text: 'Invalid client or Invalid client credentials' },
    { of: 'send as code one that this server gave within the last minute', text: 'Code not valid' },
    {
      of: 'send a code once: a second use ends all that the first one gave',
      text: 'Code not valid',
    },
    { of: 'send a code that was given to its own client', text: 'Auth error' },
    {
      of: 'send the redirect_uri of its authorization request, letter for letter',
      text: 'Incorrect redirect_uri',
    },
    {
      of: 'send code_verifier, for its authorization request sent code_challenge',
      text: 'PKCE code verifier not specified',
    },
    {
      of: 'send the code_verifier that its code_challenge was made from',
      text: 'PKCE verification failed: Code mismatch',
    },
    {
      of: 'send a refresh_token that this server gave and that has not expired or ended',
      text: 'Invalid refresh token',
    },
    {
      of: 'send a refresh_token that was given to its own client',
      text: "Invalid refresh token. Token client and authorized client don't match",
    },
    {
      of: 'come while the user is signed in, for its refresh_token ends with the session',
      text: 'Session not active',
    },
    {
      of: 'send the newest refresh_token: each works once, and a second use ends them all',
      text: 'Maximum allowed refresh token reuse exceeded',
    },
  ],
}

export const keycloak: Preset = {
  title: 'Keycloak',
  cites: [
    'Keycloak, Securing applications and services with OpenID Connect: Endpoints',
    'Keycloak JavaScript adapter: Session status iframe, Modern browsers with tracking protection, Hybrid and implicit flow',
    'Keycloak JavaScript adapter: loadUserProfile, createAccountUrl; Keycloak Admin REST API: UserRepresentation',
    'Keycloak Server Administration Guide: OIDC token and SAML assertion mappings (client scopes profile, email, roles), Audience support',
    'Keycloak Upgrading Guide, Migrating to 18.0.0: OpenID Connect logout (redirect_uri)',
  ],
  tenant: 'master',
  base,
  issuer: base,
  paths,
  accessTokenTyp: 'JWT',
  logOutNames: new Map([['redirect_uri', 'post_logout_redirect_uri']]),
  claimsIn: ['access_token', 'id_token', 'userinfo'],
  claims: ['typ', 'azp'],
  shape: {
    idToken: (claims) => ({ ...claims, typ: 'ID', azp: claims.aud }),
    accessToken,
    profile,
  },
  errors,
}

function accessToken(claims: AccessTokenClaims, { issuer, user }: About): AccessTokenClaims {
  return {
    ...claims,
    typ: 'Bearer',
    azp: claims.client_id,
    // whom nobody has named another API for, the account console of the realm is
    aud: claims.aud === issuer ? 'account' : claims.aud,
    ...(user && rolesOf(user)),
  }
}

/** A realm's roles are the claim `roles` of the user; what is written as Keycloak has it stays so. */
function rolesOf({ claims }: User): Readonly<Record<string, ClaimValue>> {
  const { roles, realm_access = roles && { roles }, resource_access } = claims
  return { ...(realm_access && { realm_access }), ...(resource_access && { resource_access }) }
}

/** Of what its scopes open, what the account API of a realm says in UserRepresentation. */
function profile(claims: Userinfo, { user }: About): object {
  const { given_name, family_name, email, email_verified } = claims
  const said = {
    id: claims.sub,
    username: user?.sub === claims.sub ? user.username : undefined,
    firstName: given_name,
    lastName: family_name,
    email,
    emailVerified: email_verified,
  }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
}
