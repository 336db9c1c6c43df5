/**
 * A record as Redis keeps it: JSON text in an envelope, which says by which form it was written and
 * when it ends.
 *
 * @module
 */

import { StoreUnavailableError } from '../../../protocol/unavailable/store-unavailable.ts'

/** The form of the envelope. A release reads its own and those before. */
const version = 1

export interface RedisRecord<Value> {
  readonly value: Value
  /** Epoch seconds by the realm's clock. */
  readonly expiresAt: number
  readonly group: string | undefined
}

interface Envelope {
  readonly v: number
  /** Left out where it never ends. */
  readonly e?: number
  readonly g?: string
  /** Left out where it is undefined. */
  readonly d?: unknown
}

export function writeRecord<Value>({ value, expiresAt, group }: RedisRecord<Value>): string {
  const ends = Number.isFinite(expiresAt) ? { e: expiresAt } : {}
  // The order is part of the form: scripts read the end where it stands.
  const envelope: Envelope = {
    v: version,
    ...ends,
    ...(group !== undefined && { g: group }),
    d: value,
  }
  return JSON.stringify(envelope)
}

/**
 * Throws where a later release has written it, or somebody else: whoever cannot read what may forbid
 * something does not go on.
 */
export function readRecord<Value>(text: string): RedisRecord<Value> {
  const { v, e = Number.POSITIVE_INFINITY, g, d } = parsed(text)
  if (v !== version) throw new StoreUnavailableError(`a record of form ${v}`)
  // What stands there was written by writeRecord() from a Value.
  return { value: d as Value, expiresAt: e, group: g }
}

function parsed(text: string): Envelope {
  try {
    return Object(JSON.parse(text)) as Envelope
  } catch {
    throw new StoreUnavailableError('a record that is no JSON')
  }
}
