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

/** A request that somebody is to answer. */
export interface Awaiting {
  readonly request: AuthorizeRequest
  /** The secret of the session that its browser has, be it there or not. */
  readonly sessionId: string | undefined
  /** Whether its user has done nothing for it yet. */
  readonly isFirst: boolean
}

export interface PlannedLogins {
  /** What is planned for a request, which uses it up where it was planned once. */
  take(awaiting: Awaiting): Promise<PlannedLogin | undefined>
  /** Whether a test has ended the login of the user of that `sub`, and they have not signed in since. */
  isSignedOut(sub: string): Promise<boolean>
}

/** What is known of users in one login alone. */
export interface LoginClaims {
  /** By the `sid` of a login, or by the mark of a grant that outlives it. */
  find(name: string): Promise<Claims | undefined>
  /** A grant of that login, whose mark it is, knows the same until `expiresAt` (epoch seconds). */
  passOn(sid: string, mark: string, expiresAt: number): Promise<void>
  /** The user of that login has signed in anew, under the same `sid`. */
  forget(sid: string): Promise<void>
}
