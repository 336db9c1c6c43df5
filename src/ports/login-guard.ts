/**
 * The one gate that every password passes.
 *
 * @module
 */

/** Who tries: the user name as typed, and the address it came from. */
export interface LoginAttempt {
  readonly username: string
  readonly address: string
  /** The password that is stored for that user; undefined when there is no such user. */
  readonly stored: string | undefined
  readonly password: string
}

export type LoginVerdict =
  | { readonly kind: 'right' }
  | { readonly kind: 'wrong' }
  /** Too many failures: not even looked at; seconds until the next try. */
  | { readonly kind: 'wait'; readonly seconds: number }
  /** Too many passwords are being checked at this moment; seconds until the next try. */
  | { readonly kind: 'busy'; readonly seconds: number }

export interface LoginGuard {
  /** Takes the same time for an unknown user as for a wrong password. */
  check(attempt: LoginAttempt): Promise<LoginVerdict>
}
