/**
 * Times on a clock that may be wrong: put right after a start without a battery, or set by hand.
 *
 * @module
 */

/** Seconds by which the clock may have been put back since something was issued. */
export const clockSkew = 60

/** The first second of 2020: a clock that says less has never been set. */
const firstPossible = 1_577_836_800

/** Whether tokens may carry this time; their readers would refuse them, or keep them for decades. */
export const isPossible = (now: number): boolean => now >= firstPossible

/** Whether something that says it is of `time` would come from the future. */
export const isAhead = (time: number, now: number): boolean => time > now + clockSkew
