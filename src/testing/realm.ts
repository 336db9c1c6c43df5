/**
 * A realm in the hands of a test. One interface, whether the server runs in the process of the test
 * or elsewhere.
 *
 * @module
 */

import { type Call, queryOf, segment } from './call.ts'
import { type Defect, type Faults, faultsOf, type Match } from './faults.ts'
import { type Journal, journalOf, type On, onOf } from './journal.ts'
import { type Scenarios, scenariosOf } from './scenarios.ts'
import type { Wire } from './wire.ts'

/** Milliseconds, or text such as `250ms`, `60s`, `5m`, `1h` or `2d`. */
export type Duration = number | string

export type ClaimsOfTest = Readonly<Record<string, unknown>>

export interface RealmUser {
  readonly sub: string
  readonly username: string
  readonly enabled: boolean
  readonly claims: ClaimsOfTest
}

/** A user by the keys that fragrant.yaml has for one. */
export interface NewUser {
  readonly username: string
  readonly sub?: string
  readonly password?: string
  readonly enabled?: boolean
  readonly claims?: ClaimsOfTest
}

/** A client by the keys that fragrant.yaml has for one: `client_id`, `redirect_uris` and so on. */
export interface NewClient {
  readonly client_id: string
  readonly redirect_uris?: readonly string[]
  readonly [member: string]: unknown
}

export interface RealmClient extends NewClient {
  readonly source: 'operator' | 'loopback' | 'registered'
}

/** Records of a realm. `update` changes members; null takes one out. */
export interface Records<New, Shown> {
  add(record: New): Promise<Shown>
  get(id: string): Promise<Shown>
  update(id: string, change: ClaimsOfTest): Promise<Shown>
  remove(id: string): Promise<void>
  list(): Promise<readonly Shown[]>
}

export type LoginAnswer =
  | {
      /** A user name, `sub` or e-mail address. */
      readonly user: string
      /** What is known of them in this login alone. */
      readonly claims?: ClaimsOfTest
      /** The scopes that they grant; all that are asked for when left out. */
      readonly grantScopes?: readonly string[]
    }
  | { readonly deny: true }
  | { readonly error: string; readonly description?: string }

export interface TokenOrder {
  /** An access token by default. */
  readonly kind?: 'access' | 'id'
  /** `alice` by default; it need not be a user of the realm. */
  readonly sub?: string
  /** It need not be registered. */
  readonly clientId?: string
  readonly aud?: string | readonly string[]
  readonly scope?: string
  /** Over those that a login would write. */
  readonly claims?: ClaimsOfTest
  readonly ttl?: Duration
  readonly kid?: string
  readonly defect?: Defect
}

/** Whose tokens are meant; all of them where nothing is said. */
export interface TokensMeant {
  readonly token?: string
  readonly user?: string
  readonly clientId?: string
}

export interface RealmSession {
  readonly sid: string
  readonly sub: string
  /** Epoch seconds, as in tokens. */
  readonly authTime: number
  readonly startedAt: number
  readonly lastSeenAt: number
  readonly clients: readonly string[]
}

/** As `addCookies` of Playwright takes it. */
export interface RealmCookie {
  readonly name: string
  readonly value: string
  readonly url: string
}

export interface RealmKey {
  readonly kid: string
  readonly alg: string
  readonly kty: string
  readonly signs: boolean
  readonly [member: string]: unknown
}

export interface Authorized {
  /** Where the browser goes; with form_post the address that is posted to. */
  readonly redirect: string
  readonly mode: string
  readonly params: Readonly<Record<string, string>>
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

export interface Realm extends RealmDescription {
  readonly users: Records<NewUser, RealmUser>
  readonly clients: Records<NewClient, RealmClient>
  /** Who answers the login and consent pages, before anybody sees them. */
  readonly logins: {
    next(answer: LoginAnswer, match?: Match): Promise<void>
    /** Undefined ends it. */
    always(answer: LoginAnswer | undefined, match?: Match): Promise<void>
  }
  readonly tokens: {
    issue(order?: TokenOrder): Promise<{ readonly token: string; readonly claims: ClaimsOfTest }>
    /** Ends access tokens, so that they must be renewed. Answers how many. */
    expire(meant?: TokensMeant): Promise<number>
    /** Ends access tokens, refresh tokens and codes. Answers how many. */
    revoke(meant?: TokensMeant): Promise<number>
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
    reset(): Promise<void>
  }
  readonly sessions: {
    list(): Promise<readonly RealmSession[]>
    /** Ends them as a logout does; all where nothing is said. Answers how many. */
    end(meant?: { readonly user?: string; readonly sid?: string }): Promise<number>
    /** Signs a user in and answers the cookies of a browser that has. */
    cookiesFor(user: string): Promise<readonly RealmCookie[]>
  }
  readonly keys: {
    list(): Promise<readonly RealmKey[]>
    /** The next key signs at once unless `lead` says how long it is published before. */
    rotate(options?: { readonly lead?: Duration }): Promise<readonly RealmKey[]>
    add(key: {
      readonly jwk?: object
      readonly pem?: string
      readonly alg?: string
      readonly kid?: string
    }): Promise<readonly RealmKey[]>
    retire(kid: string): Promise<void>
  }
  /** The front channel without a browser: the same rules, the same pages' decisions. */
  authorize(
    params: Readonly<Record<string, string | readonly string[]>>,
    as?: { readonly user: string } | { readonly deny: true } | { readonly sid: string },
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

/** A handle for the realm that `described` names. */
export function createRealmHandle({ call, listen }: Wire, described: RealmDescription): Realm {
  const at = `/realms/${segment(described.id)}`
  const realm: Realm = {
    ...described,
    users: recordsOf(call, `${at}/users`),
    clients: recordsOf(call, `${at}/clients`),
    logins: loginsOf(call, at),
    tokens: tokensOf(call, at),
    faults: faultsOf(call, at),
    scenarios: scenariosOf(call, at, () => realm),
    clock: clockOf(call, at),
    sessions: sessionsOf(call, at),
    keys: keysOf(call, at),
    journal: journalOf(call, at),
    on: onOf(listen, at),
    authorize: async (params, as) =>
      (await call('POST', `${at}/authorize`, { params, as })) as Authorized,
    snapshot: async () => (await call('GET', `${at}/snapshot`)) as RealmSnapshot,
    async restore(snapshot) {
      await call('PUT', `${at}/snapshot`, snapshot)
    },
    async reset() {
      await call('POST', `${at}/reset`)
    },
  }
  return realm
}

// what the server answers has these shapes: the OpenAPI document is made from them

function recordsOf<New, Shown>(call: Call, at: string): Records<New, Shown> {
  const one = (id: string) => `${at}/${segment(id)}`
  return {
    add: async (record) => (await call('POST', at, record)) as Shown,
    get: async (id) => (await call('GET', one(id))) as Shown,
    update: async (id, change) => (await call('PATCH', one(id), change)) as Shown,
    async remove(id) {
      await call('DELETE', one(id))
    },
    list: async () => (await call('GET', at)) as readonly Shown[],
  }
}

const loginsOf = (call: Call, at: string): Realm['logins'] => ({
  async next(answer, match = {}) {
    await call('POST', `${at}/logins/next`, { answer, match })
  },
  async always(answer, match = {}) {
    if (answer === undefined) await call('DELETE', `${at}/logins/always`)
    else await call('PUT', `${at}/logins/always`, { answer, match })
  },
})

const ended = (answer: unknown): number => (answer as { readonly ended: number }).ended

const tokensOf = (call: Call, at: string): Realm['tokens'] => ({
  issue: async (order = {}) =>
    (await call('POST', `${at}/tokens`, order)) as {
      readonly token: string
      readonly claims: ClaimsOfTest
    },
  expire: async (meant = {}) => ended(await call('POST', `${at}/tokens/expire`, meant)),
  revoke: async (meant = {}) => ended(await call('POST', `${at}/tokens/revoke`, meant)),
})

function clockOf(call: Call, at: string): Realm['clock'] {
  const now = (answer: unknown): number => (answer as { readonly now: number }).now
  const instant = (time: number | string | Date) => (time instanceof Date ? time.getTime() : time)
  const put = async (setting: object) => now(await call('PUT', `${at}/clock`, setting))
  return {
    now: async () => now(await call('GET', `${at}/clock`)),
    set: (time) => put({ now: instant(time) }),
    advance: async (by) => now(await call('POST', `${at}/clock/advance`, { by })),
    freeze: (time) => put({ frozen: true, ...(time !== undefined && { now: instant(time) }) }),
    skew: (by) => put({ skew: by }),
    async reset() {
      await call('DELETE', `${at}/clock`)
    },
  }
}

const sessionsOf = (call: Call, at: string): Realm['sessions'] => ({
  list: async () => (await call('GET', `${at}/sessions`)) as readonly RealmSession[],
  end: async (meant = {}) => ended(await call('DELETE', `${at}/sessions${queryOf(meant)}`)),
  async cookiesFor(user) {
    const { cookies } = (await call('POST', `${at}/sessions`, { user })) as {
      readonly cookies: readonly RealmCookie[]
    }
    return cookies
  },
})

const keysOf = (call: Call, at: string): Realm['keys'] => ({
  list: async () => (await call('GET', `${at}/keys`)) as readonly RealmKey[],
  rotate: async (options = {}) =>
    (await call('POST', `${at}/keys/rotate`, options)) as readonly RealmKey[],
  add: async (key) => (await call('POST', `${at}/keys`, key)) as readonly RealmKey[],
  async retire(kid) {
    await call('DELETE', `${at}/keys/${segment(kid)}`)
  },
})
