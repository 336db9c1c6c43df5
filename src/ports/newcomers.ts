/**
 * Users whom a login page makes on the spot (local mode only).
 *
 * @module
 */

import type { User } from '../protocol/user.ts'

/** What the page has sent, as it was typed. */
export interface Newcomer {
  readonly name: string
  /** A JSON object, or one a line: `role: admin`, where the value is JSON, or else text. */
  readonly claims: string
}

export type Joined =
  | { readonly kind: 'joined'; readonly user: User }
  /** `why` is a sentence for whoever has typed it. */
  | { readonly kind: 'refused'; readonly why: string }

export interface Newcomers {
  /** Makes them a user of the realm. */
  add(newcomer: Newcomer): Promise<Joined>
}
