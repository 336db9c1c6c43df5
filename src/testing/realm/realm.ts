/**
 * A realm in the hands of a test. One interface, whether the server runs in the process of the test
 * or elsewhere.
 *
 * @module
 */

import type { Scenarios } from '../scenarios/scenarios.ts'
import type { Faults, Match } from './faults.ts'
import type { Journal, On } from './journal.ts'
import type {
  ClaimsOfTest,
  Duration,
  KeyRotation,
  LoginAnswer,
  NewKey,
  RealmClients,
  RealmCookie,
  RealmKey,
  RealmSession,
  RealmUsers,
  TokenOrder,
  TokensMeant,
} from './records.ts'

export interface Authorized {
  /** Where the browser goes; with form_post the address that is posted to. */
  readonly redirect: string
  readonly mode: string
  readonly params: Readonly<Record<string, string>>
  /** Those of them that are tokens. */
  readonly tokens: { readonly access_token?: string; readonly id_token?: string }
  readonly error: string | null
  /** The claims of the ID Token. */
  readonly idToken: ClaimsOfTest | null
  /** The session, for the next call as `{ sid }`. */
  readonly sid: string | null
}

export interface RealmEndpoints {
  readonly discovery: string
  readonly authorization: string
  readonly token: string
  readonly userinfo: string
  readonly jwks: string
  readonly endSession: string
  readonly introspection: string
  readonly revocation: string
  readonly registration: string
  readonly playground: string
}

/** What the server answers of a realm. */
export interface RealmDescription {
  readonly id: string
  readonly issuer: string
  readonly endpoints: RealmEndpoints
  /** Lines for a `.env` of the app under test. */
  readonly env: string
}

export interface RealmSnapshot {
  readonly id: string
}

/** Logins happen at the authorization endpoint alone. */
export interface LoginMatch extends Omit<Match, 'endpoint' | 'grantType'> {
  readonly endpoint?: 'authorize'
}

export interface Realm extends RealmDescription {
  readonly users: RealmUsers
  readonly clients: RealmClients
  /** Who answers the login and consent pages, before anybody sees them. */
  readonly logins: {
    next(answer: LoginAnswer, match?: LoginMatch): Promise<void>
    /** Undefined ends it. */
    always(answer: LoginAnswer | undefined, match?: LoginMatch): Promise<void>
  }
  readonly tokens: {
    issue(order?: TokenOrder): Promise<{ readonly token: string; readonly claims: ClaimsOfTest }>
    /** Ends access tokens, so that they must be renewed. A text is a token. Answers how many. */
    expire(meant?: TokensMeant | string): Promise<number>
    /** Ends access tokens, refresh tokens and codes. A text is an access token. Answers how many. */
    revoke(meant?: TokensMeant | string): Promise<number>
  }
  /** What goes wrong. */
  readonly faults: Faults
  /** What an app under test should refuse. */
  readonly scenarios: Scenarios<Realm>
  /** Epoch milliseconds. */
  readonly clock: {
    now(): Promise<number>
    set(time: number | string | Date): Promise<number>
    advance(by: Duration): Promise<number>
    freeze(at?: number | string | Date): Promise<number>
    /** Runs so much ahead of the machine. */
    skew(by: Duration): Promise<number>
    /** Back to the time of the machine. */
    reset(): Promise<number>
  }
  readonly sessions: {
    /** Those that are alive, or those of a user. */
    list(meant?: { readonly user?: string }): Promise<readonly RealmSession[]>
    /** Ends them as a logout does; all where nothing is said. Answers how many. */
    end(meant?: { readonly user?: string; readonly sid?: string }): Promise<number>
    /** Signs a user in and answers the cookies of a browser that has. */
    cookiesFor(user: string): Promise<readonly RealmCookie[]>
  }
  readonly keys: {
    list(): Promise<readonly RealmKey[]>
    /** The next keys sign at once unless `lead` says how long they are published before. */
    rotate(options?: KeyRotation): Promise<readonly RealmKey[]>
    /** A private key: a JWK, or text as PEM; or either with its `alg` and `kid`. */
    add(key: NewKey): Promise<readonly RealmKey[]>
    retire(kid: string): Promise<void>
  }
  /** The front channel without a browser: the same rules, the same pages' decisions. */
  authorize(
    params: Readonly<Record<string, string | readonly string[]>>,
    as?:
      | { readonly user: string; readonly sid?: string }
      | { readonly deny: true }
      | { readonly sid: string },
  ): Promise<Authorized>
  /** What apps have asked, and what they were answered. */
  readonly journal: Journal
  /** Hears what happens while it happens. Answers how to stop. */
  readonly on: On
  snapshot(): Promise<RealmSnapshot>
  restore(snapshot: RealmSnapshot): Promise<void>
  /** As it was made; only its keys stay. */
  reset(): Promise<void>
}
