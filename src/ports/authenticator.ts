/**
 * The one gate that every password passes.
 *
 * @module
 */

import type { User } from '../protocol/user.ts'

export type Authentication =
  | { readonly kind: 'right'; readonly user: User }
  | { readonly kind: 'wrong' }
  /** Too many failures: not even looked at; seconds until the next try. */
  | { readonly kind: 'wait'; readonly seconds: number }
  /** Too many passwords are being checked at this moment; seconds until the next try. */
  | { readonly kind: 'busy'; readonly seconds: number }

export interface Authenticator {
  /**
   * The enabled user of that name, if the password is theirs. `username` and `password` are as they
   * were typed, `address` is where they came from. It takes the same time for an unknown user as for
   * a wrong password.
   */
  authenticate(username: string, password: string, address: string): Promise<Authentication>
}
