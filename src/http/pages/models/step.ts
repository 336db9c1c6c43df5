/**
 * Pages of the steps of a request.
 *
 * @module
 */

import type { ClientCard, Form, PersonCard, Picker, Spoken } from './parts.ts'

export interface StepPages {
  'log-in': Form &
    Spoken &
    Picker & {
      /** The app that is signed in to; undefined where it is this server itself. */
      readonly app:
        | {
            readonly client: ClientCard
            /** Where the answer will go, in ASCII: `http://localhost:5173`. */
            readonly returnOrigin: string
          }
        | undefined
      readonly username: string
      /** Why the user of that name, whom the app asks for, cannot sign in. */
      readonly hinted: string | undefined
      readonly problem: string | undefined
      /** A form for somebody new, with what was typed; undefined where it is off. */
      readonly newcomer:
        | { readonly name: string; readonly claims: string; readonly problem: string | undefined }
        | undefined
      /** `alice / alice` on a server that runs with the demo users. */
      readonly demoHint: string | undefined
    }
  /** The others are in its picker. */
  'choose-account': Form &
    Spoken &
    Picker & {
      readonly client: ClientCard
      readonly returnOrigin: string
      readonly current: Omit<PersonCard, 'username'>
    }
  consent: Form &
    Spoken & {
      readonly client: ClientCard
      readonly returnOrigin: string
      readonly user: Omit<PersonCard, 'username'>
      readonly scopes: readonly {
        readonly name: string
        readonly words: string
        /** What the app would read, such as `alice@people.example`. */
        readonly values: readonly string[]
      }[]
      /** Single claims asked for by name. */
      readonly claims: readonly string[]
      /** Scopes that were asked for and that this server does not know. */
      readonly leftOut?: readonly string[]
      /** How long an access token lives, such as "1 hour". */
      readonly lifetime: string
      /** The path of the account page. */
      readonly account: string
      readonly rememberable: boolean
    }
}
