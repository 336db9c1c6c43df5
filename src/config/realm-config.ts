/**
 * The realms of a configuration, in the words of the protocol.
 *
 * @module
 */

import { resolve } from 'node:path'
import { readImportedKey } from '../adapters/jose/keys/imported/imported-key-file.ts'
import type { ImportedKey } from '../adapters/jose/keys/imported/imported-keys.ts'
import type { KeySettings } from '../adapters/jose/keys/key-store.ts'
import type { Account } from '../adapters/passwords/account.ts'
import { costliestOf, type ScryptCost } from '../adapters/passwords/password-hash.ts'
import { type Brand, type Logo, noBrand } from '../protocol/brand.ts'
import type { RegisteredClient } from '../protocol/client/client.ts'
import { type TokenShape, usualShape } from '../protocol/client/token-shape.ts'
import type { SigningAlg } from '../protocol/keys/signing-alg.ts'
import type { Preset } from '../protocol/provider/preset.ts'
import { type PresetTerms, presets } from '../protocol/provider/presets.ts'
import type { RegistrationTerms } from '../protocol/register/registration-terms.ts'
import { toClient } from '../protocol/register/to-client.ts'
import { toTokenShape } from '../protocol/register/token-metadata.ts'
import { type ScopeDefinition, standardScopes } from '../protocol/scope.ts'
import { hashOf } from '../protocol/token/refresh-token.ts'
import type { Api, Apis } from '../protocol/tokens/api.ts'
import type { Claims, User } from '../protocol/user.ts'
import { createReadBrand, type ReadBrand } from './brands.ts'
import { demoAccounts, demoApps, playgroundApp, playgroundId } from './demo.ts'
import type { ApiOptions } from './schema/api-schema.ts'
import { type ClientOptions, clientSchema } from './schema/client-schema.ts'
import {
  type ImportedKeyOptions,
  inherit,
  type ScopeOptions,
  usualIdle,
} from './schema/realm-schema.ts'
import type { Options } from './schema/schema.ts'
import type { UserOptions } from './schema/user-schema.ts'

/** All that one realm is made from. Lifetimes are in seconds. */
export interface RealmConfig {
  readonly id: string
  /** The provider whose paths and names it has besides. */
  readonly preset: PresetTerms | undefined
  /** Without the playground's, which is known only when the issuer is. See {@link clientsOf}. */
  readonly clients: readonly RegisteredClient[]
  readonly accounts: readonly Account[]
  /** How its pages look unless an app says otherwise. */
  readonly brand: Brand
  /** Its pictures and those of its clients, by their names. */
  readonly logos: ReadonlyMap<string, Logo>
  /** The standard scopes, then the realm's own. */
  readonly scopes: readonly ScopeDefinition[]
  /** How the tokens of its clients look unless one says otherwise. */
  readonly tokenShape: TokenShape
  readonly apis: readonly Api[]
  readonly signingAlg: SigningAlg
  /** How long a key signs; undefined: until somebody rotates. */
  readonly keyLifetime: number | undefined
  /** For how long a key is published before it signs. */
  readonly keyLead: number
  /** The keys rotate when it changes. */
  readonly keyGeneration: string | undefined
  /** Those that the operator brings. */
  readonly importedKeys: readonly ImportedKey[]
  readonly accessTokenLifetime: number
  readonly idTokenLifetime: number
  readonly refreshTokenLifetime: number
  readonly refreshTokenIdle: number
  /** At most the lifetime of a session. */
  readonly sessionIdle: number
  readonly sessionLifetime: number
  readonly interactionLifetime: number
  readonly acrValues: readonly string[]
  /** Whether DPoP proofs must bring a nonce of this server. */
  readonly dpopNonce: boolean
  readonly login: LoginConfig
  readonly consent: 'ask' | 'auto'
  readonly loopbackClients: boolean
  readonly registration: RegistrationTerms
  readonly sessionCookieSameSite: 'lax' | 'none'
  readonly withPlayground: boolean
  /** Since when (epoch seconds) users and clients are there, by `sub` and id; where it is left out, since ever. */
  readonly since?: {
    readonly users: ReadonlyMap<string, number>
    readonly clients: ReadonlyMap<string, number>
  }
}

export type LoginConfig =
  | { readonly kind: 'form' }
  | { readonly kind: 'picker' }
  /** Signs in the user of that username. */
  | { readonly kind: 'auto'; readonly username: string }

/** The clients of `realm` when it answers as `issuer`. */
export function clientsOf(realm: RealmConfig, issuer: string): readonly RegisteredClient[] {
  if (!realm.withPlayground) return realm.clients
  const playground = clientSchema.parse(playgroundApp(issuer))
  return [operatorsClient(playground, realm.signingAlg), ...realm.clients]
}

/** The algorithms that a realm signs with, the usual one first. */
export function algsOf({ signingAlg, clients }: RealmConfig): readonly SigningAlg[] {
  return [...new Set([signingAlg, ...clients.flatMap(algsOfClient)])]
}

const algsOfClient = (client: RegisteredClient): readonly SigningAlg[] => [
  client.idTokenAlg,
  client.answerAlg,
  ...(client.userinfoAlg === undefined ? [] : [client.userinfoAlg]),
]

/** The APIs of a realm by their identifiers. */
export const apisOf = ({ apis }: Pick<RealmConfig, 'apis'>): Apis =>
  new Map(apis.map((api) => [api.identifier, api]))

/** The longest that an access token of a realm works, in seconds. */
export const longestAccessTokenOf = ({
  accessTokenLifetime,
  apis,
}: Pick<RealmConfig, 'accessTokenLifetime' | 'apis'>): number =>
  Math.max(accessTokenLifetime, ...apis.map((api) => api.accessTokenLifetime ?? 0))

/** What a realm says of its signing keys. */
export function keySettingsOf(realm: RealmConfig): KeySettings {
  const { keyLifetime: lifetime, keyLead: lead, keyGeneration: generation } = realm
  // The longest of everything that is signed: a further lifetime belongs in here.
  const tokenLifetime = Math.max(longestAccessTokenOf(realm), realm.idTokenLifetime)
  const lasting = realm.importedKeys.filter(({ isLent }) => isLent !== true)
  const imported = [...new Set(lasting.map(({ alg }) => alg))]
  const algs = algsOf(realm).filter((alg) => !imported.includes(alg))
  const policy = { algs, imported, lifetime, lead, tokenLifetime, generation }
  return { policy, imported: realm.importedKeys }
}

/** Says of each key that the operator brings and that nothing signs with. */
export function idleKeysOf(realm: RealmConfig): readonly string[] {
  const algs = algsOf(realm)
  return realm.importedKeys
    .filter(({ alg }) => !algs.includes(alg))
    .map(
      ({ alg, file }) =>
        `The key ${file} is for ${alg}, which nothing in realm ${realm.id} signs with: set signing_alg, or id_token_signed_response_alg of a client.`,
    )
}

/** It was judged just now; whoever changes the file meanwhile is told so. */
function importedKey({ file, alg, kid }: ImportedKeyOptions, folder: string): ImportedKey {
  const read = readImportedKey({ path: resolve(folder, file), file, alg, kid })
  if (read.kind === 'refused') throw new Error(`The key file ${file} ${read.problem}.`)
  return read.key
}

/** The cost of the costliest password hash of a realm; undefined when it has none. */
export const costliestHashOf = ({ accounts }: RealmConfig): ScryptCost | undefined =>
  costliestOf(accounts.map(({ password }) => password))

/** The users of a realm, without their passwords. */
export const usersOf = ({ accounts }: RealmConfig): readonly User[] =>
  accounts.map(({ user }) => user)

/** The names of the users whose password is their name: they are there to be used. */
export function demoUsersOf(
  { accounts }: RealmConfig,
  mode: 'local' | 'strict',
): ReadonlySet<string> {
  if (mode === 'strict') return new Set()
  const demo = accounts.filter(({ user, password }) => user.username === password)
  return new Set(demo.map(({ user }) => user.username))
}

/** Every realm that `options` describes; `default` comes first. */
export function realmConfigs(options: Options, folder: string): readonly RealmConfig[] {
  const files = { folder, readBrand: createReadBrand(folder) }
  const top = realmConfig('default', options, files)
  const further = Object.entries(options.realms).map(([id, own]) => {
    const realm = realmConfig(id, inherit(options, own), files)
    // There may be many realms: those that inherit the users share them.
    return own.users === undefined ? { ...realm, accounts: top.accounts } : realm
  })
  return [top, ...further]
}

/** What is read beside the configuration. */
interface Files {
  readonly folder: string
  readonly readBrand: ReadBrand
}

/** One realm, by `options` as they are for it. */
function realmConfig(id: string, options: Options, { folder, readBrand }: Files): RealmConfig {
  const isLocal = options.mode === 'local'
  const { clients, users, session_lifetime: sessionLifetime } = options
  const apps = clients ?? (isLocal ? demoApps.map((app) => clientSchema.parse(app)) : [])
  const preset = toPreset(options)
  const brand = readBrand(options)
  const brands = apps.map(readBrand)
  return {
    id,
    preset,
    brand: brand.brand,
    logos: new Map([brand, ...brands].flatMap(({ logo }) => (logo ? [[logo.name, logo]] : []))),
    scopes: cataloguedScopes([...options.scopes, ...scopesOfApis(options)], preset),
    apis: options.apis.map(toApi),
    tokenShape: { ...usualShapeOf(preset), ...toTokenShape(options) },
    clients: apps.map((client, at) => ({
      ...operatorsClient(client, options.signing_alg),
      brand: brands[at]?.brand ?? noBrand,
    })),
    accounts: users?.map(toAccount) ?? (isLocal ? demoAccounts : []),
    signingAlg: options.signing_alg,
    keyLifetime: options.signing_key_lifetime,
    keyLead: options.signing_key_lead,
    keyGeneration: options.signing_key_generation,
    importedKeys: (options.signing_keys ?? []).map((key) => importedKey(key, folder)),
    accessTokenLifetime: options.access_token_lifetime,
    idTokenLifetime: options.id_token_lifetime,
    refreshTokenLifetime: options.refresh_token_lifetime,
    refreshTokenIdle: options.refresh_token_idle,
    sessionIdle: Math.min(options.session_idle ?? usualIdle, sessionLifetime),
    sessionLifetime,
    interactionLifetime: options.interaction_lifetime,
    acrValues: options.acr_values,
    dpopNonce: options.dpop_nonce,
    login: isLocal ? toLogin(options.login) : { kind: 'form' },
    consent: isLocal ? options.consent : 'ask',
    loopbackClients: isLocal && options.loopback_clients !== false,
    registration: toRegistration(options, isLocal),
    sessionCookieSameSite: options.session_cookie_same_site,
    withPlayground: isLocal && !apps.some((app) => app.client_id === playgroundId),
  }
}

const toPreset = ({ preset, preset_tenant: tenant }: Options): PresetTerms | undefined =>
  preset === 'none' ? undefined : { name: preset, tenant }

/** What a preset says, as far as it does. */
const saidBy = (preset: PresetTerms | undefined): Partial<Preset> =>
  preset === undefined ? {} : presets[preset.name]

/** How tokens look where the configuration says nothing of it. */
function usualShapeOf(preset: PresetTerms | undefined): TokenShape {
  const { accessTokenTyp } = saidBy(preset)
  return accessTokenTyp === undefined ? usualShape : { ...usualShape, accessTokenTyp }
}

/** What an API takes, and the scopes beside it do not describe. */
const scopesOfApis = ({ apis, scopes }: Options): readonly ScopeOptions[] =>
  apis
    .flatMap((api) => api.scopes)
    .filter((scope) => !scopes.some(({ name }) => name === scope.name))

const toApi = (api: ApiOptions): Api => ({
  identifier: api.identifier,
  scopes: api.scopes.map(({ name }) => name),
  accessTokenClaims: api.access_token_claims ?? [],
  accessTokenLifetime: api.access_token_lifetime,
  accessTokenFormat: api.access_token_format,
  accessTokenTyp: api.access_token_typ,
})

/** Anybody may register where anybody is accepted: in local mode, on loopback. */
function toRegistration(
  { registration, initial_access_token: token }: Options,
  isLocal: boolean,
): RegistrationTerms {
  if (registration === 'token' && token !== undefined) {
    return { kind: 'token', tokenHash: hashOf(token) }
  }
  return { kind: isLocal && registration !== 'off' ? 'open' : 'off' }
}

function toLogin({ mode = 'picker', user }: Options['login']): LoginConfig {
  if (mode === 'auto' && user !== undefined) return { kind: 'auto', username: user }
  return { kind: mode === 'form' ? 'form' : 'picker' }
}

/** The standard scopes, each as far as `own` does not say otherwise, then the further ones. */
function cataloguedScopes(
  own: readonly ScopeOptions[],
  preset: PresetTerms | undefined,
): readonly ScopeDefinition[] {
  const { claimsIn: usually } = saidBy(preset)
  const standards = standardScopes.map((scope) => ({
    ...scope,
    ...(usually && { claimsIn: usually }),
  }))
  const all = new Map<string, ScopeDefinition>(standards.map((scope) => [scope.name, scope]))
  for (const { name, words, claims, claims_in } of own) {
    const standard = all.get(name)
    const claimsIn = claims_in ?? standard?.claimsIn
    all.set(name, {
      name,
      words: words ?? standard?.words ?? name,
      claims: claims ?? standard?.claims ?? [],
      ...(claimsIn && { claimsIn }),
    })
  }
  return [...all.values()]
}

const operatorsClient = (options: ClientOptions, signingAlg: SigningAlg): RegisteredClient =>
  toClient(options, {
    id: options.client_id,
    source: 'operator',
    enabled: options.enabled,
    firstParty: options.first_party,
    signingAlg,
  })

function toAccount({ sub, username, password, enabled, claims }: UserOptions): Account {
  // Each claim was judged to be a claim value when it was read.
  const user = { sub: sub ?? username, username, enabled, claims: claims as Claims }
  return { user, password }
}
