/**
 * A realm as HTTP sees it: one isolated issuer with flows of its own.
 *
 * @module
 */

import type { FastifyRequest } from 'fastify'
import type { AccountPage } from '../flows/account/account.ts'
import type { AccountLogIn } from '../flows/account/account-login.ts'
import type { Authorize } from '../flows/authorize/authorize.ts'
import type { PushRequest } from '../flows/authorize/push-request.ts'
import type { Restart } from '../flows/authorize/restart.ts'
import type { FindHintedInVain } from '../flows/authorize/who-is-hinted.ts'
import type { ConsoleLogin } from '../flows/console/console-login.ts'
import type { Discovery } from '../flows/discovery.ts'
import type { RegisterClient } from '../flows/register/register-client.ts'
import type { ReadCurrentSession } from '../flows/session/current-session.ts'
import type { LogOut } from '../flows/session/log-out.ts'
import type { ChooseAccount } from '../flows/steps/choose-account.ts'
import type { AskConsent } from '../flows/steps/consent.ts'
import type { LogIn } from '../flows/steps/log-in.ts'
import type { Introspect } from '../flows/tokens/introspect.ts'
import type { Revoke } from '../flows/tokens/revoke.ts'
import type { TokenEndpoint } from '../flows/tokens/token-endpoint.ts'
import type { ReadUserinfo } from '../flows/userinfo.ts'
import type { Brand, Logo } from '../protocol/brand.ts'
import type { TokenShape } from '../protocol/client/token-shape.ts'
import type { Provider } from '../protocol/provider/provider.ts'
import type { ResponseType } from '../protocol/response/response-type.ts'
import type { Apis } from '../protocol/tokens/api.ts'
import type { ScopeCatalogue } from '../protocol/userinfo/claims.ts'
import type { Cookie } from './edge/cookies.ts'
import type { ReportRefusal } from './edge/refusal.ts'

export interface Realm {
  readonly id: string
  /**
   * `http://localhost:9400`, or `http://localhost:9400/realms/{id}`; no slash at the end. Its paths stand
   * below it, and it is its issuer unless a preset says otherwise: see `iss`.
   */
  readonly issuer: string
  /** What its tokens and metadata name as issuer, to the character. */
  readonly iss: string
  /** What it takes over from another provider. */
  readonly provider: Provider | undefined
  /** `http://localhost:9400`: where the pages of this server come from. */
  readonly origin: string
  /** The path that every route of the realm begins with: empty, or `/realms/{id}`. */
  readonly basePath: string
  /** The further address that a value of Host names; undefined for the issuer's and any other. */
  readonly askedAt: (host: string | undefined) => string | undefined
  readonly mode: 'local' | 'strict'
  /** How its pages look unless an app says otherwise. */
  readonly brand: Brand
  /** Its pictures and those of its clients, by their names. */
  readonly logos: ReadonlyMap<string, Logo>
  readonly scopes: ScopeCatalogue
  /** How the tokens of its clients look unless one says otherwise. */
  readonly tokenShape: TokenShape
  /** Seconds for which an access token of that audience works. */
  readonly accessTokenLifetime: (audience: readonly string[]) => number
  readonly apis: Apis
  readonly cookies: {
    readonly session: Cookie
    readonly browser: Cookie
    /** What the check_session page compares. */
    readonly state: Cookie
  }
  readonly picker: boolean
  /** Whether users are asked before an app that is not the operator's own is let in. */
  readonly asksForConsent: boolean
  /** The names of the users whose password is their name and no secret: pages say so. */
  readonly demoUsers: ReadonlySet<string>
  readonly playground: boolean
  /** Hears of each request that its pages refuse by themselves. */
  readonly refused: ReportRefusal
  readonly flows: {
    readonly authorize: Authorize
    readonly push: PushRequest
    readonly restart: Restart
    readonly logIn: LogIn
    readonly findHintedInVain: FindHintedInVain
    readonly chooseAccount: ChooseAccount
    readonly askConsent: AskConsent
    readonly registerClient: RegisterClient
    readonly revoke: Revoke
    readonly introspect: Introspect
    readonly token: TokenEndpoint
    readonly userinfo: ReadUserinfo
    /** Undefined without a preset that has it. */
    readonly profile: ReadUserinfo | undefined
    /** What the next DPoP proof must bring as `nonce`; undefined where none is asked for. */
    readonly dpopNonce: () => string | undefined
    readonly currentSession: ReadCurrentSession
    readonly logOut: LogOut
    readonly accountLogIn: AccountLogIn
    readonly account: AccountPage
    readonly discovery: Discovery
  }
}

/** Finds the realm of a request, once, from its path. */
export type RealmOf = (request: FastifyRequest) => Realm

/** What stands before a console that others may reach. */
export interface ConsoleGate {
  readonly login: ConsoleLogin
  /** Known once the server is bound to its address. */
  cookie(): Cookie
}

export interface FileState {
  /** Its keys at the top level. */
  readonly sets: readonly string[]
  /** The settings that have changed since the start and wait for another. */
  readonly waiting: readonly string[]
  /** Whether it cannot be used as it is by now: what was read before is in force. */
  readonly isStale: boolean
}

/** What pages say of the process. */
export interface AboutServer {
  readonly version: string
  /** The configuration file in force, as it was named; undefined when there is none. */
  readonly configFile: string | undefined
  /** How that stands now: it is read again whenever it is written. */
  readonly fileState: () => FileState
  /** What keeps the server from answering now, in a sentence, as /ready tells it. */
  readonly whyNotReady: () => Promise<string | undefined>
  /** The lines of a configuration file that register a client. */
  readonly registrationLines: (client: {
    readonly clientId: string
    readonly redirectUris: readonly string[]
    readonly responseTypes: readonly ResponseType[]
  }) => string
  /** Whether a client was put in while the server runs: no configuration says what it is. */
  readonly isAdded: (realmId: string, clientId: string) => boolean
  /** Whether there is a console; who may open it is judged by request. */
  readonly hasConsole: boolean
  /** Undefined where whoever sits at this machine needs no password. */
  readonly consoleGate: ConsoleGate | undefined
  /** What the forms of the console are known by. */
  readonly formSecret: () => string
  /** Finds out what replicas share of the console, by the cookies of a request; undefined where there are none. */
  readonly meetReplicas: ((cookies: string | undefined) => Promise<void>) | undefined
  /** Whether only a port on loopback leads here, whatever address a request seems to come from. */
  readonly inContainer: boolean
  /** Whether tests control it, and pages may say how. */
  readonly isControlled: boolean
  /** The ids of all realms, `default` first. */
  readonly realmIds: () => readonly string[]
}
