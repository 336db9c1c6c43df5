import { expect, it } from 'vitest'
import { simulateGrants } from './grant-world.ts'

const replicas = 100

/** Of the world: all that is given in the beginning has ended by then. */
const seconds = 300

it('a hundred replicas, whose clocks are off and whose messages get lost, take no token that was ended, and none for ended that was not', async () => {
  const seen = await simulateGrants(1, replicas, seconds)
  expect([...new Set(seen.faults)]).toEqual([])
  expect(seen.live).toBeGreaterThan(300)
  expect(seen.ended).toBeGreaterThan(1_000)
})
