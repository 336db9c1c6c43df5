/**
 * What a server may do wrong to its clients, by name, and what a sound client does then.
 *
 * @module
 */

import type { Fault } from '../faults/fault.ts'
import type { Match } from '../match.ts'

export type Outcome = 'accepted' | 'refused'

export interface Scenario {
  /** Unique. */
  readonly name: string
  /** What the server does. */
  readonly what: string
  /** What a sound client does, and why. */
  readonly sound: string
  readonly expected: Outcome
  readonly cites: string
  /** What goes wrong, for how long as the scenario is planned. */
  readonly faults: readonly { readonly match: Match; readonly fault: Fault }[]
  /** What is done when it is planned; an app has signed in once before. */
  readonly act?: 'rotate-keys' | undefined
}
