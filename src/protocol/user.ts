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

export interface User {
  /** 1–255 printable ASCII characters, never reassigned (OIDC Core §2). */
  readonly sub: string
  readonly username: string
  readonly enabled: boolean
  /** All claims but `sub`; an absent claim is absent, never null or empty. */
  readonly claims: Claims
}

/** The same user with what is known of them in one login alone. */
export const withClaims = (user: User, claims: Claims | undefined): User =>
  claims === undefined ? user : { ...user, claims: { ...user.claims, ...claims } }

/** A user who is signed in: since when (epoch seconds) and in which session. */
export interface SignedInUser {
  readonly sub: string
  readonly authTime: number
  readonly sid: string
}
