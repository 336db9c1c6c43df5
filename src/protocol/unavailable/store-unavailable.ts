import { UnavailableError } from './unavailable.ts'

/**
 * Thrown where the store outside of this process does not answer in time, or refuses. Whether what was
 * asked for has happened there is not known.
 */
export class StoreUnavailableError extends UnavailableError {
  override readonly name = 'StoreUnavailableError'

  override readonly why: string

  /** `why`: what the store or its client said. */
  constructor(why: string) {
    super('The server cannot reach what it remembers requests in.')
    this.why = why
  }
}
