/**
 * What is kept in, chosen by the configuration: the one place that knows.
 *
 * @module
 */

import { createMemoryBudgets } from '../../adapters/memory/memory-budgets.ts'
import { createClientLimits, createLoginLimits } from '../../adapters/passwords/login-limits.ts'
import type { Config } from '../../config/config.ts'
import type { OpenStore, StoreWatch } from './opened-store.ts'
import { inMemory } from './store-makers.ts'

const ofOneProcess = {
  records: undefined,
  journalOf: undefined,
  consoleLogins: () => undefined,
  secretOf: undefined,
  nonceSecretOf: undefined,
  check: async () => {},
  close: () => {},
}

/**
 * Nothing of a Redis is loaded where none is configured.
 *
 * @throws {StoreRefusal} when the store lets nobody in by these settings.
 */
export async function openStore(
  { store }: Pick<Config, 'store'>,
  watch: StoreWatch,
): Promise<OpenStore> {
  const budgets = createMemoryBudgets()
  if (store.kind === 'memory') {
    const limits = { logins: createLoginLimits(), clients: createClientLimits() }
    return { ...ofOneProcess, limits, storesOf: inMemory(budgets) }
  }
  const { openRedisStore } = await import('./redis-stores.ts')
  return openRedisStore(store, watch, budgets)
}
