/**
 * The flows of one realm on the memory adapters, with a clock that a test moves, events that it
 * reads, and tokens that it can read without a key.
 *
 * @module
 */

import { createMemoryClientRegistry } from '../../src/adapters/memory/client-registry.ts'
import { createMemoryGroupedStore, createMemoryStore } from '../../src/adapters/memory/store.ts'
import { createMemoryUserDirectory } from '../../src/adapters/memory/user-directory.ts'
import { createEntropy } from '../../src/adapters/random/entropy.ts'
import type { RequestOutcome } from '../../src/flows/authorize/resume.ts'
import type { Browser } from '../../src/flows/forms/browser.ts'
import { type FlowSettings, type Stores, createFlows as wireFlows } from '../../src/flows.ts'
import type { Authenticator } from '../../src/ports/authenticator.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { FragrantEvent } from '../../src/ports/events.ts'
import type { UserDirectory } from '../../src/ports/registry.ts'
import type { TokenReader, TokenSigner } from '../../src/ports/tokens.ts'
import type { HintReading } from '../../src/protocol/authorize/hint.ts'
import type { Interaction, Step } from '../../src/protocol/authorize/interaction.ts'
import type { RegisteredClient } from '../../src/protocol/client/client.ts'
import { type TokenShape, usualShape } from '../../src/protocol/client/token-shape.ts'
import { offeredBy } from '../../src/protocol/discovery/offered.ts'
import type { RegistrationTerms } from '../../src/protocol/register/registration-terms.ts'
import { markIn } from '../../src/protocol/token/grant-mark.ts'
import type { AccessTokenClaims } from '../../src/protocol/tokens/access-token.ts'
import { type Apis, noApis } from '../../src/protocol/tokens/api.ts'
import type { User } from '../../src/protocol/user.ts'
import { authorizeParameters, type Changes, terms } from './authorize-requests.ts'
import { aClient } from './clients.ts'
import { createJsonGroupedStore, createJsonStore } from './json-store.ts'
import { aUser } from './users.ts'

export const issuer = 'https://id.example'

/** A browser that has come by before. */
export const aBrowser: Browser = { sessionId: undefined, binding: 'binding-of-a-browser' }

/** A token that says its claims aloud: what a real one is, the adapters prove. */
const encode = (kind: string, claims: object, end = 'sig'): string =>
  `${kind}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${end}`

export function claimsOf(token: string | undefined): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString())
}

const signer: TokenSigner = {
  // with what it is to be signed as at the end
  signAccessToken: async (claims, typ) => encode('at', claims, typ),
  signIdToken: async (claims, alg) => encode('id', claims, alg),
  signLogoutToken: async (claims) => encode('logout', claims),
  signAnswer: async (claims) => encode('answer', claims),
  signUserinfo: async (claims, alg) => encode('userinfo', claims, alg),
}

const usualReader: TokenReader = {
  // the signer above has written it
  readAccessToken: async (token) =>
    token.startsWith('at.')
      ? { kind: 'signed', claims: claimsOf(token) as unknown as AccessTokenClaims }
      : { kind: 'dead', why: 'malformed' },
  async readHint(token): Promise<HintReading> {
    if (!token.startsWith('id.')) return { kind: 'invalid' }
    const { sub, aud, sid } = claimsOf(token)
    return { kind: 'verified', sub: String(sub), aud: String(aud), sid: String(sid) }
  },
}

const passwordOf = (username: string): string => `password of ${username}`

/** Says who is right by comparing texts; what a real one does besides, the adapters prove. */
const createAuthenticator = (users: UserDirectory): Authenticator => ({
  async authenticate(username, password) {
    const user = await users.findByUsername(username)
    return user !== undefined && password === passwordOf(username)
      ? { kind: 'right', user }
      : { kind: 'wrong' }
  },
})

interface Options {
  readonly clients?: readonly RegisteredClient[]
  readonly users?: readonly User[]
  readonly mode?: 'local' | 'strict'
  readonly autoConsent?: boolean
  readonly loopbackClients?: boolean
  readonly picker?: boolean
  readonly autoLogin?: string
  readonly cookieHost?: string
  readonly registry?: { readonly capacity: number }
  readonly tokenShape?: Partial<TokenShape>
  readonly registration?: RegistrationTerms
  readonly apis?: Apis
  /** Further addresses of the realm. */
  readonly alsoAt?: readonly string[]
  readonly dpopNonce?: boolean
  /** Instead of ample ones. */
  readonly makeStores?: (clock: Clock) => Stores
  readonly signLogoutToken?: TokenSigner['signLogoutToken']
  readonly signAnswer?: TokenSigner['signAnswer']
}

export function createFlows(options: Options = {}) {
  const clock = { time: 1_800_000_000, now: () => clock.time }
  const emitted: FragrantEvent[] = []
  const told: { readonly uri: string; readonly claims: object }[] = []
  const clients = createMemoryClientRegistry(options.clients ?? [aClient()], {
    clock,
    ...options.registry,
  })
  const users = createMemoryUserDirectory(options.users ?? [aUser('alice'), aUser('bob')], {
    clock,
  })
  const stores = (options.makeStores ?? createStores)(clock)
  const reader = { ...usualReader }
  const guesses = { wait: 0, failed: [] as string[] }
  const flows = wireFlows({
    settings: settingsFor(options),
    stores,
    clients,
    users,
    newcomers: undefined,
    signer: {
      ...signer,
      ...(options.signLogoutToken && { signLogoutToken: options.signLogoutToken }),
      ...(options.signAnswer && { signAnswer: options.signAnswer }),
    },
    reader,
    jwks: { publicKeys: async () => '{"keys":[]}' },
    backChannel: {
      async tell(uri: string, token: string) {
        told.push({ uri, claims: claimsOf(token) })
        return { kind: 'told', attempts: 1 }
      },
    },
    pairwiseSalt: { read: async () => Buffer.from('salt of the tests') },
    signatures: { read: async (jwt) => (jwt.endsWith('.sig') ? claimsOf(jwt) : undefined) },
    attempts: {
      waitOf: async () => guesses.wait,
      failed: async (name, address) => void guesses.failed.push(`${name} from ${address}`),
      succeeded: async () => {},
    },
    authenticator: createAuthenticator(users),
    clock,
    entropy: createEntropy(),
    events: { emit: (event: FragrantEvent) => void emitted.push(event) },
  })
  return {
    ...flows,
    ...stores,
    clients,
    users,
    reader,
    /** The wrong secrets of clients, and the seconds that whoever guesses has to wait. */
    guesses,
    clock,
    emitted,
    told,
    /** As whoever proves a key asks. */
    readUserinfo: flows.userinfo,
    /** As whoever bears a token asks. */
    async userinfo(token: string) {
      const answer = await flows.userinfo({ token, scheme: 'Bearer', method: 'GET', proofs: [] })
      return answer.kind === 'jwt' ? claimsOf(answer.jwt) : answer.claims
    },
    authorize: (changes: Changes = {}, browser: Browser = aBrowser) =>
      flows.authorize(authorizeParameters(changes), browser),
  }
}

let records: 'values' | 'JSON text' = 'values'

/** How the stores of flows that are made from now on keep what is put into them. */
export function keepRecordsAs(form: typeof records): void {
  records = form
}

function createStores(clock: Clock): Stores {
  const [createStore, createGroupedStore] =
    records === 'values'
      ? [createMemoryStore, createMemoryGroupedStore]
      : [createJsonStore, createJsonGroupedStore]
  const needs = { clock, capacity: 100 }
  return {
    sessions: createStore(needs),
    consents: createStore(needs),
    opaqueTokens: createStore(needs),
    endedSessions: createStore(needs),
    withdrawals: createStore(needs),
    accounts: createStore(needs),
    codes: createStore(needs),
    refreshFamilies: createStore(needs),
    revokedTokens: createStore(needs),
    registrations: createStore(needs),
    usedAssertions: createStore(needs),
    pushedRequests: createStore(needs),
    usedProofs: createStore(needs),
    loginClaims: createStore(needs),
    interactions: createGroupedStore({ ...needs, perGroup: 5 }),
    pendingLogOuts: createGroupedStore({ ...needs, perGroup: 5 }),
  }
}

const settingsFor = (options: Options): FlowSettings => ({
  issuer,
  address: issuer,
  provider: undefined,
  addresses: [issuer, ...(options.alsoAt ?? [])],
  dpopNonce: options.dpopNonce ?? false,
  mode: options.mode ?? 'strict',
  scopes: terms.scopes,
  acrValues: ['urn:a'],
  tokenShape: { ...usualShape, ...options.tokenShape },
  apis: options.apis ?? noApis,
  lifetimes: {
    accessToken: 3600,
    usualAccessToken: 3600,
    idToken: 300,
    refreshToken: 30 * 86_400,
    refreshIdle: 14 * 86_400,
    session: 86_400,
    idle: 1800,
    interaction: 600,
  },
  autoConsent: options.autoConsent ?? false,
  picker: options.picker ?? false,
  autoLogin: options.autoLogin,
  loopbackClients: options.loopbackClients ?? false,
  registration: options.registration ?? { kind: 'open' },
  cookieHost: options.cookieHost,
  isOwnAddress: (url) =>
    [issuer, 'http://localhost:9400', 'http://127.0.0.1:9400'].includes(new URL(url).origin),
  idTokenAlg: 'ES256',
  offered: offeredBy([], { loopbackClients: true, registration: { kind: 'open' } }),
  algs: ['ES256'],
})

export type Flows = ReturnType<typeof createFlows>

/** The step that an outcome leads to; throws when it is another one, or an answer. */
export function stepIn(outcome: { readonly kind: string }, step: Step): Interaction {
  const { interaction } = outcome as Partial<RequestOutcome & { kind: 'interact' }>
  if (interaction?.step !== step) throw new Error(`${step} was due, not ${JSON.stringify(outcome)}`)
  return interaction
}

/** The parameters of an answer; throws when there is none. */
export function answerIn(outcome: { readonly kind: string }): Readonly<Record<string, string>> {
  const { answer } = outcome as Partial<RequestOutcome & { kind: 'answer' }>
  if (answer === undefined) throw new Error(`an answer was due, not ${JSON.stringify(outcome)}`)
  return Object.fromEntries(answer.parameters)
}

/** Brings a request of `username` to its end: log-in and consent. Answers browser and answer. */
export async function completed(
  flows: Flows,
  username = 'alice',
  { changes = {}, browser = aBrowser, decision = 'allow' }: Partial<Completion> = {},
) {
  const { csrf, id } = stepIn(await flows.authorize(changes, browser), 'log-in')
  const entered = await flows.logIn.submit(id, formOf(username, csrf), browser)
  if (entered.kind !== 'signed-in') throw new Error(`${username} was to be signed in`)
  const signedIn: Browser = { ...browser, sessionId: entered.session.id }
  const { session, outcome } = entered
  if (outcome.kind === 'answer') return { session, browser: signedIn, answer: answerIn(outcome) }
  const asked = stepIn(outcome, 'ask-consent')
  const decided = await flows.askConsent.submit(asked.id, { csrf: asked.csrf, decision }, signedIn)
  if (decided.kind !== 'decided') throw new Error(`consent was to be decided, not ${decided.kind}`)
  return { session, browser: signedIn, answer: answerIn(decided.outcome) }
}

interface Completion {
  readonly changes: Changes
  readonly browser: Browser
  readonly decision: string
}

export function formOf(username: string, csrf: string | undefined) {
  const password = passwordOf(username)
  return {
    csrf,
    username,
    password,
    pick: undefined,
    newcomer: undefined,
    decision: undefined,
    address: '127.0.0.1',
  }
}

/** Whether an access token was ended before its time: by itself, or with all of its grant. */
export async function isRevoked(flows: Flows, token: string | undefined): Promise<boolean> {
  const jti = String(claimsOf(token)['jti'])
  const found = [jti, markIn(jti) ?? jti].map((id) => flows.revokedTokens.find(id))
  return (await Promise.all(found)).includes('revoked')
}
