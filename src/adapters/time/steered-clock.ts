import type { Clock } from '../../ports/clock.ts'
import { lastPossible } from '../../protocol/time.ts'

/** Where a steered clock stands. Plain data; milliseconds. */
export interface ClockSetting {
  /** How far it is ahead of the machine. */
  readonly ahead: number
  /** When it stands still. */
  readonly frozenAt?: number | undefined
}

/** A clock that tests move: it runs with the machine unless it is frozen, and no further than {@link last}. Epoch milliseconds. */
export interface SteeredClock extends Clock {
  milliseconds(): number
  /** What the machine shows. */
  machine(): number
  setting(): ClockSetting
  /** Takes a setting over. */
  restore(setting: ClockSetting): void
  set(time: number): void
  advance(by: number): void
  /** Stands still at `time`, or at what it shows. */
  freeze(time?: number): void
  /** Runs on from where it stands. */
  thaw(): void
  /** Runs, so much ahead of the machine; behind it where negative. */
  skew(ahead: number): void
}

/** Where every clock stops, in epoch milliseconds: beyond it there are dates that nobody can write. */
export const last = lastPossible * 1000

/** @param machine the time of the machine, in epoch milliseconds. */
export function createSteeredClock(machine: () => number = Date.now): SteeredClock {
  let { ahead, frozenAt }: ClockSetting = { ahead: 0 }
  const milliseconds = () => Math.min(frozenAt ?? machine() + ahead, last)
  const set = (time: number): void => {
    if (frozenAt !== undefined) frozenAt = time
    ahead = time - machine()
  }
  return {
    now: () => Math.floor(milliseconds() / 1000),
    milliseconds,
    machine,
    setting: () => ({ ahead, ...(frozenAt !== undefined && { frozenAt }) }),
    restore(setting) {
      ahead = setting.ahead
      frozenAt = setting.frozenAt
    },
    set,
    advance: (by) => set(milliseconds() + by),
    freeze(time = milliseconds()) {
      frozenAt = time
      ahead = time - machine()
    },
    thaw() {
      if (frozenAt !== undefined) ahead = frozenAt - machine()
      frozenAt = undefined
    },
    skew(by) {
      frozenAt = undefined
      ahead = by
    },
  }
}
