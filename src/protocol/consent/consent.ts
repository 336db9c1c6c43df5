/** What a user has granted to a client for good: scopes, and single claims as `claim:name`. */
export interface Consent {
  readonly grants: ReadonlySet<string>
  /** Epoch seconds. */
  readonly grantedAt: number
}
