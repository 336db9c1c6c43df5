/**
 * Pages of the logout.
 *
 * @module
 */

import type { ClientCard, Form, Spoken, UserCard, WayOn } from './parts.ts'

export interface LogOutPages {
  'log-out': Form &
    Spoken & {
      readonly user: UserCard
      readonly client: ClientCard | undefined
      /** Where the browser goes afterwards, if anywhere. */
      readonly returnOrigin: string | undefined
      /** Said when the request could not be trusted, so that nothing will be sent back. */
      readonly note: string | undefined
    }
  'logged-out': Spoken & {
    /** There was no session to end. */
    readonly nobody: boolean
    readonly client: ClientCard | undefined
    /** Pages of apps that end what these keep of the login. */
    readonly frames: readonly string[]
    /** Where the browser goes by itself, once they have loaded. */
    readonly onward: string | undefined
    readonly wayOn: WayOn | undefined
  }
}
