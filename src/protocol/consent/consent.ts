/** What a user has granted to a client: scopes, and single claims as `claim:name`. */
export interface Consent {
  readonly grants: readonly string[]
  /** Epoch seconds. */
  readonly grantedAt: number
}
