/**
 * What a server may do wrong to its clients, by name, and what a sound client does then.
 *
 * @module
 */

import type { Fault } from '../faults/fault.ts'
import type { Need } from '../faults/need.ts'
import type { Match } from '../match.ts'

export type Outcome = 'accepted' | 'refused'

/** What goes wrong: nothing, one of what an app is given, or the way by which it comes. */
export const targets = [
  'nothing',
  'id-token',
  'access-token',
  'answer',
  'metadata',
  'transport',
] as const

export type Target = (typeof targets)[number]

/** Where apps are given tokens. */
export const tokenPlaces = ['authorize', 'token'] as const

export interface ScenarioFault {
  readonly match: Match
  /** `{ params: {} }` changes nothing: it is met by answers that have what is needed. */
  readonly fault: Fault
  /** What an app must have asked for, so that it could notice. */
  readonly needs?: readonly Need[]
  /** A sound client may accept this one, for it need not look (OIDC Core §3.1.3.7). */
  readonly mayPass?: true
}

export interface Scenario {
  /** Unique. */
  readonly name: string
  readonly attacks: Target
  /** What the server does. */
  readonly what: string
  /** What a sound client does, and why. */
  readonly sound: string
  readonly expected: Outcome
  readonly cites: string
  /** What goes wrong, for how long as the scenario is planned. */
  readonly faults: readonly ScenarioFault[]
  /** What is said where no request has come to it. */
  readonly otherwise: string
  /** What is done when it is planned; an app has signed in once before. */
  readonly act?: 'lend-keys' | undefined
}
