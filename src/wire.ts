/**
 * Who is introduced to whom: the one place that lists every dependency.
 *
 * @module
 */

import { createJwks } from './adapters/jose/jwks.ts'
import type { SigningKeys } from './adapters/jose/key-store.ts'
import { createTokenReader } from './adapters/jose/token-reader.ts'
import { createTokenSigner } from './adapters/jose/token-signer.ts'
import {
  createMemoryClientRegistry,
  type ReloadableClientRegistry,
} from './adapters/memory/client-registry.ts'
import type { MemoryBudgets } from './adapters/memory/memory-budgets.ts'
import { createMemoryGroupedStore, createMemoryStore } from './adapters/memory/store.ts'
import {
  createMemoryUserDirectory,
  type ReloadableUserDirectory,
} from './adapters/memory/user-directory.ts'
import { createLoginGuard } from './adapters/passwords/login-guard.ts'
import type { ScryptCost } from './adapters/passwords/password-hash.ts'
import { createPasswordHasher } from './adapters/passwords/password-hasher.ts'
import { createEntropy } from './adapters/random/entropy.ts'
import type { Config } from './config/config.ts'
import {
  algsOf,
  clientsOf,
  costliestHashOf,
  demoHintOf,
  type RealmConfig,
  responseModesOf,
} from './config/realm-config.ts'
import { createFlows, type Stores } from './flows.ts'
import { cookieNames, createCookie } from './http/edge/cookies.ts'
import type { Realm } from './http/realm.ts'
import { createAskedAt } from './http/server/allowed-hosts.ts'
import type { Clock } from './ports/clock.ts'
import type { Events } from './ports/events.ts'
import { basePathOf } from './protocol/paths.ts'

/** What all realms share. */
export interface Shared {
  readonly config: Config
  readonly clock: Clock
  readonly events: Events
  readonly keys: SigningKeys
  /** Whether the server answers at an origin, by the names that it goes by at the time. */
  readonly isOwnOrigin: (origin: string) => boolean
  /** What the records of all of them may take. */
  readonly memory: MemoryBudgets
}

/** The most entries of each kind that a realm keeps. */
const capacity = {
  sessions: 50_000,
  consents: 100_000,
  // twice for each of 10,000 people who sign in at once: what is done is remembered for a while
  interactions: 30_000,
  interactionsOfABrowser: 5,
  opaqueTokens: 500_000,
  endedSessions: 100_000,
  verifiedTokens: 10_000,
} as const

/** A realm with the handles that change it while it runs. */
export interface WiredRealm extends Realm {
  /** Takes over what a changed configuration says of clients and users. */
  reload(seed: RealmConfig): void
}

/** Builds one realm: stores and flows of its own on what all share. `origin` is the server's. */
export function createRealm(seed: RealmConfig, origin: string, shared: Shared): WiredRealm {
  const { config } = shared
  const basePath = basePathOf(seed.id)
  const issuer = origin + basePath
  const names = cookieNames(origin, seed.id)
  const https = origin.startsWith('https:')
  const sameSite = seed.sessionCookieSameSite === 'none' ? 'None' : 'Lax'
  const scopes = new Map(seed.scopes.map((scope) => [scope.name, scope]))
  const clients = createMemoryClientRegistry(clientsOf(seed, issuer), shared)
  const users = createMemoryUserDirectory(seed.users, shared)
  let costliest = costliestHashOf(seed)
  let demoHint = demoHintOf(seed)
  return {
    id: seed.id,
    issuer,
    origin,
    basePath,
    askedAt: createAskedAt(config.alsoAt, basePath),
    mode: config.mode,
    scopes,
    tokenShape: seed.tokenShape,
    accessTokenLifetime: seed.accessTokenLifetime,
    cookies: {
      session: createCookie({ name: names.session, https, sameSite }),
      browser: createCookie({ name: names.browser, https, sameSite }),
    },
    autoLogin: seed.login.kind === 'auto' ? seed.login.username : undefined,
    picker: seed.login.kind !== 'form',
    get demoHint() {
      return demoHint
    },
    playground: seed.withPlayground,
    refused: (refusal) => shared.events.emit({ kind: 'http.refused', ...refusal }),
    flows: wireFlows({
      ...shared,
      seed,
      issuer,
      scopes,
      clients,
      users,
      costliest: () => costliest,
    }),
    reload(next) {
      clients.replace(clientsOf(next, issuer))
      users.replace(next.users)
      costliest = costliestHashOf(next)
      demoHint = demoHintOf(next)
    },
  }
}

interface RealmNeeds extends Shared {
  readonly seed: RealmConfig
  readonly issuer: string
  readonly scopes: Realm['scopes']
  readonly clients: ReloadableClientRegistry
  readonly users: ReloadableUserDirectory
  readonly costliest: () => ScryptCost | undefined
}

function wireFlows(shared: RealmNeeds): Realm['flows'] {
  const { config, seed, clock, keys, memory, issuer, scopes } = shared
  return createFlows({
    ...shared,
    settings: {
      issuer,
      scopes,
      mode: config.mode,
      acrValues: seed.acrValues,
      tokenShape: seed.tokenShape,
      lifetimes: {
        accessToken: seed.accessTokenLifetime,
        idToken: seed.idTokenLifetime,
        session: seed.sessionLifetime,
        idle: seed.sessionIdle,
        interaction: seed.interactionLifetime,
      },
      autoConsent: seed.consent === 'auto',
      picker: seed.login.kind !== 'form',
      loopbackClients: seed.loopbackClients,
      isOwnOrigin: shared.isOwnOrigin,
      idTokenAlg: seed.signingAlg,
      responseModes: responseModesOf(seed),
      idTokenAlgs: algsOf(seed),
    },
    stores: createStores(clock, memory),
    entropy: createEntropy(),
    signer: createTokenSigner({ issuer, keys, accessTokenAlg: seed.signingAlg }),
    reader: createTokenReader({
      issuer,
      keys,
      clock,
      cacheSize: capacity.verifiedTokens,
      cacheBudget: memory.verifiedTokens,
    }),
    jwks: createJwks({ keys }),
    guard: createLoginGuard({ hasher: createPasswordHasher(shared) }),
  })
}

function createStores(clock: Clock, memory: MemoryBudgets): Stores {
  const perGroup = capacity.interactionsOfABrowser
  const plain = (kind: 'sessions' | 'consents' | 'opaqueTokens' | 'endedSessions') => ({
    clock,
    capacity: capacity[kind],
    budget: memory[kind],
  })
  const grouped = (kind: 'interactions' | 'pendingLogOuts') => ({
    clock,
    capacity: capacity.interactions,
    perGroup,
    budget: memory[kind],
  })
  return {
    sessions: createMemoryStore(plain('sessions')),
    consents: createMemoryStore(plain('consents')),
    opaqueTokens: createMemoryStore(plain('opaqueTokens')),
    endedSessions: createMemoryStore(plain('endedSessions')),
    interactions: createMemoryGroupedStore(grouped('interactions')),
    pendingLogOuts: createMemoryGroupedStore(grouped('pendingLogOuts')),
  }
}
