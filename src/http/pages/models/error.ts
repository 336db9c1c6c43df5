/**
 * Pages that say why something cannot be done.
 *
 * @module
 */

import type { Sentence, Spoken, WayOn } from './parts.ts'

/** A value with the part in the middle in which it differs from another. */
interface Parts {
  readonly same: string
  readonly differs: string
  readonly rest: string
}

/** One line of the side-by-side on the "why" page. */
export interface SentAgainstRegistered {
  readonly parameter: string
  readonly sent: string | undefined
  /** What was sent in three parts, against the registered value that comes nearest. */
  readonly marked?: Parts | undefined
  /** Each registered value, against what was sent. */
  readonly registered: readonly (Parts & {
    /** Such as "the port differs" or "a trailing slash is missing". */
    readonly remark: string
  })[]
  /** How many more values are registered than are shown. */
  readonly unlisted: number
}

export interface ErrorPages {
  /** The "why" page. */
  error: Spoken & {
    readonly status: number
    readonly heading: string
    /** What it means for whoever was sent here. */
    readonly explanation: string | undefined
    readonly description: Sentence
    /** Further sentences: what else is missing, and what is wrong with an address. */
    readonly notes: readonly Sentence[]
    readonly cites: { readonly text: string; readonly href: string } | undefined
    readonly client: { readonly id: string; readonly name: string | undefined } | undefined
    readonly comparison: SentAgainstRegistered | undefined
    /** Configuration that would make the request valid (local mode only). */
    readonly snippet: string | undefined
    /** Where the snippet goes, in a sentence. */
    readonly snippetPlace: string | undefined
    readonly wayOn: WayOn | undefined
    /** The request in the console, for whoever may open that. */
    readonly activity: string | undefined
    /** Where it is corrected; undefined where a file says what the app is, or nobody looks after it here. */
    readonly application: string | undefined
  }
  /** A step that is over: used, expired, or opened in another browser. */
  notice: Spoken & {
    readonly heading: string
    readonly text: string
    readonly wayOn: WayOn | undefined
  }
}
