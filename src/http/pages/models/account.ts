/**
 * The page on which users look after their apps and sessions.
 *
 * @module
 */

import type { ClientCard, Form, Moment, PersonCard, Spoken } from './parts.ts'

export interface SessionLine {
  /** Such as `Firefox on Linux`. */
  readonly browser: string
  readonly since: Moment
  readonly last: Moment
}

export interface AccountPages {
  account: Form &
    Spoken & {
      readonly user: Omit<PersonCard, 'username'>
      /** What has just been done, in a sentence. */
      readonly done: string | undefined
      readonly signOut: string
      readonly apps: readonly {
        readonly client: ClientCard
        /** Where a login to it begins; undefined when nobody was told. */
        readonly signIn: string | undefined
        /** It is let in without a question, because the operator of this server says so. */
        readonly unasked: boolean
        readonly scopes: readonly { readonly name: string; readonly words: string }[]
        /** Single claims that it may see. */
        readonly claims: readonly string[]
        readonly since: Moment
        readonly last: Moment
      }[]
      /** That of this browser. */
      readonly session: SessionLine
      readonly others: readonly (SessionLine & { readonly handle: string })[]
    }
}
