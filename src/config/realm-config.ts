/**
 * The realms of a configuration, in the words of the protocol.
 *
 * @module
 */

import type { Client, ClientId } from '../protocol/client.ts'
import { type ResponseType, responseTypes } from '../protocol/response-type.ts'
import { type ScopeDefinition, standardScopes } from '../protocol/scope.ts'
import type { SigningAlg } from '../protocol/signing-alg.ts'
import { type TokenShape, usualShape } from '../protocol/tokens/token-shape.ts'
import type { Claims, User } from '../protocol/user.ts'
import { demoApps, demoUsers, playgroundApp, playgroundId } from './demo.ts'
import { type ClientOptions, clientSchema } from './schema/client-schema.ts'
import type { ScopeOptions } from './schema/realm-schema.ts'
import type { Options } from './schema/schema.ts'
import { toTokenShape } from './schema/token-schema.ts'
import type { UserOptions } from './schema/user-schema.ts'

/** What one realm is seeded with. */
export interface RealmConfig {
  readonly id: string
  /** Without the playground's, which is known only when the issuer is. See {@link clientsOf}. */
  readonly clients: readonly Client[]
  readonly users: readonly User[]
  /** The standard scopes, then the realm's own. */
  readonly scopes: readonly ScopeDefinition[]
  /** How the tokens of its clients look unless one says otherwise. */
  readonly tokenShape: TokenShape
  readonly withPlayground: boolean
}

/** The clients of `realm` when it answers as `issuer`. */
export function clientsOf(realm: RealmConfig, issuer: string, alg: SigningAlg): readonly Client[] {
  if (!realm.withPlayground) return realm.clients
  return [toClient(clientSchema.parse(playgroundApp(issuer)), alg), ...realm.clients]
}

/** Every realm that `options` describes; `default` comes first. */
export function realmConfigs(options: Options): readonly RealmConfig[] {
  const further = Object.entries(options.realms).map(([id, realm]) => ({ ...realm, id }))
  return [{ ...options, id: 'default' }, ...further].map((realm) => {
    const { id, clients, users, scopes } = realm
    const isLocal = options.mode === 'local'
    const apps = clients ?? (isLocal ? demoApps.map((app) => clientSchema.parse(app)) : [])
    return {
      id,
      scopes: cataloguedScopes(scopes),
      tokenShape: { ...usualShape, ...toTokenShape(options), ...toTokenShape(realm) },
      clients: apps.map((client) => toClient(client, options.signing_alg)),
      users: users?.map(toUser) ?? (isLocal ? demoUsers : []),
      withPlayground: isLocal && !apps.some((app) => app.client_id === playgroundId),
    }
  })
}

/** The standard scopes, each as far as `own` does not say otherwise, then the further ones. */
function cataloguedScopes(own: readonly ScopeOptions[]): readonly ScopeDefinition[] {
  const all = new Map(standardScopes.map((scope) => [scope.name, scope]))
  for (const { name, words, claims, claims_in: claimsIn } of own) {
    const standard = all.get(name)
    all.set(name, {
      name,
      words: words ?? standard?.words ?? name,
      claims: claims ?? standard?.claims ?? [],
      ...(claimsIn && { claimsIn }),
    })
  }
  return [...all.values()]
}

function toClient(options: ClientOptions, alg: SigningAlg): Client {
  const scopes = options.scope && new Set(options.scope)
  const usual = (scopes?.has('openid') ?? true) ? ['openid'] : []
  return {
    // The configuration is where a text becomes a client's id.
    id: options.client_id as ClientId,
    name: options.client_name ?? options.client_id,
    enabled: options.enabled,
    applicationType: options.application_type,
    redirectUris: options.redirect_uris,
    postLogoutRedirectUris: options.post_logout_redirect_uris,
    loopbackOrigin: undefined,
    responseTypes: toResponseTypes(options.response_types),
    responseModes: options.response_modes,
    scopes,
    defaultScopes: new Set(options.default_scope ?? usual),
    idTokenAlg: options.id_token_signed_response_alg ?? alg,
    accessTokenFormat: options.access_token_format,
    tokenShape: toTokenShape(options),
    firstParty: options.first_party,
    clientUri: options.client_uri,
    policyUri: options.policy_uri,
    tosUri: options.tos_uri,
  }
}

/** Who may have both tokens may have the ID Token alone, as session checks and renewals ask. */
function toResponseTypes(listed: ClientOptions['response_types']): readonly ResponseType[] {
  const both = listed.some((type) => type === 'id_token token' || type === 'token id_token')
  return responseTypes.filter((type) => {
    if (type === 'id_token token') return both
    return listed.includes(type) || (type === 'id_token' && both)
  })
}

function toUser({ sub, username, password, enabled, claims }: UserOptions): User {
  return {
    sub: sub ?? username,
    username,
    password,
    enabled,
    // Each claim was judged to be a claim value when it was read.
    claims: claims as Claims,
  }
}
