/**
 * Amazon Cognito: a user pool and the managed login of its domain, which become one host here.
 *
 * @module
 */

import { realmPaths } from '../../paths.ts'
import type { Claims, User } from '../../user.ts'
import type { PathRow, Place, Preset } from '../preset.ts'
import type { Errors } from '../wording.ts'

const paths: readonly PathRow[] = [
  { theirs: '/oauth2/authorize', ours: realmPaths.authorize },
  // where an app sends its user to sign in without asking who is there first
  { theirs: '/login', ours: realmPaths.authorize },
  { theirs: '/oauth2/token', ours: realmPaths.token },
  { theirs: '/oauth2/userInfo', ours: realmPaths.userinfo },
  { theirs: '/oauth2/revoke', ours: realmPaths.revoke },
  { theirs: '/logout', ours: realmPaths.logOut },
  { theirs: '/{tenant}/.well-known/jwks.json', ours: realmPaths.jwks },
  { theirs: '/{tenant}/.well-known/openid-configuration', ours: realmPaths.openidMetadata },
]

const errors: Errors = {
  cites: [
    'Amazon Cognito Developer Guide, Token endpoint: Examples of negative responses (error alone)',
    'Amazon Cognito Developer Guide, userInfo endpoint: Example negative responses',
  ],
  rows: [
    {
      of: 'invalid_token',
      at: 'userinfo',
      text: 'Access token is expired, disabled, or deleted, or the user has globally signed out.',
    },
  ],
  // an app that reads more of a token request finds nothing more there either
  members: ({ description, endpoint }) =>
    endpoint === 'token' ? {} : { error_description: description },
}

export const cognito: Preset = {
  title: 'Amazon Cognito',
  cites: [
    'Amazon Cognito Developer Guide, User pool endpoints and managed login reference: authorize, login, token, userInfo, revoke, logout (logout_uri)',
    'Amazon Cognito Developer Guide, Understanding the identity (ID) token: token_use, cognito:username, cognito:groups',
    'Amazon Cognito Developer Guide, Understanding the access token: token_use, username, version',
  ],
  tenant: 'us-east-1_Fragrant1',
  issuer: ({ tenant }: Place) => `/${tenant}`,
  paths,
  accessTokenTyp: 'JWT',
  logOutNames: new Map([['logout_uri', 'post_logout_redirect_uri']]),
  claimsIn: ['id_token', 'userinfo'],
  claims: ['token_use', 'cognito:username', 'cognito:groups', 'username'],
  shape: {
    idToken: (claims, { user }) => ({ ...claims, token_use: 'id', ...named(user, claims.sub) }),
    accessToken: (claims, { user }) => ({
      ...claims,
      token_use: 'access',
      version: 2,
      ...groupsOf(user),
      ...(user?.sub === claims.sub && { username: user.username }),
    }),
    userinfo: (claims, { user }) => ({
      ...claims,
      ...(user?.sub === claims.sub && { username: user.username }),
    }),
  },
  errors,
}

/** The groups of a user are the claim `groups`. */
const groupsOf = (user: User | undefined): Claims =>
  user?.claims['groups'] === undefined ? {} : { 'cognito:groups': user.claims['groups'] }

/** One who is known by a pairwise sub is not named beside it. */
const named = (user: User | undefined, sub: string): Claims => ({
  ...groupsOf(user),
  ...(user?.sub === sub && { 'cognito:username': user.username }),
})
