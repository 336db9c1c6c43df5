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
import { createMemoryGroupedStore, createMemoryStore } from './adapters/memory/store.ts'
import {
  createMemoryUserDirectory,
  type ReloadableUserDirectory,
} from './adapters/memory/user-directory.ts'
import { createLoginGuard } from './adapters/passwords/login-guard.ts'
import { costliestOf, type ScryptCost } from './adapters/passwords/password-hash.ts'
import { createPasswordHasher } from './adapters/passwords/password-hasher.ts'
import { createEntropy } from './adapters/random/entropy.ts'
import type { Config } from './config/config.ts'
import { clientsOf, type RealmConfig } from './config/realm-config.ts'
import { createAuthorize } from './flows/authorize/authorize.ts'
import { createFindClient } from './flows/authorize/find-client.ts'
import { createInteractions } from './flows/authorize/interactions.ts'
import { createIsGranted } from './flows/authorize/is-granted.ts'
import { createResume } from './flows/authorize/resume.ts'
import { createDiscovery } from './flows/discovery.ts'
import { createReadCurrentSession } from './flows/session/current-session.ts'
import { createLogOut, type PendingLogOut } from './flows/session/log-out.ts'
import { createStartSession } from './flows/session/start-session.ts'
import { createChooseAccount } from './flows/steps/choose-account.ts'
import { createAskConsent } from './flows/steps/consent.ts'
import { createLogIn } from './flows/steps/log-in.ts'
import { createRememberConsent } from './flows/steps/remember-consent.ts'
import { createIssueTokens } from './flows/tokens/issue-tokens.ts'
import { createReadUserinfo } from './flows/userinfo.ts'
import { cookieNames, createCookie } from './http/edge/cookies.ts'
import type { Realm } from './http/realm.ts'
import type { Clock } from './ports/clock.ts'
import type { Events } from './ports/events.ts'
import type { Interaction } from './protocol/authorize/interaction.ts'
import type { Consent } from './protocol/consent/consent.ts'
import { messageModes, type ResponseMode, tokenModes } from './protocol/response-mode.ts'
import type { Session } from './protocol/session/session.ts'
import type { SigningAlg } from './protocol/signing-alg.ts'
import type { AccessTokenClaims } from './protocol/tokens/access-token.ts'

/** What all realms share. */
export interface Shared {
  readonly config: Config
  readonly clock: Clock
  readonly events: Events
  readonly keys: SigningKeys
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
  const basePath = seed.id === 'default' ? '' : `/realms/${seed.id}`
  const issuer = origin + basePath
  const names = cookieNames(origin, seed.id)
  const https = origin.startsWith('https:')
  const sameSite = config.sessionCookieSameSite === 'none' ? 'None' : 'Lax'
  const scopes = new Map(seed.scopes.map((scope) => [scope.name, scope]))
  const clients = createMemoryClientRegistry(clientsOf(seed, issuer, config.signingAlg))
  const users = createMemoryUserDirectory(seed.users, shared)
  let costliest = costliestHashOf(seed)
  let demoHint = demoHintOf(seed)
  return {
    id: seed.id,
    issuer,
    origin,
    basePath,
    mode: config.mode,
    scopes,
    accessTokenLifetime: config.accessTokenLifetime,
    cookies: {
      session: createCookie({ name: names.session, https, sameSite }),
      browser: createCookie({ name: names.browser, https, sameSite }),
    },
    autoLogin: config.login.kind === 'auto' ? config.login.username : undefined,
    picker: config.login.kind !== 'form',
    get demoHint() {
      return demoHint
    },
    playground: seed.withPlayground,
    flows: createFlows({
      ...shared,
      seed,
      issuer,
      scopes,
      clients,
      users,
      costliest: () => costliest,
    }),
    reload(next) {
      clients.replace(clientsOf(next, issuer, config.signingAlg))
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

function createFlows(shared: RealmNeeds): Realm['flows'] {
  const { config, clock, keys, issuer, scopes } = shared
  const { mode, acrValues, accessTokenLifetime } = config
  const stores = createStores(clock)
  const common = { ...shared, ...stores, mode, acrValues, entropy: createEntropy() }

  const signer = createTokenSigner({ issuer, keys, accessTokenAlg: config.signingAlg })
  const reader = createTokenReader({ issuer, keys, clock, cacheSize: capacity.verifiedTokens })
  const currentSession = createReadCurrentSession({ ...common, idle: config.sessionIdle })
  const interactions = createInteractions({
    ...common,
    store: stores.interactions,
    lifetime: config.interactionLifetime,
  })
  const isGranted = createIsGranted({ ...common, autoConsent: config.consent === 'auto' })
  const issueTokens = createIssueTokens({
    ...common,
    signer,
    lifetimes: { accessToken: accessTokenLifetime, idToken: config.idTokenLifetime },
  })
  const resuming = createResume({ ...common, isGranted, interactions, currentSession, issueTokens })
  const findClient = createFindClient({
    ...common,
    idTokenAlg: config.signingAlg,
    loopbackClients: config.loopbackClients,
  })
  const logIn = createLogIn({
    ...common,
    resuming,
    interactions,
    guard: createLoginGuard({ hasher: createPasswordHasher(shared) }),
    signIn: createStartSession({ ...common, lifetime: config.sessionLifetime }),
    picker: config.login.kind !== 'form',
  })
  const remember = createRememberConsent(common)

  return {
    authorize: createAuthorize({ ...common, terms: { scopes }, findClient, reader, resuming }),
    logIn,
    chooseAccount: createChooseAccount({ resuming, currentSession, interactions, logIn }),
    askConsent: createAskConsent({ ...common, resuming, interactions, currentSession, remember }),
    userinfo: createReadUserinfo({ ...common, reader }),
    logOut: createLogOut({
      ...common,
      currentSession,
      reader,
      tokenLifetime: accessTokenLifetime,
      lifetime: config.interactionLifetime,
    }),
    discovery: createDiscovery({
      ...common,
      responseModes: modesOf(config, shared.seed),
      idTokenAlgs: algsOf(config, shared.seed),
      jwks: createJwks({ keys }),
    }),
  }
}

function createStores(clock: Clock) {
  const perGroup = capacity.interactionsOfABrowser
  const grouped = { clock, capacity: capacity.interactions, perGroup }
  return {
    sessions: createMemoryStore<Session>({ clock, capacity: capacity.sessions }),
    consents: createMemoryStore<Consent>({ clock, capacity: capacity.consents }),
    opaqueTokens: createMemoryStore<AccessTokenClaims>({ clock, capacity: capacity.opaqueTokens }),
    endedSessions: createMemoryStore<true>({ clock, capacity: capacity.endedSessions }),
    interactions: createMemoryGroupedStore<Interaction>(grouped),
    pendingLogOuts: createMemoryGroupedStore<PendingLogOut>(grouped),
  }
}

/** The algorithms that ID Tokens of a realm may be signed with, the usual one first. */
export function algsOf(config: Config, seed: RealmConfig): readonly SigningAlg[] {
  return [...new Set([config.signingAlg, ...seed.clients.map((client) => client.idTokenAlg)])]
}

/** The modes in which some client of a realm may be answered. */
function modesOf(config: Config, { clients }: RealmConfig): readonly ResponseMode[] {
  const taken = config.loopbackClients ? messageModes : []
  const listed = clients.flatMap((client) => client.responseModes)
  return [...new Set([...tokenModes, ...listed, ...taken])]
}

const costliestHashOf = ({ users }: RealmConfig): ScryptCost | undefined =>
  costliestOf(users.map(({ password }) => password))

/** Names the users whose password anybody would guess, for they are there to be used. */
function demoHintOf({ users }: RealmConfig): string | undefined {
  const demo = users.filter(({ username, password }) => username === password)
  if (demo.length === 0) return undefined
  return demo.map(({ username, password }) => `${username} / ${password}`).join(', ')
}
