/**
 * What the stores of all realms are made of: the memory of this process, or a Redis that replicas share.
 *
 * @module
 */

import {
  createMemoryBudgets,
  leaseBudgets,
  type MemoryBudgets,
} from '../../adapters/memory/memory-budgets.ts'
import { createMemoryGroupedStore, createMemoryStore } from '../../adapters/memory/store.ts'
import type { AcceptedApps } from '../../flows/register/accepted-apps.ts'
import type { Clock } from '../../ports/clock.ts'
import type { StoreMaker } from './stores.ts'

export interface RealmStores extends StoreMaker {
  /** Tokens that were verified are known again, in this process alone. */
  readonly verifiedTokens: MemoryBudgets['verifiedTokens']
  /** Apps that were accepted on loopback, where replicas share them. */
  acceptedApps?(clock: Clock): AcceptedApps
}

/** Gives each realm what its stores are made of. `isSteered`: a test moves its clock. */
export type StoreMakers = (realmId: string, isSteered: boolean) => RealmStores

export function inMemory(budgets: MemoryBudgets = createMemoryBudgets()): StoreMakers {
  return () => {
    const { budgets: leased, release } = leaseBudgets(budgets)
    return {
      verifiedTokens: leased.verifiedTokens,
      plain(kind, { mayGo, ...terms }) {
        // A part of sessions, where a test plans logins.
        const budget = leased[kind === 'loginClaims' ? 'sessions' : kind]
        const may = mayGo === 'none' ? () => false : mayGo
        return createMemoryStore({ ...terms, budget, ...(may && { mayGo: may }) })
      },
      grouped: (kind, terms) => createMemoryGroupedStore({ ...terms, budget: leased[kind] }),
      release,
    }
  }
}
