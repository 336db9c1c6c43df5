/**
 * What a later release has in the place of src/adapters/redis/records/record.ts: it reads a second form
 * of the envelope too, with its value elsewhere, and writes one of both.
 *
 * @module
 */

import {
  type RedisRecord,
  readRecord as readFirst,
  writeRecord as writeFirst,
} from '../../src/adapters/redis/records/record.ts'

export type { RedisRecord }

/** Said where it is built. */
declare const FORM_THAT_IS_WRITTEN: 1 | 2

interface Second {
  readonly v: number
  readonly e?: number
  readonly g?: string
  readonly value?: unknown
}

export function writeRecord<Value>(record: RedisRecord<Value>): string {
  if (FORM_THAT_IS_WRITTEN === 1) return writeFirst(record)
  const { value, expiresAt, group } = record
  const second: Second = {
    v: 2,
    ...(Number.isFinite(expiresAt) && { e: expiresAt }),
    ...(group !== undefined && { g: group }),
    value,
  }
  return JSON.stringify(second)
}

export function readRecord<Value>(text: string): RedisRecord<Value> {
  if (!text.startsWith('{"v":2,')) return readFirst(text)
  const { e = Number.POSITIVE_INFINITY, g, value } = JSON.parse(text) as Second
  // What stands there was written by writeRecord() from a Value.
  return { value: value as Value, expiresAt: e, group: g }
}
