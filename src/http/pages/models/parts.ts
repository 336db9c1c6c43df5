/**
 * What several pages show.
 *
 * @module
 */

import type { Texts } from '../texts/texts.ts'

/** A page for whoever signs in, in their language. */
export interface Spoken {
  readonly texts: Texts
  /** Left out where it is nobody's page, such as one that is not there. */
  readonly brand?: ShownBrand
}

/** How a page looks, by the paths of what it loads. */
export interface ShownBrand {
  readonly logo: string | undefined
  readonly style: string | undefined
}

/** A sentence for people; `lang` where that is not the language of its page. */
export interface Sentence {
  readonly text: string
  readonly lang?: 'en'
}

/** The app that a page speaks of. */
export interface ClientCard {
  readonly id: string
  readonly name: string
  readonly clientUri: string | undefined
  readonly policyUri: string | undefined
  readonly tosUri: string | undefined
}

/** A user as the one-click picker shows them. */
export interface UserCard {
  readonly username: string
  readonly name: string
}

/** A user as a card that can be told from the others at a glance. */
export interface PersonCard extends UserCard {
  /** One or two letters for the place where a picture would be. */
  readonly initials: string
  /** User name and e-mail address, as far as they say more than the name. */
  readonly details: readonly string[]
  readonly roles: readonly string[]
}

/** The users of whom one click signs one in; none where that is off. */
export interface Picker {
  readonly users: readonly PersonCard[]
  /** How many more there are. */
  readonly unlisted: number
  /** So many users that a search box helps. */
  readonly searchable: boolean
  /** Whom they were searched for; empty where they were not. */
  readonly query: string
}

/** A form of ours: where it posts to, and the token that proves it came from our page. */
export interface Form {
  readonly action: string
  readonly csrf: string
}

export interface WayOn {
  readonly href: string
  readonly text: string
}

/** A time for people, beside that for machines. */
export interface Moment {
  readonly iso: string
  readonly words: string
}

export interface CodeModel {
  readonly language: string
  readonly code: string
}

/** A piece of code to copy. */
export interface SnippetModel extends CodeModel {
  readonly title: string
}
