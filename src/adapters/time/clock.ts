import type { Clock } from '../../ports/clock.ts'

/** The clock of this machine. Whole seconds, as every `exp` and `iat` is (RFC 7519 §2). */
export function createSystemClock(): Clock {
  return { now: () => Math.floor(Date.now() / 1000), milliseconds: Date.now }
}

/** Epoch milliseconds, as fine as a clock has them. */
export const millisecondsOf = (clock: Clock): number => clock.milliseconds?.() ?? clock.now() * 1000
