/**
 * A world in which time goes as fast as everything is done: everybody in it sleeps until a time of its
 * clock, and chance comes from a seed.
 *
 * @module
 */

import { createCountdown } from './crypto-under-way.ts'

export interface World {
  /** Milliseconds since it began. */
  now(): number
  sleep(milliseconds: number): Promise<void>
  /** From 0 to below 1. */
  random(): number
  /** From `least` to `most`, in whole numbers. */
  between(least: number, most: number): number
  /** Lets it go on until a time. Rejects with what anybody in it has thrown. */
  run(until: number): Promise<void>
  /** Somebody who lives in it. */
  live(act: () => Promise<void>): void
}

interface Sleeper {
  readonly wake: () => void
}

/** Everybody wakes at a multiple of it, in milliseconds: those who do at once do so in the order in which they lay down. */
const grain = 10

export function createWorld(seed: number): World {
  let time = 0
  const random = createRandom(seed)
  const byTime = new Map<number, Sleeper[]>()
  const times = createHeap()
  let failed: { readonly error: unknown } | undefined
  const cryptoUnderWay = createCountdown()

  const sleep = (milliseconds: number): Promise<void> => {
    const at = Math.max(time + grain, Math.ceil((time + milliseconds) / grain) * grain)
    const sleepers = byTime.get(at) ?? []
    if (sleepers.length === 0) {
      byTime.set(at, sleepers)
      times.add(at)
    }
    return new Promise((wake) => sleepers.push({ wake }))
  }
  return {
    now: () => time,
    sleep,
    random,
    between: (least, most) => least + Math.floor(random() * (most - least + 1)),
    live: (act) => {
      act().catch((error: unknown) => {
        failed ??= { error }
      })
    },
    async run(until) {
      await cryptoUnderWay.isNone()
      for (let at = times.least(); at !== undefined && at <= until; at = times.least()) {
        times.takeLeast()
        time = at
        const sleepers = byTime.get(at) ?? []
        byTime.delete(at)
        for (const { wake } of sleepers) {
          wake()
          // One after the other, so that chance is dealt out in one order.
          await cryptoUnderWay.isNone()
        }
        if (failed !== undefined) throw failed.error
      }
      cryptoUnderWay.stop()
    },
  }
}

/** Mulberry32: small, and good enough to deal out trouble. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Times, the least of which comes first. */
function createHeap() {
  const heap: number[] = []
  const at = (index: number): number => heap[index] ?? Number.POSITIVE_INFINITY
  const swap = (one: number, other: number): void => {
    const [first, second] = [at(one), at(other)]
    heap[one] = second
    heap[other] = first
  }
  return {
    least: (): number | undefined => heap[0],
    add(time: number): void {
      heap.push(time)
      let index = heap.length - 1
      while (index > 0) {
        const parent = (index - 1) >> 1
        if (at(parent) <= at(index)) return
        swap(parent, index)
        index = parent
      }
    },
    takeLeast(): void {
      const last = heap.pop()
      if (last === undefined || heap.length === 0) return
      heap[0] = last
      let index = 0
      for (;;) {
        const [left, right] = [2 * index + 1, 2 * index + 2]
        const least = at(right) < at(left) ? right : left
        if (at(least) >= at(index)) return
        swap(least, index)
        index = least
      }
    },
  }
}
