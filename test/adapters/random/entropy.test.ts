import { describe, expect, it } from 'vitest'
import { createEntropy } from '../../../src/adapters/random/entropy.ts'
import { createSystemClock } from '../../../src/adapters/time/clock.ts'

describe('entropy', () => {
  it('gives secrets of 256 bits and ids of 128 bits, in base64url (RFC 6749 §10.10)', () => {
    const { secret, id } = createEntropy()
    expect(secret()).toMatch(/^[\w-]{43}$/)
    expect(id()).toMatch(/^[\w-]{22}$/)
  })

  it('never gives the same name twice, though it draws from a pool', () => {
    const { secret, id } = createEntropy()
    const names = Array.from({ length: 20_000 }, (_, at) => (at % 3 === 0 ? id() : secret()))
    expect(new Set(names).size).toBe(names.length)
    expect(new Set(names.map((name) => name.slice(0, 12))).size).toBe(names.length)
  })

  it('sets every bit about half of the time', () => {
    const { secret } = createEntropy()
    const ones = new Array<number>(256).fill(0)
    for (let draw = 0; draw < 4000; draw += 1) {
      const bytes = Buffer.from(secret(), 'base64url')
      for (let bit = 0; bit < 256; bit += 1) {
        ones[bit] = (ones[bit] ?? 0) + (((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1)
      }
    }
    // Seven standard deviations: chance does not reach it.
    for (const count of ones) expect(Math.abs(count - 2000)).toBeLessThan(222)
  })
})

describe('the system clock', () => {
  it('tells whole seconds of now (RFC 7519 §2)', () => {
    const before = Math.floor(Date.now() / 1000)
    const now = createSystemClock().now()
    expect(Number.isInteger(now)).toBe(true)
    expect(now - before).toBeGreaterThanOrEqual(0)
    expect(now - before).toBeLessThanOrEqual(1)
  })
})
