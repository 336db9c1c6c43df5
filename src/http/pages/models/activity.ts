/**
 * What has happened, in the console.
 *
 * @module
 */

import type { Moment, SnippetModel } from './parts.ts'

/** What one exchange was, as a sentence. */
export interface ActivitySentence {
  readonly time: Moment
  /** The name of the app; undefined where none is known. */
  readonly app: string | undefined
  /** Completes "app …". */
  readonly deed: string
  readonly user: string | undefined
  readonly isRefused: boolean
  readonly outcome: string
}

/** One exchange in one line, which leads to all that is known of it. */
export interface ActivityLine extends ActivitySentence {
  readonly href: string
}

export interface ActivityEntry {
  readonly id: string
  readonly line: ActivityLine
  /** All of its login. */
  readonly login: string | undefined
}

/** What the list is narrowed by; empty where it is not. */
export interface ActivityFilter {
  readonly app: string
  readonly user: string
  readonly login: string
  readonly refused: boolean
}

export interface NamedValue {
  readonly name: string
  readonly value: string
}

export interface ShownClaim extends NamedValue {
  /** Where it is a time. */
  readonly time: Moment | undefined
}

export interface ShownToken {
  readonly title: string
  readonly header: string
  readonly claims: readonly ShownClaim[]
}

export interface ShownRule {
  readonly text: string
  readonly cites: string | undefined
  readonly href: string | undefined
}

export interface JudgedRules {
  readonly held: readonly ShownRule[]
  readonly broken: ShownRule | undefined
  /** How many come after the one that did not hold. */
  readonly unasked: number
}

export interface ActivityPages {
  'console/activity': {
    readonly action: string
    /** The newest first. */
    readonly entries: readonly ActivityEntry[]
    readonly filter: ActivityFilter
    readonly endpoints: readonly { readonly name: string; readonly isChosen: boolean }[]
    readonly isNarrowed: boolean
    /** The first page, where this is another. */
    readonly newest: string | undefined
    readonly older: string | undefined
    readonly archive: string
    /** What tells of further ones; undefined where they do not belong here. */
    readonly live: string | undefined
  }
  'console/exchange': {
    readonly sentence: ActivitySentence
    readonly id: string
    readonly activity: string
    readonly took: string
    readonly request: {
      readonly method: string
      readonly url: string
      readonly parameters: readonly NamedValue[]
      readonly repeated: readonly string[]
      readonly headers: readonly NamedValue[]
      readonly body: string | undefined
    }
    readonly rules: JudgedRules
    readonly tokens: readonly ShownToken[]
    readonly answer: {
      readonly status: number
      readonly mode: string | undefined
      readonly parameters: readonly NamedValue[]
      readonly headers: readonly NamedValue[]
    }
    /** The exchanges of the same login, as they went on. */
    readonly thread: readonly { readonly line: ActivityLine; readonly isThis: boolean }[]
    /** Where the playground asks the same. */
    readonly again: string | undefined
    /** The page that said why. */
    readonly asked: string | undefined
    readonly snippets: readonly SnippetModel[]
  }
}
