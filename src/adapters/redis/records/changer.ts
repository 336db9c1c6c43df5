/**
 * Changes records: what a function makes of one is written if the record is still what it was made of,
 * else the function is asked again.
 *
 * @module
 */

import { StoreUnavailableError } from '../../../protocol/unavailable/store-unavailable.ts'
import type { Texts } from './texts.ts'
import type { Put, Writer } from './writer.ts'

/** Makes a value of what is there; undefined: nothing is to be kept. */
export type Change<Value> = (before: Value | undefined) => { readonly value: Value } | undefined

export interface Changer<Value> {
  /**
   * Changes what is there, reading it first unless it was just read. What comes of nothing ends at
   * `expiresAt`.
   */
  change(id: string, change: Change<Value>, expiresAt?: number): Promise<Value | undefined>
  /** The same where nothing is there most of the time: then it takes one step. */
  make(id: string, change: Change<Value>, expiresAt: number): Promise<Value | undefined>
}

/** How often a change is tried that other processes get ahead of. */
const mostTries = 50

export function createChanger<Value>(texts: Texts<Value>, writer: Writer<Value>): Changer<Value> {
  /** Puts what is made of `text` in its place, if it still is there. */
  const tryOnce = async (
    id: string,
    text: string | undefined,
    change: Change<Value>,
    expiresAt: number,
  ): Promise<Put & { readonly value: Value | undefined }> => {
    const before = texts.live(text)
    const made = change(before?.value)
    if (made === undefined) return { is: 'kept', text: undefined, value: undefined }
    const next = { ...(before ?? { expiresAt, group: undefined }), ...made }
    const condition = text === undefined ? 'nothing' : { text }
    const put = await writer.put(id, next, condition, before !== undefined)
    texts.note(id, put.text)
    return { ...put, ...made }
  }

  const from = async (
    id: string,
    first: string | undefined,
    change: Change<Value>,
    expiresAt: number,
  ): Promise<Value | undefined> => {
    let text = first
    for (let tries = 0; tries < mostTries; tries += 1) {
      const put = await tryOnce(id, text, change, expiresAt)
      if (put.is === 'kept') return put.value
      text = put.text
    }
    throw new StoreUnavailableError(`a record that changed ${mostTries} times meanwhile`)
  }

  /** What was read last may refuse a change that what is there by now takes. */
  const fromSeen = async (
    id: string,
    seen: string,
    change: Change<Value>,
    expiresAt: number,
  ): Promise<Value | undefined> => {
    const trying = triedOnly(change)
    const value = await from(id, seen, trying.change, expiresAt)
    return trying.isRefused() ? from(id, await texts.readNow(id), change, expiresAt) : value
  }

  return {
    async change(id, change, expiresAt = 0) {
      const seen = texts.seen(id)
      return seen === undefined || texts.live(seen) === undefined
        ? from(id, await texts.read(id), change, expiresAt)
        : fromSeen(id, seen, change, expiresAt)
    },
    make(id, change, expiresAt) {
      const seen = texts.seen(id)
      return seen === undefined
        ? from(id, undefined, change, expiresAt)
        : fromSeen(id, seen, change, expiresAt)
    },
  }
}

/** Keeps nothing where the change throws, and tells. */
function triedOnly<Value>(change: Change<Value>) {
  let isRefused = false
  return {
    isRefused: () => isRefused,
    change(before: Value | undefined) {
      try {
        return change(before)
      } catch {
        isRefused = true
        return undefined
      }
    },
  }
}
