import { describe, expect, it } from 'vitest'
import { acceptedRanges } from '../../../src/http/edge/accept-language.ts'

describe('acceptedRanges', () => {
  it.each([
    [undefined, []],
    ['de', ['de']],
    ['fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5', ['fr-CH', 'fr', 'en', 'de', '*']],
    ['en;q=0.2,de;q=0.9, ja', ['ja', 'de', 'en']],
    ['de , fr ; q=0.5', ['de', 'fr']],
    ['de;Q=0.5, fr;q=1.000', ['fr', 'de']],
  ])('reads %j by its weights (RFC 9110 §12.5.4)', (header, ranges) => {
    expect(acceptedRanges(header)).toEqual(ranges)
  })

  it('keeps the order of those that weigh the same', () => {
    expect(acceptedRanges('es;q=0.5, fr;q=0.5, de;q=0.5')).toEqual(['es', 'fr', 'de'])
  })

  it.each(['de;q=0', 'de;q=0.000', 'de;q=2', 'de;q=-1', 'de;q=', 'de;q=NaN', 'de;v=1', 'de;;q=1'])(
    'leaves out what weighs nothing, or whose weight cannot be read: %j',
    (header) => {
      expect(acceptedRanges(header)).toEqual([])
      expect(acceptedRanges(`${header}, fr;q=0.1`)).toEqual(['fr'])
    },
  )

  it('reads no more than a browser sends', () => {
    expect(acceptedRanges('de,'.repeat(10_000)).length).toBeLessThanOrEqual(32)
    expect(acceptedRanges(`${' '.repeat(10_000)}de`)).not.toContain('de')
  })
})
