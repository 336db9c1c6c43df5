import { UnavailableError } from './unavailable.ts'

/**
 * Thrown where a record must be kept and there is no room for it, because others must be kept too.
 * What the record was for has not happened; the request may come again (RFC 7009 §2.2.1).
 */
export class NoRoomError extends UnavailableError {
  override readonly name = 'NoRoomError'

  constructor() {
    super('The server has no room for what it would have to remember of this request.')
  }
}
