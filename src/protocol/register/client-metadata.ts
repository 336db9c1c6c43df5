/**
 * Client metadata (RFC 7591 §2, OIDC Registration §2, OIDC RP-Initiated Logout §3.1, and members of
 * our own): what a client says of itself, or its operator for it. Each member is read by itself here;
 * what must hold among them is judged by `judge-client.ts`.
 *
 * @module
 */

import { z } from 'zod'
import { clientAuthMethods } from '../client/credentials.ts'
import { grantTypes } from '../client/grant-type.ts'
import { requestObjectAlgs, signingAlgs } from '../keys/signing-alg.ts'
import { jwtModes, messageModes, shortJwtMode, tokenModes } from '../response/response-mode.ts'
import { isScopeToken } from '../scope.ts'
import { appAddress } from './app-address.ts'
import { jwks } from './jwks.ts'
import { logOutMembers } from './log-out-metadata.ts'
import { redirectUriProblem } from './redirect-uri.ts'
import { registeredResponseTypes } from './response-types.ts'
import { subjectMembers } from './subject-metadata.ts'
import { tokenMembers } from './token-metadata.ts'
import { flag, list, listed, oneOf, shownText, text } from './value.ts'

export const clientId = text(
  'printable ASCII text of 1 to 256 characters (a number needs quotes)',
  /^[\x21-\x7e](?:[\x20-\x7e]{0,254}[\x21-\x7e])?$/,
).meta({
  title: 'Client ID',
  description: 'What the app sends as client_id; unique in its realm, and no user’s sub.',
})

const modes = [...tokenModes, shortJwtMode, ...jwtModes, ...messageModes] as const

const modesTaken = `a list of ${listed(modes)}`

/** A redirect URI, judged by itself; whether its scheme suits the client is judged later. */
const redirectUri = z
  .string({ error: 'must be an absolute URI, such as https://app.example/callback' })
  .superRefine((uri, context) => {
    const problem = redirectUriProblem(uri)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  })

const graceTaken = 'must be a whole number of seconds from 0 to 60'

const webLink = text('an http or https address without credentials', isWebLink)

/** Whether `address` is a link that a page may show: http or https, without credentials. */
function isWebLink(address: string): boolean {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(address) || !URL.canParse(address)) return false
  const { username, password } = new URL(address)
  return username === '' && password === ''
}

const scopeList = (takes: string) => {
  const error = `must be ${takes}`
  return z
    .union([z.string(), z.array(z.string({ error }))], { error })
    .transform((value) => (typeof value === 'string' ? value.split(' ') : value).filter(Boolean))
    .refine((scopes) => scopes.every(isScopeToken), { error })
}

export const clientMetadata = {
  client_name: shownText(200).optional().meta({
    title: 'Name',
    description: 'The name that the consent page shows; the client_id when it is left out.',
  }),
  application_type: oneOf('web', 'native').default('web').meta({
    title: 'Application type',
    description: 'native may use a custom scheme, and any port on a registered 127.0.0.1 or [::1].',
  }),
  redirect_uris: list(redirectUri, 'a list of redirect URIs').default([]).meta({
    title: 'Redirect URIs',
    description:
      'Where answers may go; compared exactly. By https; by http on loopback only. At least one, unless the client is a service with client_credentials alone.',
  }),
  post_logout_redirect_uris: list(redirectUri, 'a list of URIs').default([]).meta({
    title: 'Post-logout redirect URIs',
    description: 'Where the browser may go after logout, by the same rules.',
  }),
  response_types: registeredResponseTypes.optional().meta({
    title: 'Response types',
    description:
      'What the client may ask for; id_token token includes id_token alone. With token in it an access token travels in an address: leave that to apps that cannot do without (RFC 9700 §2.1.2).',
  }),
  grant_types: list(oneOf(...grantTypes), `a list of ${listed(grantTypes)}`)
    .optional()
    .meta({
      title: 'Grant types',
      description:
        'What the client may use at the token endpoint: client_credentials is for services that act for themselves. Left out: what its response types need, and refresh_token with code.',
    }),
  token_endpoint_auth_method: oneOf(...clientAuthMethods)
    .optional()
    .meta({
      title: 'Client authentication',
      description:
        'How it authenticates where it calls by itself. Left out: by its secret, in the header or the body; none without a secret, as apps in a browser have it.',
    }),
  client_secret: text('printable ASCII text of 1 to 256 characters', /^[\x20-\x7e]{1,256}$/)
    .optional()
    .meta({
      title: 'Client secret',
      description: 'For apps with a server of their own. Only its hash is kept in memory.',
    }),
  client_secret_sha256: text(
    'the SHA-256 of a secret in base64url, 43 characters, or revoked',
    /^(?:[A-Za-z0-9_-]{43}|revoked)$/,
  )
    .optional()
    .meta({
      title: 'Hash of the client secret',
      description:
        'In the place of client_secret, so that nobody reads it in a file: the SHA-256 of a secret that was drawn at random, in base64url. revoked: no secret is right, and the client goes nowhere that wants one.',
    }),
  jwks: jwks.optional().meta({
    title: 'Keys',
    description:
      'Its public keys by value: what is signed with one of them is the client’s, for private_key_jwt and in request objects.',
  }),
  require_pkce: flag().optional().meta({
    title: 'Require PKCE',
    description:
      'Whether its requests for a code must send code_challenge; always true without a secret (RFC 9700 §2.1.1).',
  }),
  require_pushed_authorization_requests: flag().default(false).meta({
    title: 'Require pushed requests',
    description:
      'Whether its requests must be pushed to /par beforehand, so that no browser can change them (RFC 9126).',
  }),
  dpop_bound_access_tokens: flag().default(false).meta({
    title: 'DPoP-bound access tokens',
    description:
      'Whether its token requests must prove a key by DPoP (RFC 9449), so that its tokens work with that key alone. Left out: whoever proves a key gets such tokens, and nobody must.',
  }),
  request_object_signing_alg: oneOf(...requestObjectAlgs)
    .optional()
    .meta({
      title: 'Request object algorithm',
      description:
        'How it signs the requests that it sends as JWTs (request, RFC 9101). Left out: by any of its keys. none: not at all, as conformance suites do.',
    }),
  refresh_tokens: oneOf('offline_access', 'always').default('offline_access').meta({
    title: 'Refresh tokens',
    description:
      'offline_access: for requests of that scope, and they outlive the session. always: for every code; without that scope they end with the session.',
  }),
  refresh_token_grace: z
    .int({ error: graceTaken })
    .min(0, { error: graceTaken })
    .max(60, { error: graceTaken })
    .default(0)
    .meta({
      title: 'Refresh token grace',
      description:
        'Seconds for which a used refresh token works once more, for apps whose windows renew at the same moment. Any other second use ends all that were given.',
    }),
  refresh_token_ends_with_session: flag().default(false).meta({
    title: 'Refresh tokens end with the session',
    description: 'Whether a logout ends those of offline_access too.',
  }),
  response_modes: list(oneOf(...modes), modesTaken)
    .min(1, { error: `must be ${modesTaken}` })
    .default(['fragment', 'form_post'])
    .meta({
      title: 'Response modes',
      description:
        'How answers may travel. Tokens never travel in the query; with jwt in its name a mode carries one signed JWT (JARM); web_message and okta_post_message, for the SDKs that want them, hand answers to the window of the app.',
    }),
  scope: scopeList('scopes, as a list or as text with spaces between them').optional().meta({
    title: 'Scopes',
    description: 'What the client may ask for; every scope of its realm when left out.',
  }),
  default_scope: scopeList('scopes, as a list or as text with spaces between them')
    .optional()
    .meta({
      title: 'Default scopes',
      description:
        'What a request without scope means; openid when left out, if the client may ask for it.',
    }),
  ...subjectMembers(),
  id_token_signed_response_alg: oneOf(...signingAlgs)
    .optional()
    .meta({
      title: 'ID Token algorithm',
      description: 'How its ID Tokens are signed; as signing_alg says when left out.',
    }),
  userinfo_signed_response_alg: oneOf(...signingAlgs)
    .optional()
    .meta({
      title: 'Userinfo algorithm',
      description:
        'How what userinfo answers is signed, as a JWT with iss and aud. Left out: it is JSON, whatever the request accepts.',
    }),
  authorization_signed_response_alg: oneOf(...signingAlgs)
    .optional()
    .meta({
      title: 'Answer algorithm',
      description:
        'How its answers are signed where it asks for them as a JWT (JARM), which it may where this is said; as signing_alg says when left out.',
    }),
  access_token_format: oneOf('jwt', 'opaque').default('jwt').meta({
    title: 'Access token format',
    description: 'jwt (RFC 9068), or a random text that only this server can read.',
  }),
  ...tokenMembers(),
  ...logOutMembers(),
  initiate_login_uri: appAddress('login', 'login_hint', 'target_link_uri').optional().meta({
    title: 'Initiate login URI',
    description:
      'Where the account page sends users who want to sign in to the app: with iss, and the app asks for a login as usual (OIDC Core §4). By https, or http on loopback; https alone where the client registers itself.',
  }),
  client_uri: webLink.optional().meta({
    title: 'Home page',
    description: 'Shown on the consent page as a link.',
  }),
  policy_uri: webLink.optional().meta({
    title: 'Privacy policy',
    description: 'Shown on the consent page as a link.',
  }),
  tos_uri: webLink.optional().meta({
    title: 'Terms of service',
    description: 'Shown on the consent page as a link.',
  }),
}

/** Client metadata that were read, with defaults. */
export type ClientMetadata = z.output<z.ZodObject<typeof clientMetadata>>
