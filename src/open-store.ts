/**
 * What is kept in, chosen by the configuration: the one place that knows.
 *
 * @module
 */

import { createMemoryBudgets } from './adapters/memory/memory-budgets.ts'
import type { Config } from './config/config.ts'
import type { Events } from './ports/events.ts'
import { inMemory, type StoreMakers } from './store-makers.ts'

export interface OpenStore {
  readonly storesOf: StoreMakers
  /** Rejects when nothing can be kept or found now. */
  check(): Promise<void>
  close(): void
}

/**
 * Nothing of a Redis is loaded where none is configured.
 *
 * @throws {StoreRefusal} when the store lets nobody in by these settings.
 */
export async function openStore(
  { store }: Pick<Config, 'store'>,
  events: Events,
): Promise<OpenStore> {
  const budgets = createMemoryBudgets()
  if (store.kind === 'memory') {
    return { storesOf: inMemory(budgets), check: async () => {}, close: () => {} }
  }
  const { openRedisStore } = await import('./redis-stores.ts')
  return openRedisStore(store, events, budgets)
}
