/**
 * Who may sign in, and what is known of them.
 *
 * @module
 */

/** A value of a claim: what JSON can say (OIDC Core §5.1). */
export type ClaimValue =
  | string
  | number
  | boolean
  | readonly ClaimValue[]
  | { readonly [member: string]: ClaimValue }

export type Claims = Readonly<Record<string, ClaimValue>>

/** Where nothing is said of a user. */
export const noUserClaims: Claims = {}

export interface User {
  /** 1–255 printable ASCII characters, never reassigned (OIDC Core §2). */
  readonly sub: string
  readonly username: string
  readonly enabled: boolean
  /** All claims but `sub`; an absent claim is absent, never null or empty. */
  readonly claims: Claims
  /**
   * The claims that every token and answer about them tells, whatever its scopes are: a test has planned
   * them, or a login page was told them. Undefined of everybody else.
   */
  readonly toldAnyway?: readonly string[] | undefined
}

/** The same user with what is known of them in one login alone, which is told anyway. */
export const withClaims = (user: User, claims: Claims | undefined): User =>
  claims === undefined
    ? user
    : {
        ...user,
        claims: { ...user.claims, ...claims },
        toldAnyway: [...(user.toldAnyway ?? []), ...Object.keys(claims)],
      }

/** A user who is signed in: since when (epoch seconds) and in which session. */
export interface SignedInUser {
  readonly sub: string
  readonly authTime: number
  readonly sid: string
}
