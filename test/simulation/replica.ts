/**
 * What replicas of a world have in common: clocks that are off, a proxy that looks whether they are
 * ready, and work that the store may keep them from.
 *
 * @module
 */

import type { Clock } from '../../src/ports/clock.ts'
import { UnavailableError } from '../../src/protocol/unavailable/unavailable.ts'
import type { World } from './world.ts'

/** The first second of a world. */
const firstSecond = 1_800_000_000

/** Milliseconds by which the clock of a replica may be off. */
const mostOff = 30_000

/** A clock that is off by as much as it may be, or by less: of three one is at either end. */
export function createReplicaClock(world: World): Clock {
  const off = [-mostOff, mostOff, world.between(-mostOff, mostOff)][world.between(0, 2)] ?? 0
  return { now: () => firstSecond + Math.floor((world.now() + off) / 1000) }
}

/** Does something time and again, after so many milliseconds each; what the store keeps it from it tries the next time. */
export function again(
  world: World,
  [least, most]: readonly [number, number],
  act: () => Promise<void>,
): void {
  world.live(async () => {
    for (;;) {
      await world.sleep(world.between(least, most))
      await act().catch(mustBeUnavailable)
    }
  })
}

/** Milliseconds between two looks at /ready, and the time each has (docs/examples/kubernetes). */
const period = 2_000

/** How many looks in vain take a replica out; one that succeeds takes it in. */
const mostInVain = 2

/** Whether the proxy sends requests to a replica that answers /ready so. */
export function createReadiness(world: World, check: () => Promise<void>): () => boolean {
  let inVain = mostInVain
  again(world, [period, period], async () => {
    const began = world.now()
    const succeeds = await check().then(
      () => world.now() - began < period,
      (error: unknown) => mustBeUnavailable(error) ?? false,
    )
    inVain = succeeds ? 0 : inVain + 1
  })
  return () => inVain < mostInVain
}

function mustBeUnavailable(error: unknown): undefined {
  if (!(error instanceof UnavailableError)) throw error
}
