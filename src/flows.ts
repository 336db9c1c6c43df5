/**
 * The use cases of one realm, introduced to one another: the server and the tests of the flows get
 * them from here, so that what is tested is what runs.
 *
 * @module
 */

import { createAccountPage } from './flows/account/account.ts'
import { createAccountLogIn } from './flows/account/account-login.ts'
import { createGrants } from './flows/account/granted.ts'
import { createListAccount } from './flows/account/list-account.ts'
import { createSignOutEverywhere } from './flows/account/sign-out-everywhere.ts'
import { createWithdraw } from './flows/account/withdraw.ts'
import { createAuthorize } from './flows/authorize/authorize.ts'
import { createFindAutoUser } from './flows/authorize/auto-log-in.ts'
import { createEndings, type Endings } from './flows/authorize/endings.ts'
import { createFindClient } from './flows/authorize/find-client.ts'
import { createFindRequest } from './flows/authorize/find-request.ts'
import { createInteractions } from './flows/authorize/interactions.ts'
import { createIsGranted } from './flows/authorize/is-granted.ts'
import { createJudgeAgain } from './flows/authorize/judge-again.ts'
import { createPushRequest } from './flows/authorize/push-request.ts'
import { createReadRequest } from './flows/authorize/read-request.ts'
import { createRestart } from './flows/authorize/restart.ts'
import { createResume } from './flows/authorize/resume.ts'
import { createStillCounts } from './flows/authorize/still-counts.ts'
import { createFindHintedInVain } from './flows/authorize/who-is-hinted.ts'
import { createDiscovery } from './flows/discovery.ts'
import { createAwaitedForms } from './flows/forms/awaited-forms.ts'
import { createForesee, createForeseeSession } from './flows/records/foresee.ts'
import { createHasEnded } from './flows/records/has-ended.ts'
import { createNoteAccount } from './flows/records/note-account.ts'
import { type AcceptedApps, createAcceptedApps } from './flows/register/accepted-apps.ts'
import { createRegisterClient } from './flows/register/register-client.ts'
import { createRegisteredClients } from './flows/register/registered-clients.ts'
import {
  createFindSession,
  createReadCurrentSession,
  type FindSession,
  type ReadCurrentSession,
} from './flows/session/current-session.ts'
import { createEndSession } from './flows/session/end-session.ts'
import { createFrontChannelFrames } from './flows/session/front-channel-frames.ts'
import { createLogOut, type PendingLogOut } from './flows/session/log-out.ts'
import { createStartSession, type StartSession } from './flows/session/start-session.ts'
import { createTellClients } from './flows/session/tell-clients.ts'
import { createTellState } from './flows/session/tell-state.ts'
import { createNoteVisit } from './flows/session/visits.ts'
import { createChooseAccount } from './flows/steps/choose-account.ts'
import { createAskConsent } from './flows/steps/consent.ts'
import { createLogIn, type LogIn } from './flows/steps/log-in.ts'
import { createPlannedResume } from './flows/steps/planned-resume.ts'
import { createRememberConsent } from './flows/steps/remember-consent.ts'
import { createWhoWasAsked } from './flows/steps/who-was-asked.ts'
import { createAuthenticateClient } from './flows/tokens/authenticate-client.ts'
import { createEndGrant } from './flows/tokens/end-grant.ts'
import { createGiveTokens } from './flows/tokens/give-tokens.ts'
import { createIntrospect } from './flows/tokens/introspect.ts'
import { createIssueAnswer } from './flows/tokens/issue-answer.ts'
import { createIssueTokens, type IssueTokens } from './flows/tokens/issue-tokens.ts'
import { createReadAccessToken } from './flows/tokens/read-access-token.ts'
import { createReadProof } from './flows/tokens/read-proof.ts'
import { createRedeemCode } from './flows/tokens/redeem-code.ts'
import { createRefresh } from './flows/tokens/refresh.ts'
import { createRevoke } from './flows/tokens/revoke.ts'
import { createSubjects, type Subjects } from './flows/tokens/subjects.ts'
import { createTokenEndpoint } from './flows/tokens/token-endpoint.ts'
import { createReadUserinfo } from './flows/userinfo.ts'
import type { Attempts } from './ports/attempts.ts'
import type { Authenticator } from './ports/authenticator.ts'
import type { BackChannel } from './ports/back-channel.ts'
import type { ClientSignatures } from './ports/client-signatures.ts'
import type { Clock } from './ports/clock.ts'
import type { Entropy } from './ports/entropy.ts'
import type { Events } from './ports/events.ts'
import type { Jwks } from './ports/jwks.ts'
import type { Newcomers } from './ports/newcomers.ts'
import type { PairwiseSalt } from './ports/pairwise-salt.ts'
import type { LoginClaims, PlannedLogins } from './ports/planned-logins.ts'
import type { ClientRegistry, UserDirectory } from './ports/registry.ts'
import type { GroupedStore, Store } from './ports/store.ts'
import type { TokenReader, TokenSigner } from './ports/tokens.ts'
import type { Account } from './protocol/account/account.ts'
import type { KeptInteraction } from './protocol/authorize/interaction.ts'
import type { PushedRequest } from './protocol/authorize/pushed-request.ts'
import type { TokenShape } from './protocol/client/token-shape.ts'
import type { Consent } from './protocol/consent/consent.ts'
import type { Offered } from './protocol/discovery/offered.ts'
import type { SigningAlg } from './protocol/keys/signing-alg.ts'
import type { Provider } from './protocol/provider/provider.ts'
import type { Registration } from './protocol/register/registration.ts'
import type { RegistrationTerms } from './protocol/register/registration-terms.ts'
import type { Session } from './protocol/session/session.ts'
import type { KeptCode } from './protocol/token/code.ts'
import type { RefreshFamily } from './protocol/token/refresh-token.ts'
import type { AccessTokenClaims } from './protocol/tokens/access-token.ts'
import type { Apis } from './protocol/tokens/api.ts'
import type { EndedToken } from './protocol/tokens/dead-token.ts'
import type { KeptGrant } from './protocol/tokens/grant.ts'
import type { Claims } from './protocol/user.ts'
import type { ScopeCatalogue } from './protocol/userinfo/claims.ts'

/** Everything that a realm keeps until it expires. */
export interface Stores {
  readonly sessions: Store<Session>
  readonly consents: Store<Consent>
  readonly opaqueTokens: Store<AccessTokenClaims>
  /** The sessions that their users have signed out of, by `sid`. */
  readonly endedSessions: Store<true>
  /** When users have withdrawn what apps had, or signed out everywhere (epoch seconds). */
  readonly withdrawals: Store<number>
  /** What the account pages list, by `sub`. */
  readonly accounts: Store<Account>
  readonly codes: Store<KeptCode>
  readonly refreshFamilies: Store<RefreshFamily<KeptGrant>>
  /** The access tokens that were ended before their time, by `jti`, and grants by their mark. */
  readonly revokedTokens: Store<EndedToken>
  /** The clients that have registered themselves, by id. */
  readonly registrations: Store<Registration>
  /** How often the assertions of clients were used, by client and `jti`. */
  readonly usedAssertions: Store<number>
  /** The requests that wait for their browsers, by the hash of their `request_uri`. */
  readonly pushedRequests: Store<PushedRequest>
  /** How often proofs of keys were used, by key and `jti`. */
  readonly usedProofs: Store<number>
  /** What is known of users in one login alone, by `sid`, and by the marks of grants that outlive it. */
  readonly loginClaims: Store<Claims>
  readonly interactions: GroupedStore<KeptInteraction>
  readonly pendingLogOuts: GroupedStore<PendingLogOut>
}

/** How long things last, in seconds. */
export interface Lifetimes {
  /** The longest of all APIs. */
  readonly accessToken: number
  /** Where its API does not say otherwise. */
  readonly usualAccessToken: number
  readonly idToken: number
  /** A family of refresh tokens, however often it is used. */
  readonly refreshToken: number
  /** The same without a use. */
  readonly refreshIdle: number
  /** A session, however busy it is. */
  readonly session: number
  /** A session without a request. */
  readonly idle: number
  /** One step of a request. */
  readonly interaction: number
}

/** What a realm decides about its flows. */
export interface FlowSettings {
  readonly issuer: string
  /** What the paths of the realm stand below: its issuer, unless a preset names that otherwise. */
  readonly address: string
  /** What it takes over from another provider. */
  readonly provider: Provider | undefined
  /** Its usual address, and the further ones. */
  readonly addresses: readonly string[]
  readonly mode: 'local' | 'strict'
  readonly scopes: ScopeCatalogue
  readonly acrValues: readonly string[]
  /** How tokens look unless their client says otherwise. */
  readonly tokenShape: TokenShape
  /** Those that the realm names. */
  readonly apis: Apis
  readonly lifetimes: Lifetimes
  /** Whether nobody is asked to consent, unless a request says `prompt=consent`. */
  readonly autoConsent: boolean
  /** The user name of whoever is signed in without a page (local mode only); undefined: nobody. */
  readonly autoLogin: string | undefined
  /** Whether one click signs a user in (local mode only). */
  readonly picker: boolean
  /** Whether an unknown client on loopback is accepted. */
  readonly loopbackClients: boolean
  /** Who may register clients. */
  readonly registration: RegistrationTerms
  /** The host whose site alone gets the session cookie in frames; undefined when every site does. */
  readonly cookieHost: string | undefined
  /** Whether this very server answers at an origin. */
  readonly isOwnAddress: (url: string) => boolean
  /** Whether proofs of keys must bring a nonce of ours (RFC 9449 §8). */
  readonly dpopNonce: boolean
  /** What ID Tokens are signed with unless the client says otherwise. */
  readonly idTokenAlg: SigningAlg
  /** What some client may use, for the metadata. */
  readonly offered: Offered
  /** What the realm signs with, the usual one first. */
  readonly algs: readonly SigningAlg[]
}

export interface FlowNeeds {
  readonly settings: FlowSettings
  readonly stores: Stores
  readonly clients: ClientRegistry
  readonly users: UserDirectory
  /** Where replicas share the apps that they accept on loopback. */
  readonly acceptedApps?: AcceptedApps | undefined
  /** Undefined where no page makes any. */
  readonly newcomers: Newcomers | undefined
  readonly signer: TokenSigner
  readonly backChannel: BackChannel
  readonly reader: TokenReader
  readonly jwks: Jwks
  readonly authenticator: Authenticator
  readonly signatures: ClientSignatures
  readonly pairwiseSalt: PairwiseSalt
  /** What nonces of proofs are made with; undefined: one is drawn. */
  readonly nonceSecret?: string | undefined
  /** What bounds the guessing of clients' secrets. */
  readonly attempts: Attempts
  readonly clock: Clock
  readonly entropy: Entropy
  readonly events: Events
  /** Who answers the pages, where a test controls the realm. */
  readonly plannedLogins?: PlannedLogins | undefined
  /** What a test makes of the answers of the authorization endpoint. */
  readonly watchEndings?: ((endings: Endings, signer: TokenSigner) => Endings) | undefined
}

/** With what all of them stand on. */
interface Needs extends FlowNeeds {
  readonly subjects: Subjects
}

export type Flows = ReturnType<typeof createFlows>

export function createFlows(given: FlowNeeds) {
  const subjects = createSubjects({ ...given, salt: given.pairwiseSalt })
  const needs = { ...given, clients: withRegistered(given), subjects }
  const { settings, stores, ...ports } = needs
  const { lifetimes } = settings
  const claimsOfLogin = claimsOfLoginIn(needs)
  const common = {
    ...{ ...ports, ...stores, ...settings, ...createTold(needs) },
    ...{ claimsOfLogin, terms: settings },
  }
  const waiting = { ...ports, lifetime: lifetimes.interaction }

  const findSession = createFindSession({ ...common, idle: lifetimes.idle })
  const currentSession = createReadCurrentSession({ ...common, idle: lifetimes.idle })
  const startSession = createStartSession({ ...common, lifetime: lifetimes.session })
  const interactions = createInteractions({
    forms: createAwaitedForms({ ...waiting, store: stores.interactions }),
    judgeAgain: createJudgeAgain(common),
  })
  const stillCounts = createStillCounts(common)
  const isGranted = createIsGranted({ ...common, stillCounts })
  const issueTokens = createIssueTokens(common)
  const issueAnswer = createIssueAnswer({ ...common, issueTokens })
  const { watchEndings = asTheyAre } = given
  const endings = watchEndings(createEndings({ ...common, issueAnswer }), common.signer)
  const paused = {
    ...{ ...common, currentSession, startSession, interactions, endings, isGranted },
    remember: createRememberConsent({ ...common, stillCounts }),
  }
  const findHintedInVain = createFindHintedInVain(common)
  const findAutoUser = createFindAutoUser(common)
  const asked = createResume({ ...paused, findAutoUser, findHintedInVain })
  const resume = createPlannedResume({ ...paused, resume: asked })
  const finding = createFinding(common)
  const logIn = createLogIn({ ...common, resume, endings, interactions, startSession })
  const whoWasAsked = createWhoWasAsked(currentSession)

  return {
    authorize: createAuthorize({ ...common, ...finding, endings, resume }),
    restart: createRestart({ interactions, resume }),
    logIn,
    chooseAccount: createChooseAccount({ resume, whoWasAsked, interactions, logIn }),
    askConsent: createAskConsent({ ...paused, resume, whoWasAsked }),
    ...createCalledFlows(needs, issueTokens),
    ...createOwnFlows(common, { findSession, currentSession, startSession, logIn }),
    discovery: createDiscovery(common),
    subjects,
    clients: needs.clients,
    findHintedInVain,
    findSession,
    currentSession,
    startSession,
  }
}

const asTheyAre = (endings: Endings): Endings => endings

/** Nobody asks for them where no test plans logins. */
const claimsOfLoginIn = ({
  plannedLogins,
  stores,
}: Pick<FlowNeeds, 'plannedLogins' | 'stores'>): LoginClaims | undefined =>
  plannedLogins && {
    find: (name) => stores.loginClaims.find(name),
    async passOn(sid, mark, expiresAt) {
      const claims = await stores.loginClaims.find(sid)
      if (claims !== undefined) await stores.loginClaims.put(mark, claims, expiresAt)
    },
    forget: (sid) => stores.loginClaims.remove(sid),
  }

/** What is asked, and by whom. */
const createFinding = (
  needs: Stores & FlowSettings & Pick<FlowNeeds, 'clients' | 'signatures' | 'clock' | 'events'>,
) => ({
  findRequest: createFindRequest(needs),
  readRequest: createReadRequest(needs),
  findClient: createFindClient(needs),
})

const withRegistered = (needs: FlowNeeds): ClientRegistry => {
  const { clients: own, acceptedApps: accepted, clock, settings, stores } = needs
  const clients = accepted ? createAcceptedApps({ ...settings, clients: own, accepted }) : own
  return createRegisteredClients({ ...settings, ...stores, clients, clock })
}

/** How apps learn of a session and its end, and the account page of both. */
const createTold = (needs: Needs) => ({
  tellState: createTellState(needs),
  noteVisit: createNoteVisit(needs.stores),
  tellClients: createTellClients(needs),
  hasEnded: createHasEnded(needs.stores),
  foresee: createForesee(needs.stores),
  foreseeSession: createForeseeSession(needs.stores),
  noteAccount: createNoteAccount({ ...needs, ...needs.stores, ...needs.settings }),
})

/** All that the flows of a browser stand on. */
type Common = Omit<Needs, 'settings' | 'stores'> &
  Stores &
  FlowSettings &
  ReturnType<typeof createTold>

interface Doors {
  readonly findSession: FindSession
  readonly currentSession: ReadCurrentSession
  readonly startSession: StartSession
  readonly logIn: LogIn
}

/** What users do at this server itself: they sign out, and look after their account. */
function createOwnFlows(common: Common, { findSession, ...doors }: Doors) {
  const ending = {
    ...{ ...common, ...doors },
    endSession: createEndSession(common),
    frontChannelFrames: createFrontChannelFrames(common),
  }
  const lifetime = common.lifetimes.interaction
  const list = createListAccount({ ...common, findSession })
  const withdraw = createWithdraw(common)
  return {
    logOut: createLogOut({
      ...ending,
      forms: createAwaitedForms({ ...common, lifetime, store: common.pendingLogOuts }),
    }),
    endSession: ending.endSession,
    accountLogIn: createAccountLogIn(ending),
    account: createAccountPage({
      ...ending,
      ...{ list, withdraw },
      signOutEverywhere: createSignOutEverywhere(ending),
    }),
    grants: createGrants({ ...common, list, withdraw }),
  }
}

/** What clients call by themselves, without a browser. */
function createCalledFlows({ settings, stores, ...ports }: Needs, issueTokens: IssueTokens) {
  const claimsOfLogin = claimsOfLoginIn({ ...ports, stores })
  const hasEnded = createHasEnded(stores)
  const common = {
    ...{ ...ports, ...stores, ...settings, terms: settings },
    ...{ issueTokens, hasEnded, claimsOfLogin },
  }
  const giving = {
    ...common,
    authenticateClient: createAuthenticateClient(common),
    readAccessToken: createReadAccessToken(common),
    readProof: createReadProof(common),
    giveTokens: createGiveTokens(common),
    endGrant: createEndGrant(common),
  }
  return {
    registerClient: createRegisterClient(common),
    push: createPushRequest({ ...giving, ...createFinding(common) }),
    revoke: createRevoke(giving),
    endGrant: giving.endGrant,
    introspect: createIntrospect(giving),
    userinfo: createReadUserinfo(giving),
    profile: settings.provider?.shape?.profile && createReadUserinfo(giving, 'profile'),
    dpopNonce: giving.readProof.nonce,
    token: createTokenEndpoint({
      ...giving,
      redeemCode: createRedeemCode(giving),
      refresh: createRefresh(giving),
    }),
  }
}
