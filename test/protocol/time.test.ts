import { describe, expect, it } from 'vitest'
import { clockSkew, isAhead, isPossible } from '../../src/protocol/time.ts'

describe('a clock', () => {
  it('has been set if it says 2020 or later', () => {
    const in2020 = Date.UTC(2020, 0, 1) / 1000
    expect([in2020 - 1, in2020].map(isPossible)).toEqual([false, true])
  })

  it('may have been put back by a minute, and what it said before is not of the future', () => {
    const now = 1_800_000_000
    expect([0, clockSkew, clockSkew + 1].map((ahead) => isAhead(now + ahead, now))).toEqual([
      false,
      false,
      true,
    ])
  })
})
