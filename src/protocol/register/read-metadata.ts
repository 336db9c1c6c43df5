/**
 * Client metadata on their way to be judged.
 *
 * @module
 */

import type { ClientMetadata } from './client-metadata.ts'

export type UrisKey = 'redirect_uris' | 'post_logout_redirect_uris'

/** Addresses of the app beside those that a browser is sent back to. */
export const appUriKeys = [
  'frontchannel_logout_uri',
  'backchannel_logout_uri',
  'initiate_login_uri',
] as const

type Judged =
  | UrisKey
  | 'application_type'
  | 'scope'
  | 'default_scope'
  | 'response_types'
  | 'grant_types'
  | 'token_endpoint_auth_method'
  | 'client_secret'
  | 'client_secret_sha256'
  | (typeof appUriKeys)[number]
  | 'dpop_bound_access_tokens'
  | 'request_object_signing_alg'
  | 'subject_type'
  | 'sector_identifier_uri'

/** Client metadata as far as they could be read: what is at fault by itself is undefined. */
export type ReadMetadata = { readonly jwks?: unknown } & {
  readonly [Key in Judged]?: ReadMember<ClientMetadata[Key]> | undefined
}

type ReadMember<Member> = Member extends readonly (infer Item)[]
  ? readonly (Item | undefined)[]
  : Member
