/** What a browser brings along. */
export interface Browser {
  /** The secret of its session cookie. */
  readonly sessionId: string | undefined
  /** The value of its binding cookie. */
  readonly binding: string | undefined
}
