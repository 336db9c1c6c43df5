/**
 * The pages of the console about people.
 *
 * @module
 */

import type { Form, Moment, PersonCard } from './parts.ts'

/** A field of a form, with what was typed and what is wrong with it. */
export interface FieldModel {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly control: 'line' | 'lines' | 'flag' | 'json' | 'password'
  readonly hint?: string | undefined
  readonly value: string
  /** A sentence. */
  readonly problem: string | undefined
}

/** Somebody as the console shows them. */
export interface ShownPerson extends Omit<PersonCard, 'username'> {
  readonly enabled: boolean
  /** Where they come from, in one or two words; undefined where they were made by hand. */
  readonly origin: string | undefined
}

export interface PeoplePages {
  'console/people': Form & {
    readonly done: string | undefined
    /** What is searched for. */
    readonly query: string
    /** Where whoever is added is kept. */
    readonly kept: string
    readonly people: readonly (ShownPerson & { readonly href: string })[]
    /** How many there are, and how many of those that are found are not shown. */
    readonly total: number
    readonly unlisted: number
    readonly adding: {
      readonly isOpen: boolean
      /** What is wrong with none of the fields. */
      readonly problem: string | undefined
      readonly fields: readonly FieldModel[]
    }
  }
  'console/person': Form & {
    /** What its forms were filled in from. */
    readonly seen: string
    readonly done: string | undefined
    /** What is wrong with none of the fields. */
    readonly problem: string | undefined
    readonly people: string
    readonly person: ShownPerson
    readonly sub: string
    /** Where they come from, and what a change of them comes to. */
    readonly originNote: string
    /** Whether one click makes this browser theirs. */
    readonly signsIn: boolean
    readonly loginFields: readonly FieldModel[]
    readonly claimGroups: readonly {
      readonly legend: string
      readonly fields: readonly FieldModel[]
    }[]
    readonly moreClaims: FieldModel
    readonly sessions: readonly {
      readonly sid: string
      readonly browser: string
      readonly apps: readonly string[]
      readonly since: Moment
      readonly last: Moment
    }[]
    readonly grants: readonly {
      readonly app: string
      /** Scopes and single claims. */
      readonly grants: readonly string[]
      readonly since: Moment
      readonly last: Moment
    }[]
  }
}
