/**
 * What a test puts into a realm, and what it finds there.
 *
 * @module
 */

import type { Defect } from './faults.ts'

/** Milliseconds, or text such as `250ms`, `60s`, `5m`, `1h` or `2d`. */
export type Duration = number | string

export type ClaimsOfTest = Readonly<Record<string, unknown>>

export interface RealmUser {
  readonly sub: string
  readonly username: string
  readonly enabled: boolean
  readonly claims: ClaimsOfTest
  /** `demo`: there where no users are configured; `added`: came while the server runs. */
  readonly from: 'configuration' | 'demo' | 'added'
  /** Whether they are otherwise than configured. */
  readonly changed: boolean
  /** Whether they are there as they are now after the next start of the server. */
  readonly kept: boolean
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
  /** Who has said what it is. */
  readonly from: 'configuration' | 'demo' | 'added' | 'itself'
  readonly has_secret: boolean
  readonly kept: boolean
}

/** What a user has let an app have; times are epoch seconds. */
export interface RealmGrant {
  readonly sub: string
  readonly username: string | null
  readonly grants: readonly string[]
  readonly since: number
  readonly lastAt: number
}

export interface RealmClients extends Records<NewClient, RealmClient> {
  /** Makes one that was taken in the realm's own; `change` as for an update. */
  keep(id: string, change?: ClaimsOfTest): Promise<RealmClient>
  /** Gives it a secret in the place of the one that it has. */
  giveSecret(id: string): Promise<string>
  /** No secret is right until it is given another. */
  revokeSecret(id: string): Promise<void>
  grants(id: string): Promise<readonly RealmGrant[]>
  /** Takes back what it was granted, by one user or by all. Answers by how many. */
  withdraw(id: string, user?: string): Promise<number>
}

/** What an app was let have by a user; times are epoch seconds. */
export interface UserGrant {
  readonly client_id: string
  readonly grants: readonly string[]
  readonly since: number
  readonly lastAt: number
}

export interface RealmUsers extends Records<NewUser, RealmUser> {
  /** Puts claims in the place of those that they have. */
  putClaims(id: string, claims: ClaimsOfTest): Promise<RealmUser>
  /** The apps that they have let in. */
  grants(id: string): Promise<readonly UserGrant[]>
  /** Takes back what they have let an app have, or all apps. Answers how many. */
  withdraw(id: string, clientId?: string): Promise<number>
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
  readonly kind?: 'access' | 'id' | 'access_token' | 'id_token'
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
  /** Such as `Firefox on Linux`. */
  readonly browser?: string
  readonly clients: readonly string[]
}

/** As `addCookies` of Playwright takes it. */
export interface RealmCookie {
  readonly name: string
  readonly value: string
  readonly url: string
}

export interface KeyRotation {
  /** How long the next keys are published before they sign. */
  readonly lead?: Duration
  /** Keys of this alone. */
  readonly alg?: string
  /** How long the keys before are published on, without `lead`; as long as their tokens live when left out. */
  readonly overlap?: Duration
}

export type NewKey =
  | string
  | { readonly kty: string; readonly [member: string]: unknown }
  | {
      readonly jwk?: object
      readonly pem?: string
      readonly alg?: string
      readonly kid?: string
    }

export interface RealmKey {
  readonly kid: string
  readonly alg: string
  readonly kty: string
  readonly signs: boolean
  readonly [member: string]: unknown
}
