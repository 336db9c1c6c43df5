/**
 * The keys that a realm keeps: in a store that replicas share, in a file, which others may write too, or
 * for as long as the process lives.
 *
 * @module
 */

import type { KeyRing } from '../../../protocol/keys/key-plan.ts'
import { lockKeyFile, readKeyFile, stampOf, sweepKeyFile, writeKeyFile } from './key-file.ts'
import { type KeptKey, noKeys } from './key-ring-text.ts'

type Ring = KeyRing<KeptKey>

export interface KeptKeys {
  /** As they were last read or written. */
  ring(): Ring
  /** Whether the file has been written by somebody else since. */
  isStale(): boolean
  /** Whether it is known that nobody has changed them long ago: only then may they sign. */
  isCurrent(): boolean
  /** Whether other replicas publish them too. */
  readonly isShared: boolean
  /** Reads the file, once; rejects when it is damaged, and tries again when it is asked again. */
  load(): Promise<void>
  isLoaded(): boolean
  /** Reads it again if it is stale; rejects when it is damaged, and the keys stay as they are. */
  refresh(): Promise<void>
  /** Puts what `decide` makes of the keys in their place, one change after another; on the disk first. */
  change(decide: (ring: Ring) => Promise<Ring>): Promise<void>
}

export const createKeptKeys = (file: string | undefined): KeptKeys =>
  file === undefined ? createInMemory() : createInFile(file)

function createInMemory(): KeptKeys {
  let ring = noKeys
  let changed: Promise<void> = Promise.resolve()
  return {
    ring: () => ring,
    isStale: () => false,
    isCurrent: () => true,
    isShared: false,
    load: async () => {},
    isLoaded: () => true,
    refresh: async () => {},
    change(decide) {
      const change = async () => {
        ring = await decide(ring)
      }
      const mine = changed.then(change)
      changed = mine.catch(() => {})
      return mine
    },
  }
}

function createInFile(file: string): KeptKeys {
  let ring = noKeys
  let stamp: string | undefined
  /** A file that is gone takes no keys along: they are written again with the next. */
  const isStale = (): boolean => {
    const found = stampOf(file)
    return found !== undefined && found !== stamp
  }
  const read = async (): Promise<void> => {
    if (!isStale()) return
    // Written by another process while it is read, it is read again.
    const [known, before] = [stamp, stampOf(file)]
    const found = await readKeyFile(file)
    // Written by this one meanwhile, what was read is old.
    if (stamp !== known) return
    ring = found
    stamp = before
  }
  const loading = createOnce(async () => {
    await sweepKeyFile(file)
    await read()
  })
  return {
    ring: () => ring,
    isStale,
    isCurrent: () => true,
    isShared: false,
    load: loading.once,
    isLoaded: loading.isDone,
    refresh: read,
    async change(decide) {
      const release = await lockKeyFile(file)
      try {
        await read()
        const next = await decide(ring)
        if (next === ring) return
        await writeKeyFile(file, next)
        ring = next
        stamp = stampOf(file)
      } finally {
        await release()
      }
    },
  }
}

/** Does something until it has succeeded once; whoever comes meanwhile waits along. */
function createOnce(act: () => Promise<void>) {
  let isDone = false
  let running: Promise<void> | undefined
  const run = async (): Promise<void> => {
    try {
      await act()
      isDone = true
    } finally {
      running = undefined
    }
  }
  return {
    isDone: () => isDone,
    async once(): Promise<void> {
      if (isDone) return
      running ??= run()
      await running
    },
  }
}
