/**
 * A journal that replicas write together: what each of them has answered comes to all by one list, in the order
 * of that, and what one takes out goes from all.
 *
 * @module
 */

import type { JournalFeed } from '../../ports/journal-feed.ts'
import type { Exchange, Gist } from './exchange.ts'
import type { Journal, JournalState, Untold } from './journal.ts'
import type { Ties } from './logins.ts'

export interface WrittenJournal {
  readonly journal: Journal
  /** Resolves once every replica finds it; undefined where there is nothing to wait for. */
  add(exchange: Untold): Promise<void> | undefined
  /** Reads what replicas have written. */
  sync(): Promise<void>
}

/** Where there is one process alone. */
export const writtenAlone = (journal: Journal): WrittenJournal => ({
  journal,
  add: (exchange) => void journal.add(exchange),
  sync: async () => {},
})

/** Milliseconds after which it is read anew while somebody waits. */
const every = 100

/** What is told to all. */
type Told =
  | {
      readonly kind: 'exchange'
      readonly gist: Gist
      readonly ties: Ties
      readonly size: number
      readonly exchange: Exchange
    }
  | { readonly kind: 'taken'; readonly id: string }
  /** `by`: who did it, and how often before. */
  | { readonly kind: 'cleared'; readonly by: string }

/** @param nextId numbers that grow, and that no replica has twice. */
export function createSharedJournal(
  journal: Journal,
  feed: JournalFeed,
  nextId: () => string,
): WrittenJournal {
  const restored = new Map<string, JournalState>()
  const push = (told: Told): Promise<void> => feed.push(JSON.stringify(told)).catch(() => {})
  const hear = (told: Told): void => {
    switch (told.kind) {
      case 'exchange':
        journal.add({ ...told, tell: () => told.exchange })
        break
      case 'taken':
        journal.take(told.id)
        break
      case 'cleared': {
        const state = restored.get(told.by)
        restored.delete(told.by)
        if (state === undefined) journal.reset()
        else journal.restore(state)
      }
    }
  }
  const sync = createSync(feed, hear)
  const watch = createWatch(sync)
  return {
    sync,
    add: async ({ gist, ties, size, tell }) => {
      await push({ kind: 'exchange', gist, ties, size, exchange: tell() })
      if (journal.listeners > 0) sync().catch(() => {})
    },
    journal: {
      ...journal,
      nextId,
      get listeners() {
        return journal.listeners
      },
      take(id) {
        const isTaken = journal.take(id)
        if (isTaken) void push({ kind: 'taken', id })
        return isTaken
      },
      reset() {
        journal.reset()
        void push({ kind: 'cleared', by: nextId() })
      },
      restore(state) {
        const by = nextId()
        restored.set(by, state)
        journal.restore(state)
        void push({ kind: 'cleared', by })
      },
      listen(listener) {
        const stop = journal.listen(listener)
        watch(true)
        return () => {
          stop()
          watch(journal.listeners > 0)
        }
      },
      end() {
        journal.end()
        watch(false)
      },
    },
  }
}

/** Reads again and again as long as somebody waits. */
function createWatch(sync: () => Promise<void>): (isAwaited: boolean) => void {
  let timer: NodeJS.Timeout | undefined
  return (isAwaited) => {
    clearInterval(timer)
    if (!isAwaited) return
    timer = setInterval(() => void sync().catch(() => {}), every)
    timer.unref()
  }
}

/** One after another; whoever asks while one is awaited that has not begun yet shares that. */
function createSync(feed: JournalFeed, hear: (told: Told) => void): () => Promise<void> {
  let mark: string | undefined
  let last: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | undefined
  const read = async (): Promise<void> => {
    waiting = undefined
    for (;;) {
      const entries = await feed.readAfter(mark)
      // as push() writes it
      for (const { text } of entries) hear(JSON.parse(text) as Told)
      const newest = entries.at(-1)
      if (newest === undefined) return
      mark = newest.mark
    }
  }
  return () => {
    waiting ??= last.then(read)
    last = waiting.catch(() => {})
    return waiting
  }
}

/**
 * Numbers by the time, so that those of replicas grow together: 64 in a millisecond, for each of 64 replicas. Whole
 * as numbers are up to 2^53.
 */
export function createSharedIds(milliseconds: () => number, replica: number): () => string {
  let last = 0
  return () => {
    const place = (replica % 64) * 64
    const first = milliseconds() * 4096 + place
    const isFull = last % 64 === 63
    const next = last < first ? first : isFull ? last + 4096 - 63 : last + 1
    last = next
    return `x${next}`
  }
}
