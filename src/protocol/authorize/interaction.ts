/**
 * A valid request that waits for its user.
 *
 * @module
 */

import type { AuthorizeRequest, ReturnAddress } from './request.ts'

export type Step = 'log-in' | 'choose-account' | 'ask-consent'

/** What the user has already done for this very request. */
export interface Done {
  /** The session in which they have just proved who they are. */
  readonly authenticated: string | undefined
  /** What they said when asked which account to use. */
  readonly account: 'this' | 'another' | undefined
}

export const nothingDone: Done = { authenticated: undefined, account: undefined }

/** A request between two steps: it does not change while the user answers. */
export interface Pending {
  readonly request: AuthorizeRequest
  readonly to: ReturnAddress
  readonly done: Done
  /** The query with which the same request can be sent again; undefined when it is too long. */
  readonly again: string | undefined
}

/** One step of a pending request, for one browser and for one use. */
export interface Interaction extends Pending {
  readonly id: string
  readonly step: Step
  /** The browser it belongs to. */
  readonly browser: string
  readonly csrf: string
  /** The session that was current when the step was shown. */
  readonly sid: string | undefined
  /** Epoch seconds. */
  readonly expiresAt: number
  readonly spent: boolean
}
