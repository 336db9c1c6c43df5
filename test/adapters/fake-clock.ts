import type { Clock } from '../../src/ports/clock.ts'

export interface FakeClock extends Clock {
  /** Epoch seconds; set it to travel. */
  time: number
}

export const start = 1_700_000_000

export function fakeClock(): FakeClock {
  const clock: FakeClock = { time: start, now: () => clock.time }
  return clock
}
