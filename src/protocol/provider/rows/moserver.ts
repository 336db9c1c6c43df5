/**
 * miniOrange OAuth Server, a plugin by which a WordPress site is a provider.
 *
 * @module
 */

import { realmPaths } from '../../paths.ts'
import type { Claims } from '../../user.ts'
import type { About, PathRow, Preset } from '../preset.ts'

const paths: readonly PathRow[] = [
  { theirs: '/authorize', ours: realmPaths.authorize },
  { theirs: '/token', ours: realmPaths.token },
  { theirs: '/userinfo', ours: realmPaths.userinfo },
  { theirs: '/resource', ours: realmPaths.userinfo },
  { theirs: '/.well-known/keys', ours: realmPaths.jwks },
  { theirs: '/*/.well-known/keys', ours: realmPaths.jwks },
  { theirs: '/.well-known/openid-configuration', ours: realmPaths.openidMetadata },
  // one for each client, by its client_id
  {
    theirs: '/*/.well-known/openid-configuration',
    ours: realmPaths.openidMetadata,
    ofClient: true,
  },
]

/** What WordPress calls the claims of OIDC Core §5.1. */
const names: Readonly<Record<string, string>> = {
  given_name: 'first_name',
  family_name: 'last_name',
  nickname: 'nickname',
  name: 'display_name',
  picture: 'picture',
  email: 'email',
  locale: 'locale',
}

export const moserver: Preset = {
  title: 'miniOrange OAuth Server for WordPress',
  cites: [
    'miniOrange OAuth API Documentation: Authorization Code Grant, Implicit Grant, token and resource requests',
    'miniOrange WordPress OAuth Server, OpenID Discovery Document: Endpoint, Supported Metadata',
  ],
  tenant: undefined,
  base: () => '/wp-json/moserver',
  issuer: () => '/wp-json/moserver',
  // where its document stands; an id that would have to be encoded there has none of its own
  clientIssuer: (issuer, clientId) =>
    /^[\w.~-]+$/.test(clientId) ? `${issuer}/${clientId}` : issuer,
  paths,
  userinfoWithoutOpenid: true,
  claims: ['id', 'username', ...Object.values(names)],
  shape: { userinfo },
}

/**
 * A flat object: who it is, and of what its scopes open, what WordPress knows by a name. One who is
 * known by a pairwise sub is not named beside it.
 */
function userinfo(claims: Claims & { readonly sub: string }, { user }: About): object {
  const known = Object.entries(names).flatMap(([ours, theirs]) =>
    claims[ours] === undefined ? [] : [[theirs, claims[ours]] as const],
  )
  return {
    sub: claims.sub,
    id: claims.sub,
    ...(user?.sub === claims.sub && { username: user.username }),
    ...Object.fromEntries(known),
  }
}
