import { describe, expect, it } from 'vitest'
import { expiryOf, isPublished, type KeyLife } from '../../../src/protocol/keys/key-life.ts'
import {
  firstKey,
  isNothing,
  type KeyPlan,
  type KeyPolicy,
  type KeyRing,
  planKeys,
  planRotation,
  withoutKey,
} from '../../../src/protocol/keys/key-plan.ts'

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

const policy: KeyPolicy = {
  algs: ['ES256', 'EdDSA'],
  imported: [],
  lifetime: undefined,
  lead: 600,
  tokenLifetime: 3600,
  generation: undefined,
}

const ringOf = (...keys: readonly KeyLife[]): KeyRing => ({ generation: undefined, keys })

const ended = (plan: KeyPlan) => plan.keep.map(({ kid, signsUntil }) => [kid, signsUntil])

/** The ring that a plan makes, with keys named after the time at which they sign. */
const carriedOut = (plan: KeyPlan): KeyRing => ({
  generation: plan.generation,
  keys: [
    ...plan.keep,
    ...plan.make.map((key) => ({ ...key, kid: `${key.signsFrom}`, signsUntil: undefined })),
  ],
})

describe('a rotation', () => {
  const es = aKey({ kid: 'es' })
  const ed = aKey({ kid: 'ed', alg: 'EdDSA' })

  it('gives every key a successor, published at once, which signs after the lead', () => {
    const plan = planRotation(ringOf(es, ed), policy, start + 10)
    expect(plan.make).toEqual([
      { alg: 'ES256', since: start + 10, signsFrom: start + 610, tokenLifetime: 3600 },
      { alg: 'EdDSA', since: start + 10, signsFrom: start + 610, tokenLifetime: 3600 },
    ])
    expect(ended(plan)).toEqual([
      ['es', start + 610],
      ['ed', start + 610],
    ])
  })

  it('takes a lead of its own, also none', () => {
    const plan = planRotation(ringOf(es), policy, start + 10, 0)
    expect(plan.make[0]?.signsFrom).toBe(start + 10)
    expect(ended(plan)).toEqual([['es', start + 10]])
  })

  it('rotates one algorithm alone, and publishes what is rotated for as long as is said', () => {
    const plan = planRotation(ringOf(es, ed), policy, start + 10, 0, { alg: 'ES256', overlap: 300 })
    expect(plan.make.map(({ alg }) => alg)).toEqual(['ES256'])
    expect(ended(plan)).toEqual([
      ['es', start + 10],
      ['ed', undefined],
    ])
    const [old] = plan.keep
    expect(old && expiryOf(old)).toBe(start + 310)
    expect(old && isPublished(old, start + 309)).toBe(true)
    const gone = planRotation(ringOf(es, ed), policy, start + 10, 0, { alg: 'ES256', overlap: 0 })
    expect(gone.keep.map(({ kid }) => kid)).toEqual(['ed'])
  })

  it('makes no second key where one waits already', () => {
    const once = carriedOut(planRotation(ringOf(es), policy, start))
    expect(isNothing(planRotation(once, policy, start + 300), once)).toBe(true)
  })

  it('lets one that waits sign earlier when that is asked for', () => {
    const once = carriedOut(planRotation(ringOf(es), policy, start))
    const plan = planRotation(once, policy, start + 300, 0)
    expect(plan.make).toEqual([])
    expect(plan.keep.map(({ signsFrom, signsUntil }) => [signsFrom, signsUntil])).toEqual([
      [start, start + 300],
      [start + 300, undefined],
    ])
  })

  it('makes no key for an algorithm that has none yet, or that no client uses any more', () => {
    const rsa = aKey({ kid: 'rsa', alg: 'RS256' })
    const plan = planRotation(ringOf(es, rsa), policy, start + 10)
    expect(plan.make.map(({ alg }) => alg)).toEqual(['ES256'])
    expect(ended(plan)).toEqual([
      ['es', start + 610],
      ['rsa', start + 10],
    ])
  })

  it('leaves those that are retired as they are, and drops those that have expired', () => {
    const retired = aKey({ kid: 'retired', signsUntil: start - 3600 })
    const expired = aKey({ kid: 'expired', signsUntil: start - 3660 })
    const plan = planRotation(ringOf(expired, retired, es), policy, start)
    expect(ended(plan)).toEqual([
      ['retired', start - 3600],
      ['es', start + 600],
    ])
  })

  it('works on a clock that was put back before the key was made', () => {
    const plan = planRotation(ringOf(es), policy, start - 10 * day)
    expect(plan.make[0]?.signsFrom).toBe(start - 10 * day + 600)
    expect(ended(plan)).toEqual([['es', start - 10 * day + 600]])
  })
})

describe('what is due', () => {
  it('is nothing, for keys without a lifetime', () => {
    const ring = ringOf(aKey())
    for (const seconds of [0, day, 10_000 * day]) {
      expect(isNothing(planKeys(ring, policy, start + seconds), ring)).toBe(true)
    }
  })

  it('is a successor when the lifetime has passed but for the lead', () => {
    const ring = ringOf(aKey())
    const scheduled = { ...policy, lifetime: day }
    expect(isNothing(planKeys(ring, scheduled, start + day - 601), ring)).toBe(true)
    const plan = planKeys(ring, scheduled, start + day - 600)
    expect(plan.make).toEqual([
      { alg: 'ES256', since: start + day - 600, signsFrom: start + day, tokenLifetime: 3600 },
    ])
    expect(ended(plan)).toEqual([['a', start + day]])
  })

  it('is a successor with the whole lead when nobody has looked in time', () => {
    const now = start + 5 * day
    const plan = planKeys(ringOf(aKey()), { ...policy, lifetime: day }, now)
    expect(plan.make[0]?.signsFrom).toBe(now + 600)
    expect(ended(plan)).toEqual([['a', now + 600]])
  })

  it('is one successor and not another with each look', () => {
    const scheduled = { ...policy, lifetime: day }
    const ring = carriedOut(planKeys(ringOf(aKey()), scheduled, start + day - 600))
    for (const seconds of [-600, -1, 0, 60]) {
      expect(isNothing(planKeys(ring, scheduled, start + day + seconds), ring)).toBe(true)
    }
    const second = planKeys(ring, scheduled, start + 2 * day - 600)
    expect(second.make[0]?.signsFrom).toBe(start + 2 * day)
  })

  it('is to drop a key once its last token has expired, and not before (OIDC Core §10.1.1)', () => {
    const ring = ringOf(aKey({ kid: 'old', signsUntil: start }), aKey())
    expect(planKeys(ring, policy, start + 3659).keep).toHaveLength(2)
    expect(planKeys(ring, policy, start + 3660).keep.map(({ kid }) => kid)).toEqual(['a'])
  })

  it('is seen as something to do, wherever the dropped key stood', () => {
    const ring = ringOf(aKey(), aKey({ kid: 'old', signsUntil: start - day }))
    expect(isNothing(planKeys(ring, policy, start), ring)).toBe(false)
    const longer = planKeys(
      ringOf(...ring.keys.slice(0, 1)),
      { ...policy, tokenLifetime: day },
      start,
    )
    expect(isNothing(longer, ringOf(...ring.keys.slice(0, 1)))).toBe(false)
  })

  it('leaves a successor that waits where it is when the lead is shortened', () => {
    const scheduled = { ...policy, lifetime: day }
    const ring = carriedOut(planRotation(ringOf(aKey()), scheduled, start + day, day))
    const plan = planKeys(ring, { ...scheduled, lead: 60 }, start + day + 60)
    expect(isNothing(plan, ring)).toBe(true)
  })

  it('is a successor for the key that is old enough, and for no other', () => {
    const young = aKey({ kid: 'ed', alg: 'EdDSA', signsFrom: start + 3600 })
    const plan = planKeys(ringOf(aKey(), young), { ...policy, lifetime: day }, start + day - 600)
    expect(plan.make.map(({ alg }) => alg)).toEqual(['ES256'])
    expect(ended(plan)).toEqual([
      ['a', start + day],
      ['ed', undefined],
    ])
  })

  it('is to remember the longest lifetime of the tokens that a key signs, never a shorter one', () => {
    const longer = planKeys(ringOf(aKey()), { ...policy, tokenLifetime: day }, start)
    expect(longer.keep[0]?.tokenLifetime).toBe(day)
    const shorter = planKeys(ringOf(aKey()), { ...policy, tokenLifetime: 60 }, start)
    expect(shorter.keep[0]?.tokenLifetime).toBe(3600)
  })

  it('leaves a retired key the lifetime of the tokens that it did sign', () => {
    const ring = ringOf(aKey({ signsUntil: start }))
    expect(planKeys(ring, { ...policy, tokenLifetime: day }, start + 60).keep).toEqual(ring.keys)
  })

  it('is a rotation when the generation becomes another, once', () => {
    const ring = ringOf(aKey())
    const renamed = { ...policy, generation: '2' }
    const plan = planKeys(ring, renamed, start)
    expect(plan).toMatchObject({
      generation: '2',
      make: [{ alg: 'ES256', signsFrom: start + 600 }],
    })
    const after = carriedOut(plan)
    expect(isNothing(planKeys(after, renamed, start + 600), after)).toBe(true)
    expect(isNothing(planKeys(after, policy, start + 600), after)).toBe(true)
    expect(planKeys(after, { ...policy, generation: '3' }, start + 600).make).toHaveLength(1)
  })

  it('is the end of an own key where the operator brings one', () => {
    const plan = planKeys(
      ringOf(aKey(), aKey({ kid: 'ed', alg: 'EdDSA' })),
      { ...policy, algs: ['EdDSA'], imported: ['ES256'] },
      start + 5,
    )
    expect(ended(plan)).toEqual([
      ['a', start + 5],
      ['ed', undefined],
    ])
    expect(plan.make).toEqual([])
  })
})

describe('the first key of an algorithm', () => {
  it('signs at once, for nothing was signed before', () => {
    expect(firstKey('ES384', policy, start)).toEqual({
      alg: 'ES384',
      since: start,
      signsFrom: start,
      tokenLifetime: 3600,
    })
  })
})

describe('a ring without a key that was taken out', () => {
  const before = aKey({ kid: 'before', signsUntil: start + 100 })
  const next = aKey({ kid: 'next', since: start + 10, signsFrom: start + 100 })
  const lives = (kid: string, now: number) =>
    withoutKey(ringOf(before, next), kid, now).keys.map((key) => [
      key.kid,
      key.signsFrom - start,
      key.signsUntil && key.signsUntil - start,
    ])

  it('has the one sign on that it was to follow, and leaves that alone once it has ended', () => {
    expect(lives('next', start + 50)).toEqual([['before', 0, undefined]])
    expect(lives('next', start + 100)).toEqual([['before', 0, 100]])
  })

  it('has the next begin when it was published, and leaves all as it is for a key that is not there', () => {
    expect(lives('before', start + 50)).toEqual([['next', 10, undefined]])
    const all = [
      ['before', 0, 100],
      ['next', 100, undefined],
    ]
    expect(lives('other', start + 50)).toEqual(all)
  })
})
