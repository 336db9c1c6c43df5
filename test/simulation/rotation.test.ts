import { expect, it } from 'vitest'
import { simulateKeys } from './key-world.ts'

const replicas = 100

/** Of the world: enough for keys to come, sign, end and be dropped several times. */
const seconds = 450

it('a hundred replicas, whose clocks are off and whose messages get lost, sign with what all publish, know of changes within five seconds, and forget what was dropped', async () => {
  const seen = await simulateKeys(1, replicas, seconds)
  expect([...new Set(seen.faults)]).toEqual([])
  expect(seen.tokens.length).toBeGreaterThan(10_000)
  const { signing, written, dropped } = seen
  for (const { size } of [signing, written, dropped]) expect(size).toBeGreaterThan(1)
})
