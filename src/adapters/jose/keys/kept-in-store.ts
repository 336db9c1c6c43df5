import type { SharedSecret } from '../../../ports/shared-secret.ts'
import type { KeyRing } from '../../../protocol/keys/key-plan.ts'
import { StoreUnavailableError } from '../../../protocol/unavailable/store-unavailable.ts'
import type { KeptKeys } from './kept-keys.ts'
import { type KeptKey, noKeys, readRing, writeRing } from './key-ring-text.ts'

type Ring = KeyRing<KeptKey>

/** Milliseconds after which what was read is read again, when somebody asks. */
const fresh = 1_000

/** Milliseconds after which nothing is signed with keys that were read then: others may have ended them. */
const current = 10_000

/** How often a change is tried that other replicas get ahead of. */
const mostTries = 50

/** Keys that replicas share. Each reads them anew within a second or two, so long as somebody asks. */
export function createKeysInStore(
  secret: SharedSecret,
  monotonic = () => performance.now(),
): KeptKeys {
  let ring = noKeys
  let text: string | undefined
  let readAt: number | undefined
  const isWithin = (age: number): boolean => readAt !== undefined && monotonic() - readAt < age

  let taken = 0
  const take = (nextRing: Ring, nextText: string | undefined): void => {
    taken += 1
    ring = nextRing
    text = nextText
  }
  const read = async (): Promise<void> => {
    const found = await secret.read()
    readAt = monotonic()
    if (found === text) return
    taken += 1
    const mine = taken
    const next = found === undefined ? noKeys : await readRing(found)
    // What was read or written since is newer.
    if (taken === mine) take(next, found)
  }

  let changing: Promise<void> = Promise.resolve()
  const change = async (decide: (ring: Ring) => Promise<Ring>): Promise<void> => {
    for (let tries = 0; tries < mostTries; tries += 1) {
      await read()
      const [before, known] = [text, ring]
      const next = await decide(known)
      if (next === known) return
      const written = writeRing(next)
      if (await secret.replace(before, written)) {
        take(next, written)
        return
      }
    }
    throw new StoreUnavailableError('the keys changed all the time meanwhile')
  }

  return {
    ring: () => ring,
    isStale: () => !isWithin(fresh),
    isCurrent: () => isWithin(current),
    isShared: true,
    load: async () => {
      if (readAt === undefined) await read()
    },
    isLoaded: () => readAt !== undefined,
    refresh: read,
    change(decide) {
      const mine = changing.then(() => change(decide))
      changing = mine.catch(() => {})
      return mine
    },
  }
}
