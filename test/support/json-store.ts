/**
 * Stores that keep JSON text, as one outside of this process would: what comes back is what JSON
 * says of what was put. Everything else they leave to the memory stores under them.
 *
 * @module
 */

import { createMemoryGroupedStore, createMemoryStore } from '../../src/adapters/memory/store.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { GroupedStore, Store } from '../../src/ports/store.ts'

interface Needs {
  readonly clock: Clock
  readonly capacity: number
}

const textOf = (value: unknown): string => JSON.stringify(value)

const read = <Value>(text: string): Value => JSON.parse(text)

const readIfAny = <Value>(text: string | undefined): Value | undefined =>
  text === undefined ? undefined : read(text)

function onText<Value>(texts: Store<string>): Store<Value> {
  return {
    find: async (id) => readIfAny(await texts.find(id)),
    put: (id, value, expiresAt) => texts.put(id, textOf(value), expiresAt),
    take: async (id) => readIfAny(await texts.take(id)),
    update: async (id, change) =>
      readIfAny(await texts.update(id, (text) => textOf(change(read(text))))),
    upsert: async (id, change, expiresAt) =>
      read(await texts.upsert(id, (text) => textOf(change(readIfAny(text))), expiresAt)),
    remove: (id) => texts.remove(id),
    list: async () =>
      (await texts.list()).map(({ value, ...entry }) => ({ ...entry, value: read(value) })),
  }
}

export const createJsonStore = <Value>(needs: Needs): Store<Value> =>
  onText(createMemoryStore<string>(needs))

export function createJsonGroupedStore<Value>(
  needs: Needs & { readonly perGroup: number },
): GroupedStore<Value> {
  const texts = createMemoryGroupedStore<string>(needs)
  return {
    ...onText<Value>(texts),
    putIn: (group, id, value, expiresAt) => texts.putIn(group, id, textOf(value), expiresAt),
  }
}
