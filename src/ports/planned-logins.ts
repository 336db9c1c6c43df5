/**
 * Who answers a login page before anybody sees it, as a test has planned.
 *
 * @module
 */

import type { AuthorizeRefusal, AuthorizeRequest } from '../protocol/authorize/request.ts'
import type { Claims, User } from '../protocol/user.ts'

export type PlannedLogin =
  | {
      readonly kind: 'sign-in'
      readonly user: User
      /** What is known of the user in this login alone, over what is known of them anyway. */
      readonly claims: Claims | undefined
      /** The scopes that they grant; undefined: all that are asked for. */
      readonly scopes: readonly string[] | undefined
    }
  | { readonly kind: 'refuse'; readonly refusal: AuthorizeRefusal }

export interface PlannedLogins {
  /** What is planned for a request, which uses it up where it was planned once. */
  take(request: AuthorizeRequest): Promise<PlannedLogin | undefined>
}

/** What is known of a user in one login alone, by the `sid` of that. */
export type LoginClaims = (sid: string) => Promise<Claims | undefined>
