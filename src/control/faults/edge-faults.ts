/**
 * The faults that an HTTP request meets, whatever the flows would answer.
 *
 * @module
 */

import { jsonEndpoints } from '../../protocol/endpoint.ts'
import type { Realms } from '../../realms.ts'
import type { Matched } from '../match.ts'
import { type Arrival, matchedBy } from './arrival.ts'
import type { Fault, FaultKind, Malformed } from './fault.ts'
import type { FaultPlan } from './fault-plan.ts'
import { type ChangeJson, waitingChange } from './json-faults.ts'

/** A request as the edge of HTTP tells of it. */
export interface EdgeArrival extends Omit<Arrival, 'sessionId'> {
  readonly realm: string
  /** The Cookie header. */
  readonly cookie: string | undefined
  readonly isPreflight: boolean
  /** Whether a script asks: it has an Origin. */
  readonly isByScript: boolean
  /** Whether its answer may be shown in a frame. */
  readonly mayBeFramed: boolean
  /** Whether a browser that blocks the cookies of third parties would send none. */
  readonly isThirdParty: boolean
}

/** What happens in the place of an answer. */
export type EdgeEnd =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: string
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'malformed'; readonly how: Malformed }

export interface EdgeFaults {
  /** Milliseconds. */
  readonly delay: number | undefined
  readonly end: EdgeEnd | undefined
  /** Changes an answer in JSON; undefined where none is waited for. */
  readonly changeJson: ChangeJson | undefined
  readonly omitsCors: boolean
  readonly deniesFrames: boolean
  readonly blocksCookies: boolean
}

/** Undefined where it meets none. */
export type MeetFaults = (arrival: EdgeArrival) => Promise<EdgeFaults | undefined>

const ends: readonly FaultKind[] = ['status', 'hang', 'reset', 'malformed']

/** @param realms known once the server is bound to its address. */
export function createMeetFaults(realms: () => Realms): MeetFaults {
  return async (arrival) => {
    const realm = realms().find(arrival.realm)
    const steering = realm?.inside.steering
    if (realm === undefined || steering === undefined || steering.faults.isEmpty()) return undefined
    const sessionId = realm.cookies.session.read(arrival.cookie)
    const request = await matchedBy(realm.inside, { ...arrival, sessionId })
    const signedIn = steering.tokens.clients()
    return metBy(arrival, request, { plan: steering.faults, signedIn })
  }
}

interface Planned {
  readonly plan: FaultPlan
  /** The clients that were given an ID Token. */
  readonly signedIn: ReadonlySet<string>
}

async function metBy(
  arrival: EdgeArrival,
  request: Matched,
  { plan, signedIn }: Planned,
): Promise<EdgeFaults> {
  const { endpoint, isPreflight, isByScript, mayBeFramed, isThirdParty } = arrival
  const take = async (kinds: readonly FaultKind[], when: boolean): Promise<Fault | undefined> =>
    when ? plan.take(kinds, request) : undefined
  const isJson = jsonEndpoints.has(endpoint)
  const end = endOf(await take(isJson ? ['oauthError', ...ends] : ends, !isPreflight), arrival)
  const isWhole = isJson && !isPreflight && end === undefined
  return {
    delay: (await take(['delay'], !isPreflight))?.delay,
    end,
    changeJson: isWhole ? waitingChange(plan, request, signedIn) : undefined,
    omitsCors: (await take(['cors'], isPreflight || isByScript)) !== undefined,
    deniesFrames: (await take(['frame'], mayBeFramed && !isPreflight)) !== undefined,
    blocksCookies: (await take(['cookies'], isThirdParty && !isPreflight)) !== undefined,
  }
}

function endOf(fault: Fault | undefined, { endpoint }: EdgeArrival): EdgeEnd | undefined {
  if (fault === undefined) return undefined
  const { status, hang, reset, malformed, oauthError } = fault
  if (hang) return { kind: 'hang' }
  if (reset) return { kind: 'reset' }
  if (malformed !== undefined) return { kind: 'malformed', how: malformed }
  if (oauthError !== undefined) return refusal(oauthError, fault, endpoint === 'userinfo')
  if (status === undefined) throw new Error('a fault of no known kind was met')
  const { body = '', headers = {} } = fault
  return typeof body === 'string'
    ? { kind: 'answer', status, body, headers: { 'content-type': 'text/plain', ...headers } }
    : { kind: 'answer', status, body: JSON.stringify(body), headers: { ...json, ...headers } }
}

const json = { 'content-type': 'application/json; charset=utf-8' }

const statuses: Readonly<Record<string, number>> = {
  invalid_client: 401,
  invalid_token: 401,
  insufficient_scope: 403,
  access_denied: 403,
  server_error: 500,
  temporarily_unavailable: 503,
}

/** As the endpoint itself would say it (RFC 6749 §5.2, RFC 6750 §3). */
function refusal(error: string, { description }: Fault, isBearer: boolean): EdgeEnd {
  const error_description = description ?? plannedError
  const challenge = `Bearer realm="fragrant", error="${error}", error_description="${error_description}"`
  return {
    kind: 'answer',
    status: statuses[error] ?? 400,
    headers: {
      ...json,
      'cache-control': 'no-store',
      ...(isBearer && { 'www-authenticate': challenge }),
    },
    body: JSON.stringify({ error, error_description }),
  }
}

export const plannedError = 'A test has planned this error.'
