/**
 * Times on a clock that may be wrong: put right after a start without a battery, or set by hand.
 *
 * @module
 */

/** Seconds by which the clock may have been put back since something was issued. */
export const clockSkew = 60

/** The first second of 2020: a clock that says less has never been set. */
export const firstPossible = 1_577_836_800

/** The first second of 9999: what lives a year longer still has a date with four digits for its year. */
export const lastPossible = 253_370_764_800

/** Whether tokens may carry this time; their readers would refuse them, or keep them for decades. */
export const isPossible = (now: number): boolean => now >= firstPossible

/** Whether something that says it is of `time` would come from the future. */
export const isAhead = (time: number, now: number): boolean => time > now + clockSkew

/** The last second of the year 9999. */
const lastTime = 253_402_300_799

/** Whether a claim is a time at all: seconds since 1970, as a number (RFC 7519 §2). */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= lastTime

/** Whether the times that a JWT of a client names are times, and it may be used now (RFC 7519 §4.1). */
export function isWithinItsTimes(claims: Readonly<Record<string, unknown>>, now: number): boolean {
  const holds = (name: string, compare: (time: number) => boolean): boolean => {
    const value = claims[name]
    return value === undefined || (isTime(value) && compare(value))
  }
  return (
    holds('exp', (exp) => exp > now - clockSkew) &&
    holds('nbf', (nbf) => !isAhead(nbf, now)) &&
    holds('iat', (iat) => !isAhead(iat, now))
  )
}
