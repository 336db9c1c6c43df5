/**
 * What bounds the guessing of secrets that are not a user's.
 *
 * @module
 */

/** Failures are counted by name and network address together. */
export interface Attempts {
  /** Whole seconds until `name` may be tried again from `address`; 0 when it may be now. */
  waitOf(name: string, address: string): number
  failed(name: string, address: string): void
  succeeded(name: string, address: string): void
}
