import { describe, expect, it } from 'vitest'
import {
  expiryOf,
  isPublished,
  type KeyLife,
  keyState,
  signingKey,
} from '../../../src/protocol/keys/key-life.ts'

const day = 86_400
const start = 1_800_000_000

const aKey = (changes: Partial<KeyLife> = {}): KeyLife => ({
  kid: 'a',
  alg: 'ES256',
  since: start,
  signsFrom: start,
  signsUntil: undefined,
  tokenLifetime: 3600,
  ...changes,
})

describe('a signing key', () => {
  const key = aKey({ signsFrom: start + 3600, signsUntil: start + day })

  it.each([
    [0, 'next'],
    [3599, 'next'],
    [3600, 'signing'],
    [day - 1, 'signing'],
    [day, 'retired'],
    [day + 3600 + 59, 'retired'],
    [day + 3600 + 60, 'expired'],
  ] as const)('is, %d seconds after it was made, %s', (seconds, state) => {
    expect(keyState(key, start + seconds)).toBe(state)
  })

  it('is published from when it is made until its last token has expired (OIDC Core §10.1.1)', () => {
    const published = [0, 3600, day, day + 3659, day + 3660]
    expect(published.map((seconds) => isPublished(key, start + seconds))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ])
    expect(expiryOf(key)).toBe(start + day + 3660)
  })

  it('never expires while nothing takes its place', () => {
    expect(expiryOf(aKey())).toBeUndefined()
    expect(keyState(aKey(), start + 10_000 * day)).toBe('signing')
  })
})

describe('the key that signs', () => {
  const old = aKey({ kid: 'old', signsUntil: start + 600 })
  const next = aKey({ kid: 'next', signsFrom: start + 600 })
  const at = (keys: readonly KeyLife[], seconds: number) =>
    signingKey(keys, 'ES256', start + seconds)?.kid

  it('is the old one until the moment at which the next one signs', () => {
    expect([0, 599, 600, 601].map((seconds) => at([old, next], seconds))).toEqual([
      'old',
      'old',
      'next',
      'next',
    ])
    expect([599, 600].map((seconds) => at([next, old], seconds))).toEqual(['old', 'next'])
  })

  it('is one of the algorithm that is asked for', () => {
    expect(signingKey([old, aKey({ kid: 'ed', alg: 'EdDSA' })], 'EdDSA', start)?.kid).toBe('ed')
    expect(signingKey([old], 'RS256', start)).toBeUndefined()
  })

  it('is none when all have ended', () => {
    expect(at([old], 600)).toBeUndefined()
  })

  it('is the latest of several, and the first of those that came at once', () => {
    const later = aKey({ kid: 'later', signsFrom: start + 10 })
    expect(at([aKey({ kid: 'first' }), later], 20)).toBe('later')
    expect(at([aKey({ kid: 'first' }), aKey({ kid: 'second' })], 20)).toBe('first')
  })

  it('is the earliest on a clock that was put back before all of them', () => {
    expect(at([next, old], -day)).toBe('old')
    expect(at([old, next], -day)).toBe('old')
  })
})
