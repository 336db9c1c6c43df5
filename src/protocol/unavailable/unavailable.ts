/**
 * Thrown where the server cannot remember what it must of a request. What the request was for has not
 * happened, as far as anybody knows, and it may come again (RFC 6749 §4.1.2.1, RFC 7009 §2.2.1).
 */
export abstract class UnavailableError extends Error {
  /** What keeps it from remembering, for the log alone. */
  readonly why: string | undefined = undefined
}

/** Seconds after which such a request may come again. */
export const retryAfter = 2
