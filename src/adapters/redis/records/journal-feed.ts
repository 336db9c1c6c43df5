import type { FeedEntry, JournalFeed } from '../../../ports/journal-feed.ts'
import type { RedisConnection } from '../connection/connection.ts'

/** The most texts of a realm. */
const most = 2_000

/** Milliseconds after the last one at which all are forgotten. */
const lasts = 86_400_000

/** Those that are read in one step. */
const chunk = 200

/** A stream for each realm. */
export function createRedisJournalFeed(redis: RedisConnection, realm: string): JournalFeed {
  const stream = `${redis.prefix}:{${realm}:journal}`
  return {
    push: async (text) => void (await redis.run('pushEntry', [stream], [text, most, lasts])),
    async readAfter(mark) {
      const from = mark === undefined ? '-' : `(${mark}`
      // as the script says
      const flat = (await redis.run('readEntries', [stream], [from, chunk])) as readonly string[]
      return flat.flatMap((text, at): readonly FeedEntry[] =>
        at % 2 === 1 ? [{ mark: flat[at - 1] ?? '', text }] : [],
      )
    },
  }
}
