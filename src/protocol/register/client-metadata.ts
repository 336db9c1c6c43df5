/**
 * Client metadata (RFC 7591 §2, OIDC Registration §2, OIDC RP-Initiated Logout §3.1, and members of
 * our own): what a client says of itself, or its operator for it. Each member is read by itself here;
 * what must hold among them is judged by `judge-client.ts`.
 *
 * @module
 */

import { z } from 'zod'
import { messageModes, tokenModes } from '../response-mode.ts'
import { isScopeToken } from '../scope.ts'
import { signingAlgs } from '../signing-alg.ts'
import { redirectUriProblem } from './redirect-uri.ts'
import { registeredResponseTypes } from './response-types.ts'
import { tokenMembers } from './token-metadata.ts'
import { list, listed, oneOf, text } from './value.ts'

export const clientId = text(
  'printable ASCII text of 1 to 256 characters (a number needs quotes)',
  /^[\x21-\x7e](?:[\x20-\x7e]{0,254}[\x21-\x7e])?$/,
).meta({
  title: 'Client ID',
  description: 'What the app sends as client_id; unique in its realm, and no user’s sub.',
})

const modesTaken = `a list of ${listed([...tokenModes, ...messageModes])}`

/** A redirect URI, judged by itself; whether its scheme suits the client is judged later. */
const redirectUri = z
  .string({ error: 'must be an absolute URI, such as https://app.example/callback' })
  .superRefine((uri, context) => {
    const problem = redirectUriProblem(uri)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  })

const webLink = text('an http or https address without credentials', isWebLink)

/** Whether `address` is a link that a page may show: http or https, without credentials. */
function isWebLink(address: string): boolean {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(address) || !URL.canParse(address)) return false
  const { username, password } = new URL(address)
  return username === '' && password === ''
}

const name = text('text of 1 to 200 characters', /^.{1,200}$/u)

const scopeList = (takes: string) => {
  const error = `must be ${takes}`
  return z
    .union([z.string(), z.array(z.string({ error }))], { error })
    .transform((value) => (typeof value === 'string' ? value.split(' ') : value).filter(Boolean))
    .refine((scopes) => scopes.every(isScopeToken), { error })
}

export const clientMetadata = {
  client_name: name.optional().meta({
    title: 'Name',
    description: 'The name that the consent page shows; the client_id when it is left out.',
  }),
  application_type: oneOf('web', 'native').default('web').meta({
    title: 'Application type',
    description: 'native may use a custom scheme, and any port on a registered 127.0.0.1 or [::1].',
  }),
  redirect_uris: list(redirectUri, 'a list of at least one redirect URI')
    .min(1, { error: 'must be a list of at least one redirect URI' })
    .meta({
      title: 'Redirect URIs',
      description: 'Where answers may go; compared exactly. By https; by http on loopback only.',
    }),
  post_logout_redirect_uris: list(redirectUri, 'a list of URIs').default([]).meta({
    title: 'Post-logout redirect URIs',
    description: 'Where the browser may go after logout, by the same rules.',
  }),
  response_types: registeredResponseTypes.default(['id_token']).meta({
    title: 'Response types',
    description: 'What the client may ask for; id_token token includes id_token alone.',
  }),
  response_modes: list(oneOf(...tokenModes, ...messageModes), modesTaken)
    .min(1, { error: `must be ${modesTaken}` })
    .default(['fragment', 'form_post'])
    .meta({
      title: 'Response modes',
      description:
        'How answers may travel. Tokens never travel in the query; web_message and okta_post_message, for the SDKs that want them, hand them to the window of the app.',
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
  id_token_signed_response_alg: oneOf(...signingAlgs)
    .optional()
    .meta({
      title: 'ID Token algorithm',
      description: 'How its ID Tokens are signed; as signing_alg says when left out.',
    }),
  access_token_format: oneOf('jwt', 'opaque').default('jwt').meta({
    title: 'Access token format',
    description: 'jwt (RFC 9068), or a random text that only this server can read.',
  }),
  ...tokenMembers(),
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
