/**
 * What a user has ended on the account page, as a time: whatever was given until then is over. A time
 * ends all of it at once, however much there is and wherever it lies.
 *
 * @module
 */

/** Under which the time is kept at which a user withdrew what an app had. No part holds a line feed. */
export const withdrawalId = (sub: string, clientId: string): string => `${sub}\n${clientId}`

/** Under which the time is kept at which a user signed out everywhere; no client has an empty id. */
export const signOutId = (sub: string): string => `${sub}\n`

/** What a user has given at some time. */
export interface GivenAt {
  readonly sub: string
  readonly clientId: string
  /** The session that it ends with; undefined where it outlives that. */
  readonly sid: string | undefined
  /** Epoch seconds. */
  readonly at: number
}

/** What was given in the very second of the withdrawal is over too. */
export const isWithdrawn = (
  { at }: Pick<GivenAt, 'at'>,
  withdrawnAt: number | undefined,
): boolean => withdrawnAt !== undefined && at <= withdrawnAt

/** Each session that was known ended by itself: a new one may begin in the same second. */
export const isSignedOutSince = (at: number, signedOutAt: number | undefined): boolean =>
  signedOutAt !== undefined && at < signedOutAt
