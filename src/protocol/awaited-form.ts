/** A form of ours that waits for its user: for one browser, and to be posted once. */
export interface AwaitedForm {
  readonly id: string
  /** The browser it belongs to: the value of its binding cookie. */
  readonly browser: string
  readonly csrf: string
  /** Epoch seconds. */
  readonly expiresAt: number
  readonly spent: boolean
  /** The language that was asked for; undefined where none of ours was. */
  readonly uiLocales: string | undefined
}
