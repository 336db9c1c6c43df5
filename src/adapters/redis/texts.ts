/**
 * The texts of one kind in Redis, read as records.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { RedisConnection } from './connection.ts'
import type { Place } from './place.ts'
import { type RedisRecord, readRecord } from './record.ts'

export interface Texts<Value> {
  /** What a text says, unless it has ended. */
  live(text: string | undefined): RedisRecord<Value> | undefined
  read(id: string): Promise<string | undefined>
  take(id: string): Promise<string | undefined>
  /** What was read last, so that a change of it need not read it again. It may be old. */
  seen(id: string): string | undefined
  note(id: string, text: string | undefined): void
}

/** The most that are remembered. */
const mostSeen = 500

export function createTexts<Value>(
  { redis, clock }: { readonly redis: RedisConnection; readonly clock: Clock },
  { base, order }: Place,
): Texts<Value> {
  const seen = new Map<string, string>()
  const note = (id: string, text: string | undefined): void => {
    seen.delete(id)
    if (text === undefined) return
    seen.set(id, text)
    const [oldest] = seen.keys()
    if (seen.size > mostSeen && oldest !== undefined) seen.delete(oldest)
  }
  return {
    live(text) {
      const record = text === undefined ? undefined : readRecord<Value>(text)
      return record !== undefined && record.expiresAt > clock.now() ? record : undefined
    },
    async read(id) {
      const text = (await redis.get(base + id)) ?? undefined
      note(id, text)
      return text
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
