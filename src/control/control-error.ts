/** Thrown where a call of the control API cannot be answered: says what is wrong, and with what. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
  /** An HTTP status. */
  readonly status: 400 | 404 | 405 | 408 | 409 | 507
  /** The member of the body, or the parameter, that is wrong. */
  readonly member: string | undefined
  /** Further members of the answer. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    status: ControlError['status'],
    message: string,
    member?: string,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message)
    this.status = status
    this.member = member
    this.details = details
  }
}
