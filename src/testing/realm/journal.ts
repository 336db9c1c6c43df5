/**
 * What an app has asked of a realm, in the hands of a test.
 *
 * @module
 */

import { type Call, type Listen, type Listening, queryOf } from '../wire/call.ts'
import type { Match } from './faults.ts'

/** Which exchanges are meant: every member that is there must fit. */
export interface JournalMatch {
  readonly endpoint?:
    | NonNullable<Match['endpoint']>
    | 'moving-to-code'
    | 'playground'
    | 'start'
    | 'preflight'
    | 'unknown'
  readonly clientId?: string
  readonly user?: string
  readonly prompt?: string
  readonly responseType?: string
  readonly grantType?: string
  /** That one alone of those that fit. */
  readonly nth?: number
  /** The id of an exchange (all that came after it), or a time. */
  readonly since?: string | number | Date
}

type Members = Readonly<Record<string, unknown>>

/** Milliseconds, or text such as `250ms` or `5s`. */
type Timeout = number | string

/** What a request asked. */
export interface RequestSeen {
  /** Such as `x12`. */
  readonly id: string
  /** By the clock of the realm, in epoch milliseconds. */
  readonly time: number
  readonly channel: 'front' | 'back'
  /** Such as `authorize`, `token` or `userinfo`. */
  readonly endpoint: string
  readonly clientId?: string
  readonly loginHint?: string
  readonly prompt: readonly string[]
  readonly responseType?: string
  readonly grantType?: string
  readonly request: {
    readonly method: string
    /** Path and query, secrets blackened. */
    readonly url: string
    readonly headers: Readonly<Record<string, string>>
    /** Of query and form. */
    readonly parameters: Readonly<Record<string, string | readonly string[]>>
    /** Parameters that were sent twice and must not be. */
    readonly repeated: readonly string[]
    /** A body of JSON. */
    readonly body?: unknown
  }
}

/** A JWT as whoever receives it can read it. Not verified. */
export interface TokenSeen {
  readonly name: string
  readonly sentIn: 'request' | 'response'
  readonly header: Members
  readonly claims: Members
}

export type Verdict =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly error?: string
      readonly rule: string
      readonly citation?: string
      /** Such as `refused: must send nonce when it asks for an ID Token, OIDC Core §3.2.2.1`. */
      readonly sentence: string
    }

/** A request and its answer, decoded, without secrets. */
export interface Exchange extends RequestSeen {
  /** Milliseconds of the machine. */
  readonly took: number
  /** The `sub` of whom it is about. */
  readonly user?: string
  readonly response: {
    /** 0 where the connection ended without an answer. */
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    /** `query`, `fragment`, `form_post`, `web_message` or `json`; none for pages and documents. */
    readonly mode?: string
    readonly parameters: Members
  }
  readonly tokens: readonly TokenSeen[]
  readonly verdict: Verdict
  /** The planned faults that it has met, by their ids. */
  readonly faults: readonly string[]
  /** What happened meanwhile, by the names that the log has for it. */
  readonly events: readonly string[]
  /** The same for every exchange of one login: authorize, token, userinfo, renewal, logout. */
  readonly login?: string
}

/** A token that an answer gives. */
export interface SignedToken {
  /** The id of the exchange. */
  readonly exchange: string
  readonly login?: string
  readonly clientId?: string
  readonly user?: string
  readonly header: Members
  readonly claims: Members
}

/** What can be listened to, and what is told. */
export interface LiveEvents {
  readonly 'authorize:request': RequestSeen
  readonly 'authorize:response': Exchange
  readonly 'id-token:sign': SignedToken
  readonly 'access-token:sign': SignedToken
  readonly userinfo: Exchange
  readonly 'token:response': Exchange
  readonly exchange: Exchange
}

export type On = <Name extends keyof LiveEvents>(
  event: Name,
  hear: (what: LiveEvents[Name]) => void,
) => Listening

export interface Journal {
  /** The oldest first. */
  all(match?: JournalMatch): Promise<readonly Exchange[]>
  last(match?: JournalMatch): Promise<Exchange | undefined>
  /** The first that fits, taken out. Without `timeout` it must be there already. */
  take(match?: JournalMatch, timeout?: Timeout): Promise<Exchange>
  /**
   * The first that fits, once there is one; within 5 seconds where nothing is said.
   *
   * @throws {ControlCallError} 408, with those that nearly fit.
   */
  waitFor(match: JournalMatch, timeout?: Timeout): Promise<Exchange>
  count(match?: JournalMatch): Promise<number>
  clear(): Promise<void>
  /** All of them as an HTTP Archive (HAR 1.2), for a file that browsers and proxies read. */
  toHar(): Promise<Har>
}

/** JSON. What HAR 1.2 has no place for stands in `_fragrant` of an entry. */
export interface Har {
  readonly log: {
    readonly version: '1.2'
    readonly entries: readonly Members[]
    readonly [member: string]: unknown
  }
}

export function journalOf(call: Call, at: string): Journal {
  const path = `${at}/requests`
  const all = async (match: JournalMatch, more: object = {}) =>
    (await call('GET', path + queryFor(match, more))) as readonly Exchange[]
  return {
    all: (match = {}) => all(match),
    last: async (match = {}) => (await all(match, { last: 1 }))[0],
    async take({ since, ...match } = {}, timeout = 0) {
      const body = { match: { ...match, ...(since && { since: sinceOf(since) }) }, timeout }
      return (await call('POST', `${path}/take`, body)) as Exchange
    },
    waitFor: async (match, timeout = '5s') =>
      (await call('GET', `${path}/wait${queryFor(match, { timeout })}`)) as Exchange,
    async count(match = {}) {
      const answer = await call('GET', `${path}/count${queryFor(match)}`)
      return (answer as { readonly count: number }).count
    },
    async clear() {
      await call('DELETE', path)
    },
    toHar: async () => (await call('GET', `${path}.har`)) as Har,
  }
}

const sinceOf = (since: string | number | Date): string | number =>
  since instanceof Date ? since.getTime() : since

/** What a match is called in a query. */
const queryNames: Readonly<Record<keyof JournalMatch, string>> = {
  ...{ endpoint: 'endpoint', user: 'user', prompt: 'prompt', nth: 'nth', since: 'since' },
  ...{ clientId: 'client_id', responseType: 'response_type', grantType: 'grant_type' },
}

/** @throws {TypeError} where a member is none of a match: without it everything would fit. */
function queryFor(match: JournalMatch, more: object = {}): string {
  const strange = Object.keys(match).find((name) => !Object.hasOwn(queryNames, name))
  if (strange !== undefined) {
    const known = Object.keys(queryNames).join(', ')
    throw new TypeError(`match.${strange}: is not known here (known are ${known})`)
  }
  const named = Object.entries(queryNames).map(([name, inQuery]) => {
    const value = match[name as keyof JournalMatch]
    return [inQuery, value instanceof Date ? value.getTime() : value]
  })
  return queryOf({ ...Object.fromEntries(named), ...more })
}

/** What is told has these shapes: the server makes it from the same exchanges. */
export const onOf =
  (listen: Listen, at: string): On =>
  (event, hear) =>
    listen(`${at}/events${queryOf({ event })}`, (data) => hear(data as never))
