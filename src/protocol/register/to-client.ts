import type { ClientId, RegisteredClient } from '../client.ts'
import { parseResponseType, type ResponseType, responseTypes } from '../response-type.ts'
import type { SigningAlg } from '../signing-alg.ts'
import type { ClientMetadata } from './client-metadata.ts'
import { toTokenShape } from './token-metadata.ts'

/** What is known of a client beside its metadata. */
export interface Registration {
  /** As `clientId` reads it. */
  readonly id: string
  /** Who gave the metadata. */
  readonly source: RegisteredClient['source']
  readonly enabled: boolean
  readonly firstParty: boolean
  /** How its ID Tokens are signed when the metadata do not say it. */
  readonly signingAlg: SigningAlg
}

/** The client that `metadata` describe, whoever gave them. */
export function toClient(metadata: ClientMetadata, registration: Registration): RegisteredClient {
  const { id, source, enabled, firstParty, signingAlg } = registration
  const scopes = metadata.scope && new Set(metadata.scope)
  const usual = (scopes?.has('openid') ?? true) ? ['openid'] : []
  return {
    // A registration is where a text becomes a client's id.
    id: id as ClientId,
    source,
    name: metadata.client_name ?? id,
    enabled,
    applicationType: metadata.application_type,
    redirectUris: metadata.redirect_uris,
    postLogoutRedirectUris: metadata.post_logout_redirect_uris,
    responseTypes: toResponseTypes(metadata.response_types),
    responseModes: metadata.response_modes,
    scopes,
    defaultScopes: new Set(metadata.default_scope ?? usual),
    idTokenAlg: metadata.id_token_signed_response_alg ?? signingAlg,
    accessTokenFormat: metadata.access_token_format,
    tokenShape: toTokenShape(metadata),
    firstParty,
    clientUri: metadata.client_uri,
    policyUri: metadata.policy_uri,
    tosUri: metadata.tos_uri,
  }
}

/** Who may have both tokens may have the ID Token alone, as session checks and renewals ask. */
function toResponseTypes(listed: ClientMetadata['response_types']): readonly ResponseType[] {
  const types = new Set(listed.map(parseResponseType))
  if (types.has('id_token token')) types.add('id_token')
  return responseTypes.filter((type) => types.has(type))
}
