/**
 * Who is introduced to whom: the one place that lists every dependency.
 *
 * @module
 */

import { createClientSignatures } from './adapters/jose/client-signatures.ts'
import { createJwks } from './adapters/jose/jwks.ts'
import type { SigningKeys } from './adapters/jose/keys/key-store.ts'
import { createTokenReader } from './adapters/jose/token-reader.ts'
import { createTokenSigner } from './adapters/jose/token-signer.ts'
import {
  createMemoryClientRegistry,
  type ReloadableClientRegistry,
} from './adapters/memory/client-registry.ts'
import {
  createMemoryUserDirectory,
  type ReloadableUserDirectory,
} from './adapters/memory/user-directory.ts'
import { createAuthenticator } from './adapters/passwords/authenticator.ts'
import { createClientAttempts } from './adapters/passwords/client-attempts.ts'
import { createPasswordHasher } from './adapters/passwords/password-hasher.ts'
import { createEntropy } from './adapters/random/entropy.ts'
import {
  algsOf,
  apisOf,
  clientsOf,
  costliestHashOf,
  demoUsersOf,
  keySettingsOf,
  longestAccessTokenOf,
  type RealmConfig,
  usersOf,
} from './config/realm-config.ts'
import type { Steering, Watching } from './control/steering.ts'
import { createFlows, type FlowNeeds, type Flows } from './flows.ts'
import type { Ground } from './ground.ts'
import { cookieNames, createCookie } from './http/edge/cookies.ts'
import type { Realm } from './http/realm.ts'
import { createAskedAt } from './http/server/allowed-hosts.ts'
import { capacity, createStores } from './opening/store/stores.ts'
import type { Clock } from './ports/clock.ts'
import type { TokenReader } from './ports/tokens.ts'
import { offeredBy } from './protocol/discovery/offered.ts'
import { basePathOf } from './protocol/paths.ts'
import { providerOf } from './protocol/provider/presets.ts'
import { issuerFor, type Provider } from './protocol/provider/provider.ts'
import { apiFor } from './protocol/tokens/api.ts'

/** A realm as a value: it never changes, but there may be another in its place. */
export interface LiveRealm extends Realm {
  readonly seed: RealmConfig
  /** What it is made of, for whoever looks after it: no request comes by here. */
  readonly inside: RealmInside
  /** The same realm by other settings: whoever is signed in stays so, and its tokens stay good. */
  changedTo(seed: RealmConfig): LiveRealm
  /** Gives back the room that its records take, once nobody can ask for them any more. */
  release(): void
}

/** The parts of a realm. */
export interface RealmInside extends Pick<FlowNeeds, 'stores' | 'reader'> {
  readonly clients: ReloadableClientRegistry
  readonly users: ReloadableUserDirectory
  readonly flows: Flows
  readonly keys: SigningKeys
  readonly clock: Clock
  /** Undefined where no test controls the realm. */
  readonly steering: Steering | undefined
}

/** Builds one realm: records and flows of its own on what all share. `origin` is the server's. */
export function createRealm(
  seed: RealmConfig,
  origin: string,
  ground: Ground,
  isAnew = false,
): LiveRealm {
  const address = origin + basePathOf(seed.id)
  const steering = ground.steer?.(seed.id, isAnew)
  const clock = steering?.clock ?? ground.clock
  const { release, verifiedTokens, acceptedApps, ...maker } = ground.storesOf(
    seed.id,
    steering !== undefined,
  )
  const leaving = { clock, endsAll: steering !== undefined }
  const apps = acceptedApps?.(clock)
  const clients = forgetting(createMemoryClientRegistry(clientsOf(seed, address), leaving), apps)
  const users = lookingAgain(createMemoryUserDirectory(usersOf(seed), leaving), ground.hearOthers)
  noteArrivals(seed, { clients, users })
  const keys = ground.keys.of(seed.id, keySettingsOf(seed))
  const cache = { cacheSize: capacity.verifiedTokens, cacheBudget: verifiedTokens }
  const readerOf = (told: Names): TokenReader => {
    const reader = createTokenReader({ ...issuersOf(told), keys, clock, ...cache })
    return steering?.tokens.reading(reader) ?? reader
  }
  const kept = { clients, users, keys, stores: createStores(clock, maker) }

  const build = (current: RealmConfig, names: Names, reader: TokenReader): LiveRealm => {
    const records = { ...kept, reader }
    const watching = steering?.watch(records) ?? noFaults
    const flows = watching.watchFlows(
      wireFlows(current, names, {
        ...{ ...ground, ...records, clock, ...watching },
        pairwiseSalt: ground.salts.of(seed.id),
        nonceSecret: ground.nonceSecretOf(seed.id),
        acceptedApps: apps,
        newcomers: current.login.kind === 'form' ? undefined : ground.newcomersOf(current.id),
      }),
    )
    return {
      ...describeRealm(current, names, ground),
      seed: current,
      flows,
      inside: { ...records, flows, clock, steering },
      changedTo(next) {
        clients.replace(clientsOf(next, address), {
          isOpen: next.loopbackClients,
          stays: ({ idTokenAlg }) => idTokenAlg === next.signingAlg,
        })
        users.replace(usersOf(next))
        noteArrivals(next, { clients, users })
        keys.follow(keySettingsOf(next))
        const renamed = namesOf(next, origin)
        return build(next, renamed, isCalledAlike(renamed, names) ? reader : readerOf(renamed))
      },
      release,
    }
  }
  const names = namesOf(seed, origin)
  return build(seed, names, readerOf(names))
}

/** Who is not known may have come to another process a moment ago. */
function lookingAgain(
  users: ReloadableUserDirectory,
  hearOthers: Ground['hearOthers'],
): ReloadableUserDirectory {
  if (hearOthers === undefined) return users
  const find = async (sub: string) => {
    const known = await users.find(sub)
    if (known !== undefined) return known
    await hearOthers()
    return users.find(sub)
  }
  return {
    ...users,
    find,
    findSince: async (sub, time) => (await find(sub)) && users.findSince(sub, time),
  }
}

/** Who has come to another process is there since then. */
function noteArrivals(
  { since }: Pick<RealmConfig, 'since'>,
  { clients, users }: Pick<RealmInside, 'clients' | 'users'>,
): void {
  for (const [sub, time] of since?.users ?? []) users.cameAt(sub, time)
  for (const [id, time] of since?.clients ?? []) clients.cameAt(id, time)
}

/** What is taken out here is not to come back from where replicas share it. */
function forgetting(
  clients: ReloadableClientRegistry,
  apps: FlowNeeds['acceptedApps'],
): ReloadableClientRegistry {
  if (apps === undefined) return clients
  return {
    ...clients,
    drop(id) {
      clients.drop(id)
      // One that cannot be reached now has it still: then whoever takes it out does so once more.
      apps.remove(id).catch(() => {})
    },
  }
}

/** How a realm is called, which a preset may have a say in. */
interface Names {
  readonly origin: string
  /** What its paths stand below. */
  readonly address: string
  readonly issuer: string
  readonly provider: Provider | undefined
}

/** Nothing is made for each client where all are told the same. */
const issuersOf = (names: Pick<Names, 'issuer' | 'provider'>) => ({
  issuer: names.issuer,
  issuerFor: names.provider?.clientIssuer && ((id: string) => issuerFor(names, id)),
})

const isCalledAlike = (one: Names, other: Names): boolean =>
  one.issuer === other.issuer && one.provider?.name === other.provider?.name

function namesOf({ id, preset }: RealmConfig, origin: string): Names {
  const address = origin + basePathOf(id)
  const provider = providerOf(id, preset)
  return { origin, address, issuer: address + (provider?.issuerEnd ?? ''), provider }
}

function describeRealm(
  seed: RealmConfig,
  { origin, address, issuer, provider }: Names,
  { config, events }: Ground,
) {
  const basePath = basePathOf(seed.id)
  const names = cookieNames(origin, seed.id)
  const https = origin.startsWith('https:')
  const sameSite = seed.sessionCookieSameSite === 'none' ? 'None' : 'Lax'
  return {
    id: seed.id,
    issuer: address,
    iss: issuer,
    provider,
    origin,
    basePath,
    askedAt: createAskedAt(config.alsoAt, basePath),
    mode: config.mode,
    brand: seed.brand,
    logos: seed.logos,
    scopes: scopesOf(seed),
    tokenShape: seed.tokenShape,
    apis: apisOf(seed),
    accessTokenLifetime: (audience) =>
      apiFor(audience, apisOf(seed))?.accessTokenLifetime ?? seed.accessTokenLifetime,
    cookies: {
      session: createCookie({ name: names.session, https, sameSite }),
      browser: createCookie({ name: names.browser, https, sameSite }),
      // It opens nothing, and apps of every site frame the page that reads it.
      state: createCookie({ name: names.state, https, sameSite: 'None', readableByScript: true }),
    },
    picker: seed.login.kind !== 'form',
    asksForConsent: seed.consent === 'ask',
    demoUsers: demoUsersOf(seed, config.mode),
    playground: seed.withPlayground,
    refused: (refusal) => events.of(seed.id).emit({ kind: 'http.refused', ...refusal }),
  } satisfies Omit<Realm, 'flows'>
}

const scopesOf = ({ scopes }: RealmConfig): Realm['scopes'] =>
  new Map(scopes.map((scope) => [scope.name, scope]))

/** What a realm keeps, whatever becomes of its settings. */
interface Records extends Pick<FlowNeeds, 'clients' | 'users' | 'stores' | 'reader'> {
  readonly keys: SigningKeys
}

/** Where no test controls the realm nothing comes between. */
const noFaults: Watching = { watchSigner: (signer) => signer, watchFlows: (flows) => flows }

function wireFlows(
  seed: RealmConfig,
  { address, issuer, provider }: Names,
  needs: Omit<Ground, 'keys'> &
    Records &
    Watching &
    Pick<FlowNeeds, 'pairwiseSalt' | 'nonceSecret' | 'acceptedApps' | 'newcomers'>,
): Flows {
  const { keys, hashing: queue, loginLimits: limits } = needs
  const algs = algsOf(seed)
  const costliest = lazily(() => costliestHashOf(seed))
  const accounts = lazily(() => new Map(seed.accounts.map((one) => [one.user.username, one])))
  return createFlows({
    ...needs,
    events: needs.events.of(seed.id),
    settings: {
      ...{ issuer, address, provider },
      addresses: [address, ...needs.config.alsoAt.map((at) => at + basePathOf(seed.id))],
      scopes: scopesOf(seed),
      mode: needs.config.mode,
      acrValues: seed.acrValues,
      tokenShape: seed.tokenShape,
      apis: apisOf(seed),
      lifetimes: {
        accessToken: longestAccessTokenOf(seed),
        usualAccessToken: seed.accessTokenLifetime,
        idToken: seed.idTokenLifetime,
        refreshToken: seed.refreshTokenLifetime,
        refreshIdle: seed.refreshTokenIdle,
        session: seed.sessionLifetime,
        idle: seed.sessionIdle,
        interaction: seed.interactionLifetime,
      },
      autoConsent: seed.consent === 'auto',
      autoLogin: seed.login.kind === 'auto' ? seed.login.username : undefined,
      picker: seed.login.kind !== 'form',
      loopbackClients: seed.loopbackClients,
      registration: seed.registration,
      cookieHost: seed.sessionCookieSameSite === 'none' ? undefined : new URL(address).hostname,
      isOwnAddress: needs.isOwnAddress,
      dpopNonce: seed.dpopNonce,
      idTokenAlg: seed.signingAlg,
      offered: offeredBy(clientsOf(seed, address), seed),
      algs,
    },
    entropy: createEntropy(),
    signer: needs.watchSigner(
      createTokenSigner({
        ...issuersOf({ issuer, provider }),
        ...{ keys, accessTokenAlg: seed.signingAlg },
      }),
    ),
    jwks: createJwks({ keys, algs }),
    signatures: createClientSignatures(),
    attempts: createClientAttempts({ limits: needs.clientLimits, realm: seed.id }),
    authenticator: createAuthenticator({
      accounts,
      hasher: createPasswordHasher({ costliest, queue }),
      limits,
      realm: seed.id,
    }),
  })
}

/** Asked for when it is first needed: a realm that nobody uses costs little. */
function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}
