/**
 * Pages that carry an answer to its app.
 *
 * @module
 */

import type { Spoken } from './parts.ts'

export interface AnswerPages {
  'form-post': Spoken & {
    readonly action: string
    /** Whether its script posts it at once; else the user presses the button. */
    readonly byItself: boolean
    readonly parameters: readonly (readonly [name: string, value: string])[]
  }
  /** Hands the answer to the window that opened or framed it. */
  'web-message': Spoken & {
    /** The one origin that may read the message. */
    readonly targetOrigin: string
    /** Whether the parameters are put into a message of type `authorization_response`. */
    readonly wrapped: boolean
    readonly parameters: readonly (readonly [name: string, value: string])[]
  }
}
