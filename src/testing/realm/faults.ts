/**
 * Faults in the hands of a test: what goes wrong, for which requests, and how often.
 *
 * @module
 */

import { type Call, segment } from '../wire/call.ts'

/** Which requests are meant: every member that is there must fit. */
export interface Match {
  readonly endpoint?:
    | 'authorize'
    | 'par'
    | 'token'
    | 'revocation'
    | 'introspection'
    | 'userinfo'
    | 'registration'
    | 'jwks'
    | 'discovery'
    | 'end_session'
    | 'check_session'
    | 'login'
    | 'choose_account'
    | 'consent'
    | 'account'
  readonly clientId?: string
  /** A `sub`, user name or login_hint, where the request tells who its user is. */
  readonly user?: string
  readonly prompt?: string
  readonly responseType?: string
  readonly grantType?: string
  /** Not before the nth that fits; the first is 1. */
  readonly nth?: number
}

/** What may be wrong with a token. */
export type Defect =
  | 'expired'
  | 'not-yet'
  | 'bad-signature'
  | 'unknown-kid'
  | 'alg-none'
  | 'wrong-iss'
  | 'wrong-aud'
  | 'wrong-nonce'
  | 'wrong-at_hash'
  | 'wrong-c_hash'
  | 'no-nonce'
  | 'no-sub'
  | 'garbage'

export type Fault =
  /** At authorize it goes back to the app, elsewhere it is JSON. */
  | { readonly oauthError: string; readonly description?: string }
  /** `body`: text as it is, anything else as JSON. */
  | {
      readonly status: number
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
    }
  /** Milliseconds, or text such as `2s`; of the machine, whatever the clock of the realm says. */
  | { readonly delay: number | string }
  /** No answer until the client goes. */
  | { readonly hang: true }
  /** The connection ends without an answer. */
  | { readonly reset: true }
  | { readonly malformed: 'json' | 'html' | 'truncated' | 'empty' }
  /** `of`: which tokens; both when left out. */
  | { readonly tokens: Defect; readonly of?: 'id_token' | 'access_token' }
  /** Other parameters of the authorization answer, or members of an answer in JSON. */
  | {
      readonly params: {
        readonly drop?: readonly string[]
        /** At authorize: these come twice. */
        readonly repeat?: readonly string[]
        /** At authorize a list makes a parameter that comes more than once. */
        readonly set?: Readonly<Record<string, unknown>>
        /** How the authorization answer travels. */
        readonly mode?: 'query' | 'fragment' | 'form_post'
      }
    }
  /** Without the headers by which a browser lets the app read the answer. */
  | { readonly cors: 'omit' }
  /** In a frame it is not shown, so that a silent renewal gets no answer. */
  | { readonly frame: 'deny' }
  /** What frames and scripts ask comes without cookies, and sets none. */
  | { readonly cookies: 'third-party-blocked' }

export interface PlannedFault {
  readonly id: string
  readonly match: Match
  readonly fault: Fault
  readonly times: number | 'always'
  /** How many requests have met it. */
  readonly used: number
  /** Why the last request that fitted did not meet it. */
  readonly missed?: string
  /** The scenario that it belongs to. */
  readonly scenario?: string
}

export interface Faults {
  once(match: Match, fault: Fault): Promise<PlannedFault>
  times(n: number, match: Match, fault: Fault): Promise<PlannedFault>
  always(match: Match, fault: Fault): Promise<PlannedFault>
  /** Those that are used up among them. */
  list(): Promise<readonly PlannedFault[]>
  remove(id: string): Promise<void>
  clear(): Promise<void>
  /** Rejects where one has not been met as often as it was planned, `always` at least once. */
  assertAllUsed(): Promise<void>
}

export function faultsOf(call: Call, realm: string): Faults {
  const at = `${realm}/faults`
  const add = async (match: Match, fault: Fault, times: number | 'always') =>
    (await call('POST', at, { match, fault, times })) as PlannedFault
  const list = async (query = '') => (await call('GET', at + query)) as readonly PlannedFault[]
  return {
    once: (match, fault) => add(match, fault, 1),
    times: (n, match, fault) => add(match, fault, n),
    always: (match, fault) => add(match, fault, 'always'),
    list: () => list(),
    async remove(id) {
      await call('DELETE', `${at}/${segment(id)}`)
    },
    async clear() {
      await call('DELETE', at)
    },
    async assertAllUsed() {
      const unused = await list('?unused=true')
      if (unused.length === 0) return
      throw new Error(`Faults that were planned and not met:\n${unused.map(lineOf).join('\n')}`)
    },
  }
}

function lineOf({ match, fault, times, used, missed }: PlannedFault): string {
  const wanted = times === 'always' ? '1 or more' : times
  const why = missed === undefined ? '' : ` (${missed})`
  return `- ${JSON.stringify(fault)} for ${JSON.stringify(match)}: met ${used} of ${wanted}${why}`
}
