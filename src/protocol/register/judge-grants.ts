/**
 * What must hold between the grants of a client, its response types, and how it authenticates.
 *
 * @module
 */

import { neededGrantTypes } from '../client/grant-type.ts'
import {
  parseResponseType,
  type ResponseType,
  returnsAccessToken,
} from '../response/response-type.ts'
import type { appUriKeys, ReadMetadata } from './read-metadata.ts'
import { hasOneSector } from './subject-metadata.ts'

type Key =
  | 'subject_type'
  | 'jwks'
  | 'redirect_uris'
  | 'client_secret'
  | 'client_secret_sha256'
  | 'token_endpoint_auth_method'
  | 'dpop_bound_access_tokens'
  | 'grant_types'
  | (typeof appUriKeys)[number]

/** Members that do not go together; `problem` says what the one at `path` must be. */
export interface Mismatch {
  readonly kind: 'mismatch'
  readonly path: readonly [key: Key]
  readonly problem: string
}

interface Pairing {
  readonly key: Key
  readonly problem: string
  holds(client: ReadMetadata): boolean
}

const usesSecret = ({ token_endpoint_auth_method: method }: ReadMetadata): boolean =>
  method === 'client_secret_basic' || method === 'client_secret_post'

const hasSecret = (client: ReadMetadata): boolean =>
  client.client_secret !== undefined || client.client_secret_sha256 !== undefined

const typesOf = ({ response_types: types = [] }: ReadMetadata): readonly ResponseType[] =>
  types.flatMap((type) => parseResponseType(type) ?? [])

/** Whether it is a service that no user signs in to. */
const isService = ({ grant_types: grants = [] }: ReadMetadata): boolean =>
  grants.length > 0 && grants.every((grant) => grant === 'client_credentials')

const pairings: readonly Pairing[] = [
  {
    key: 'redirect_uris',
    problem: 'must be a list of at least one redirect URI',
    holds: (client) => isService(client) || client.redirect_uris?.length !== 0,
  },
  {
    key: 'client_secret',
    problem: 'is missing: token_endpoint_auth_method names a way that needs it',
    holds: (client) => !usesSecret(client) || hasSecret(client),
  },
  {
    key: 'client_secret_sha256',
    problem: 'must not be there beside client_secret',
    holds: (client) =>
      client.client_secret === undefined || client.client_secret_sha256 === undefined,
  },
  {
    key: 'jwks',
    problem: 'is missing: token_endpoint_auth_method private_key_jwt needs it',
    holds: (client) =>
      client.token_endpoint_auth_method !== 'private_key_jwt' || client.jwks !== undefined,
  },
  {
    key: 'jwks',
    problem: 'is missing: request_object_signing_alg needs it, unless it is none',
    holds: ({ request_object_signing_alg: alg, jwks }) =>
      alg === undefined || alg === 'none' || jwks !== undefined,
  },
  {
    key: 'token_endpoint_auth_method',
    problem: 'must not be none where there is a client_secret',
    holds: (client) => client.token_endpoint_auth_method !== 'none' || !hasSecret(client),
  },
  {
    key: 'dpop_bound_access_tokens',
    problem:
      'must be false where response_types has token: what travels in an address is bound to no key',
    holds: (client) =>
      client.dpop_bound_access_tokens !== true || !typesOf(client).some(returnsAccessToken),
  },
  {
    key: 'subject_type',
    problem:
      'must be public where redirect_uris have several hosts: register a client for each, or let the operator name one sector for all by sector_identifier_uri',
    holds: hasOneSector,
  },
  {
    key: 'grant_types',
    problem: 'must have client_credentials only with a way to authenticate: add a client_secret',
    holds: (client) =>
      client.grant_types?.includes('client_credentials') !== true ||
      hasSecret(client) ||
      client.token_endpoint_auth_method === 'private_key_jwt',
  },
  {
    key: 'grant_types',
    problem:
      'must have what response_types needs: authorization_code for code, implicit for id_token and token',
    holds: (client) =>
      client.grant_types === undefined ||
      isService(client) ||
      typesOf(client)
        .flatMap(neededGrantTypes)
        .every((grant) => client.grant_types?.includes(grant)),
  },
  {
    key: 'grant_types',
    problem: 'must have authorization_code or implicit, unless it is client_credentials alone',
    holds: ({ grant_types: grants, ...client }) =>
      grants === undefined ||
      client.response_types !== undefined ||
      isService({ grant_types: grants }) ||
      grants.some((grant) => grant === 'authorization_code' || grant === 'implicit'),
  },
]

export const judgeGrants = (client: ReadMetadata): readonly Mismatch[] =>
  pairings
    .filter((pairing) => !pairing.holds(client))
    .map(({ key, problem }) => ({ kind: 'mismatch', path: [key], problem }))
