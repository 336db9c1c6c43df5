/**
 * What the replicas of a server tell each other's journals of a realm.
 *
 * @module
 */

export interface FeedEntry {
  /** Its place among the others. */
  readonly mark: string
  readonly text: string
}

/** A bounded list of texts, the same for all; of more the oldest go. */
export interface JournalFeed {
  /** Resolves once every replica finds it. */
  push(text: string): Promise<void>
  /** Those that came after a mark, the oldest first; undefined: all that are there. Not all at once where there are many. */
  readAfter(mark: string | undefined): Promise<readonly FeedEntry[]>
}
