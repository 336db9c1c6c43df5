/**
 * What bounds the guessing of secrets that are not a user's.
 *
 * @module
 */

/** Failures are counted by name and network address together. */
export interface Attempts {
  /** Says that `waitOf` will be asked in a moment, as that of a store does; left out where that costs nothing. */
  expect?(name: string, address: string): void
  /** Whole seconds until `name` may be tried again from `address`; 0 when it may be now. */
  waitOf(name: string, address: string): Promise<number>
  failed(name: string, address: string): Promise<void>
  succeeded(name: string, address: string): Promise<void>
}
