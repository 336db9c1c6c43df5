import { noBrand } from '../brand.ts'
import type { ClientAuth, ClientId, RefreshTerms, RegisteredClient } from '../client/client.ts'
import { type GrantType, neededGrantTypes } from '../client/grant-type.ts'
import type { SigningAlg } from '../keys/signing-alg.ts'
import {
  jwtModes,
  meantByShort,
  type ResponseMode,
  shortJwtMode,
} from '../response/response-mode.ts'
import { parseResponseType, type ResponseType, responseTypes } from '../response/response-type.ts'
import { hashOf } from '../token/refresh-token.ts'
import type { ClientMetadata } from './client-metadata.ts'
import { publicKeys } from './jwks.ts'
import { sectorOf } from './subject-metadata.ts'
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
  const types = toResponseTypes(metadata.response_types ?? usualTypes)
  const grantTypes = toGrantTypes(metadata, types)
  const auth = toAuth(metadata)
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
    frontChannelLogoutUri: metadata.frontchannel_logout_uri,
    backChannelLogoutUri: metadata.backchannel_logout_uri,
    // What no grant type allows is not asked for: a service has no users to send here.
    responseTypes: types.filter((type) =>
      neededGrantTypes(type).every((grant) => grantTypes.includes(grant)),
    ),
    responseModes: toResponseModes(metadata),
    grantTypes,
    auth,
    requirePkce: metadata.require_pkce === true || auth.methods.includes('none'),
    requirePushedRequests: metadata.require_pushed_authorization_requests,
    requireDpop: metadata.dpop_bound_access_tokens,
    requestObjectAlg: metadata.request_object_signing_alg,
    refresh: toRefreshTerms(metadata),
    scopes,
    defaultScopes: new Set(metadata.default_scope ?? usual),
    sector: sectorOf(metadata),
    idTokenAlg: metadata.id_token_signed_response_alg ?? signingAlg,
    userinfoAlg: metadata.userinfo_signed_response_alg,
    answerAlg: metadata.authorization_signed_response_alg ?? signingAlg,
    accessTokenFormat: metadata.access_token_format,
    tokenShape: toTokenShape(metadata),
    firstParty,
    initiateLoginUri: metadata.initiate_login_uri,
    clientUri: metadata.client_uri,
    policyUri: metadata.policy_uri,
    tosUri: metadata.tos_uri,
    brand: noBrand,
  }
}

/** Those of them that its grant types let it have, where its metadata name no response types. */
const usualTypes = ['code', 'id_token'] as const

/** Who may have both tokens may have the ID Token alone, as session checks and renewals ask. */
function toResponseTypes(listed: readonly string[]): readonly ResponseType[] {
  const types = new Set(listed.map(parseResponseType))
  if (types.has('id_token token')) types.add('id_token')
  return responseTypes.filter((type) => types.has(type))
}

/** Who says how answers are to be signed asks for such answers, in whichever way (JARM §3). */
function toResponseModes({
  response_modes: listed,
  authorization_signed_response_alg: alg,
}: ClientMetadata): readonly ResponseMode[] {
  const named = listed.flatMap((mode) => (mode === shortJwtMode ? meantByShort : [mode]))
  return alg === undefined ? named : [...new Set([...named, ...jwtModes])]
}

/** What is not listed is what the response types need (RFC 7591 §2.1). */
function toGrantTypes(
  { grant_types: listed }: ClientMetadata,
  types: readonly ResponseType[],
): readonly GrantType[] {
  if (listed !== undefined) return listed
  const needed = types.flatMap(neededGrantTypes)
  return [
    ...new Set<GrantType>([
      ...needed,
      ...(needed.includes('authorization_code') ? refreshing : []),
    ]),
  ]
}

const refreshing = ['refresh_token'] as const

function toAuth({
  client_secret,
  client_secret_sha256: given,
  token_endpoint_auth_method: method,
  jwks,
}: ClientMetadata): ClientAuth {
  const bySecret = ['client_secret_basic', 'client_secret_post'] as const
  // No hash of a secret is `revoked`.
  const secretHash = client_secret === undefined ? given : hashOf(client_secret)
  const usual = secretHash === undefined ? (['none'] as const) : bySecret
  return {
    methods: method === undefined ? usual : [method],
    secretHash,
    keys: publicKeys(jwks),
  }
}

const toRefreshTerms = (metadata: ClientMetadata): RefreshTerms => ({
  always: metadata.refresh_tokens === 'always',
  endsWithSession: metadata.refresh_token_ends_with_session,
  grace: metadata.refresh_token_grace,
})
