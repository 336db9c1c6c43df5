/**
 * The texts of one kind in Redis, read as records.
 *
 * @module
 */

import type { Clock } from '../../../ports/clock.ts'
import type { RedisConnection } from '../connection/connection.ts'
import type { Place } from './place.ts'
import { type RedisRecord, readRecord } from './record.ts'

export interface Texts<Value> {
  /** What a text says, unless it has ended. */
  live(text: string | undefined): RedisRecord<Value> | undefined
  read(id: string): Promise<string | undefined>
  /** The same as it is now, whatever was expected. */
  readNow(id: string): Promise<string | undefined>
  /** Reads it now, for whoever asks in a moment. */
  expect(id: string): void
  take(id: string): Promise<string | undefined>
  /** What was read last, so that a change of it need not read it again. It may be old. */
  seen(id: string): string | undefined
  note(id: string, text: string | undefined): void
}

/** The most that are remembered. */
const mostSeen = 500

/** Milliseconds for which what was expected may be given: less than it takes a browser to ask another replica. */
const moment = 5

/** The most that are expected. */
const mostExpected = 5_000

interface Expected {
  readonly since: number
  readonly text: Promise<string | undefined>
}

export interface TextsNeeds {
  readonly redis: RedisConnection
  readonly clock: Clock
  /** Milliseconds. */
  readonly monotonic?: () => number
}

export function createTexts<Value>(
  { redis, clock, monotonic = () => performance.now() }: TextsNeeds,
  { base, order }: Place,
): Texts<Value> {
  const seen = new Map<string, string>()
  const expected = new Map<string, Expected>()
  const remember = (id: string, text: string | undefined): void => {
    seen.delete(id)
    if (text === undefined) return
    seen.set(id, text)
    const [oldest] = seen.keys()
    if (seen.size > mostSeen && oldest !== undefined) seen.delete(oldest)
  }
  /** Of a record that this process has written: what was expected of it is over. */
  const note = (id: string, text: string | undefined): void => {
    expected.delete(id)
    remember(id, text)
  }
  const awaited = (id: string): Promise<string | undefined> | undefined => {
    const before = expected.get(id)
    const isFresh = before !== undefined && monotonic() - before.since < moment
    return isFresh ? before.text : undefined
  }
  const readNow = async (id: string): Promise<string | undefined> => {
    const text = (await redis.get(base + id)) ?? undefined
    remember(id, text)
    return text
  }
  return {
    live(text) {
      const record = text === undefined ? undefined : readRecord<Value>(text)
      return record !== undefined && record.expiresAt > clock.now() ? record : undefined
    },
    read: (id) => awaited(id) ?? readNow(id),
    readNow,
    expect(id) {
      if (awaited(id) !== undefined) return
      if (expected.size >= mostExpected) expected.clear()
      const text = readNow(id)
      expected.set(id, { since: monotonic(), text })
      // Whoever asks is told.
      text.catch(() => {})
    },
    async take(id) {
      note(id, undefined)
      const text = await redis.run('take', [base + id, order], [id])
      return typeof text === 'string' ? text : undefined
    },
    seen: (id) => seen.get(id),
    note,
  }
}
