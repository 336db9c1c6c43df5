/**
 * What the edge of HTTP tells of a request, and the faults that it is to meet.
 *
 * @module
 */

import type { EndpointName } from '../../protocol/endpoint.ts'
import type { Parameters } from '../../protocol/parameters.ts'

/** A request at an endpoint, as faults are planned for it. */
export interface FaultArrival {
  readonly realm: string
  readonly endpoint: EndpointName
  readonly query: Parameters
  readonly form: Parameters
  readonly authorization: string | undefined
  readonly cookie: string | undefined
  readonly isPreflight: boolean
  /** Whether a script asks: it has an Origin. */
  readonly isByScript: boolean
  readonly mayBeFramed: boolean
  readonly isThirdParty: boolean
}

type Members = Readonly<Record<string, unknown>>

export interface JsonAnswer {
  readonly status: number
  /** Undefined where it is no JSON object. */
  readonly members: Members | undefined
}

/** The faults that a request meets. */
export interface EdgeFaults {
  /** Milliseconds. */
  readonly delay: number | undefined
  readonly end: EdgeEnd | undefined
  /** Changes an answer in JSON that is about to go; undefined where none is waited for. */
  readonly changeJson: ((answer: JsonAnswer) => Promise<Members | undefined>) | undefined
  readonly omitsCors: boolean
  readonly deniesFrames: boolean
  readonly blocksCookies: boolean
}

export interface FaultNeeds {
  /** Takes over what replicas have changed of a realm; undefined where there are none. */
  readonly meetReplicas: ((realmId: string) => Promise<void>) | undefined
  /** Undefined where it meets none. */
  readonly meetFaults: (arrival: FaultArrival) => Promise<EdgeFaults | undefined>
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
  | { readonly kind: 'malformed'; readonly how: 'json' | 'html' | 'truncated' | 'empty' }
