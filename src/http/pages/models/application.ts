/**
 * The pages of the console about apps.
 *
 * @module
 */

import type { Form, Moment, SnippetModel } from './parts.ts'

/** What can be said of an app by a form, as it was typed. */
export interface ApplicationFields {
  readonly name: string
  /** One a line. */
  readonly callbacks: string
  readonly grants: readonly {
    readonly id: string
    readonly text: string
    readonly isChosen: boolean
  }[]
  readonly scopes: string
  readonly audience: string
  readonly logo: string
  readonly colour: string
  readonly kinds: readonly {
    readonly id: string
    readonly name: string
    readonly what: string
    readonly isChosen: boolean
  }[]
  /** What the realm has to choose from. */
  readonly knownScopes: readonly string[]
  readonly knownAudiences: readonly string[]
  readonly problems: FieldProblems
}

/** What is wrong with which field, in words for beside it. */
export interface FieldProblems {
  readonly name?: string | undefined
  readonly clientId?: string | undefined
  readonly callbacks?: string | undefined
  readonly grants?: string | undefined
  readonly scopes?: string | undefined
  readonly audience?: string | undefined
  readonly logo?: string | undefined
  readonly colour?: string | undefined
  /** With none of them alone. */
  readonly all?: string | undefined
}

/** One set of keys of an app: a client. */
export interface KeySet {
  readonly environment: string
  readonly id: string
  readonly href: string
  readonly isCurrent: boolean
}

export interface ApplicationPages {
  'console/applications': {
    readonly newHref: string
    readonly action: string
    readonly query: string
    /** How many apps there are. */
    readonly total: number
    /** How many of those that fit are not on the page. */
    readonly unlisted: number
    /** Where what is registered is kept. */
    readonly kept: string
    readonly done: string | undefined
    readonly applications: readonly {
      readonly name: string
      readonly href: string
      readonly keys: readonly string[]
      readonly redirectUris: readonly string[]
      /** Such as "Single-page app". */
      readonly kind: string
      readonly marks: readonly string[]
    }[]
  }
  'console/application-new': Form & {
    readonly clientId: string
    readonly fields: ApplicationFields
  }
  'console/application': Form & {
    /** What the form of its settings was filled in from. */
    readonly seen: string
    readonly name: string
    readonly done: string | undefined
    readonly marks: readonly string[]
    /** Why nothing can be changed here; undefined where it can. */
    readonly fixed: string | undefined
    /** Where it is kept; undefined where the configuration says what it is, or it is not the operator’s. */
    readonly kept: string | undefined
    readonly keySets: readonly KeySet[]
    /** What can be generated besides. */
    readonly missing: string | undefined
    /** Undefined where an app of its kind has none. */
    readonly secret:
      | { readonly state: string; readonly generate: string; readonly isThere: boolean }
      | undefined
    /** Undefined where nothing can be changed. */
    readonly fields: ApplicationFields | undefined
    /** What it is; empty where that can be changed. */
    readonly facts: readonly {
      readonly name: string
      readonly values: readonly string[]
      readonly isCode: boolean
    }[]
    /** Undefined where it is the operator's already. */
    readonly keep: { readonly callbacks: string; readonly problem: string | undefined } | undefined
    readonly enabled: boolean
    readonly grants: readonly {
      readonly sub: string
      readonly name: string
      readonly scopes: readonly string[]
      readonly since: Moment
      readonly last: Moment
    }[]
    readonly snippets: readonly SnippetModel[]
    readonly yaml: string
    /** The page that asks once more. */
    readonly removal: string | undefined
  }
  /** Shown once. */
  'console/application-secret': {
    readonly name: string
    readonly id: string
    readonly secret: string
    readonly back: string
  }
  'console/application-removal': Form & {
    readonly name: string
    readonly ids: readonly string[]
    readonly granted: number
    readonly back: string
  }
}
