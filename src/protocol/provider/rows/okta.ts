/**
 * Okta, by a custom authorization server; `default` is the one that every org begins with.
 *
 * @module
 */

import { realmPaths } from '../../paths.ts'
import type { AccessTokenClaims } from '../../tokens/access-token.ts'
import type { About, PathRow, Place, Preset } from '../preset.ts'
import type { Errors, Occasion, Said } from '../wording.ts'

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

const errors: Errors = {
  cites: [
    'Okta, OpenID Connect & OAuth 2.0 API: Possible errors of /authorize and /token',
    'Okta error codes and descriptions: E0000001, E0000011 (errorCode, errorSummary, errorLink, errorId, errorCauses)',
  ],
  rows: [
    {
      of: 'login_required',
      text: 'The client specified not to prompt, but the user is not logged in.',
    },
    {
      of: 'access_denied',
      at: 'authorize',
      text: 'The resource owner or authorization server denied the request.',
    },
    {
      of: 'send as code one that this server gave within the last minute',
      text: 'The authorization code is invalid or has expired.',
    },
    {
      of: 'send a code once: a second use ends all that the first one gave',
      text: 'The authorization code is invalid or has expired.',
    },
    {
      of: 'send a code that was given to its own client',
      text: 'The authorization code is invalid or has expired.',
    },
    {
      of: 'send the code_verifier that its code_challenge was made from',
      text: 'PKCE verification failed.',
    },
    {
      of: 'send a refresh_token that this server gave and that has not expired or ended',
      text: 'The refresh token is invalid or expired.',
    },
    {
      of: 'send a refresh_token that was given to its own client',
      text: 'The refresh token is invalid or expired.',
    },
    {
      of: 'come while the user is signed in, for its refresh_token ends with the session',
      text: 'The refresh token is invalid or expired.',
    },
    {
      of: 'send the newest refresh_token: each works once, and a second use ends them all',
      text: 'The refresh token is invalid or expired.',
    },
  ],
  members,
}

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
  errors,
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

/** Clients are of its management API, whose errors are other ones than those of OAuth. */
function members({ error, description, endpoint }: Said, { traceId }: Occasion): object {
  if (endpoint !== 'registration') return { error_description: description }
  const [errorCode, errorSummary] =
    error === 'invalid_token'
      ? ['E0000011', 'Invalid token provided']
      : ['E0000001', 'Api validation failed']
  return {
    error_description: description,
    ...{ errorCode, errorSummary, errorLink: errorCode, errorId: traceId },
    errorCauses: [{ errorSummary: description }],
  }
}
