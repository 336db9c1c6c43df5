import { afterEach, describe, expect, it } from 'vitest'
import { boundedLabel } from '../../../src/adapters/metrics/label.ts'
import { createMetrics } from '../../../src/adapters/metrics/metrics.ts'

describe('The values of a label', () => {
  it('stand for themselves until there are too many, and as long as they are known', () => {
    const label = boundedLabel(2)
    expect(['one', 'two', 'three', 'one', undefined].map(label)).toEqual([
      ...['one', 'two', 'other', 'one', 'none'],
    ])
  })

  it('are none that may not be, and none that is longer than a sentence of ours', () => {
    const label = boundedLabel(9, (value) => value !== 'made-up')
    expect(['made-up', 'x'.repeat(301), 'known'].map(label)).toEqual(['other', 'other', 'known'])
  })
})

describe('Metrics', () => {
  const metrics = createMetrics({ version: '1.2.3', isRealm: () => true })
  afterEach(() => metrics.close())

  it('hold the calls to a store that is not in this process, by verb and outcome', async () => {
    metrics.roundTrip({ verb: 'take', outcome: 'done', milliseconds: 2 })
    metrics.roundTrip({ verb: 'take', outcome: 'failed', milliseconds: 1_000 })
    const text = await metrics.text()
    const name = 'fragrant_store_round_trip_duration_seconds'
    expect(text).toContain(`${name}_sum{verb="take",outcome="done"} 0.002`)
    expect(text).toContain(`${name}_count{verb="take",outcome="failed"} 1`)
  })
})
