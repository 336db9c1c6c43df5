/**
 * The stores of a realm, and how much each of them keeps.
 *
 * @module
 */

import type { MemoryBudgets } from './adapters/memory/memory-budgets.ts'
import { createMemoryGroupedStore, createMemoryStore } from './adapters/memory/store.ts'
import type { Stores } from './flows.ts'
import type { Clock } from './ports/clock.ts'
import { isUnused } from './protocol/register/registration.ts'

/** The most entries of each kind that a realm keeps. */
export const capacity = {
  sessions: 50_000,
  consents: 100_000,
  // twice for each of 10,000 people who sign in at once: what is done is remembered for a while
  interactions: 30_000,
  interactionsOfABrowser: 5,
  opaqueTokens: 500_000,
  endedSessions: 1_000_000,
  withdrawals: 1_000_000,
  accounts: 100_000,
  codes: 50_000,
  refreshFamilies: 100_000,
  revokedTokens: 100_000,
  registrations: 10_000,
  usedAssertions: 100_000,
  pushedRequests: 50_000,
  usedProofs: 200_000,
  loginClaims: 10_000,
  verifiedTokens: 10_000,
} as const

type GroupedKind = 'interactions' | 'pendingLogOuts'

export function createStores(clock: Clock, memory: MemoryBudgets): Stores {
  const perGroup = capacity.interactionsOfABrowser
  const plain = (kind: Exclude<keyof Stores, GroupedKind | 'loginClaims'>) => ({
    clock,
    capacity: capacity[kind],
    budget: memory[kind],
  })
  // What they forbid would be allowed again.
  const lasting = { mayGo: () => false }
  const grouped = (kind: GroupedKind) => ({
    clock,
    capacity: capacity.interactions,
    perGroup,
    budget: memory[kind],
  })
  return {
    sessions: createMemoryStore(plain('sessions')),
    consents: createMemoryStore(plain('consents')),
    opaqueTokens: createMemoryStore(plain('opaqueTokens')),
    endedSessions: createMemoryStore({ ...plain('endedSessions'), ...lasting }),
    withdrawals: createMemoryStore({ ...plain('withdrawals'), ...lasting }),
    accounts: createMemoryStore(plain('accounts')),
    codes: createMemoryStore(plain('codes')),
    refreshFamilies: createMemoryStore(plain('refreshFamilies')),
    revokedTokens: createMemoryStore({ ...plain('revokedTokens'), ...lasting }),
    registrations: createMemoryStore({
      ...plain('registrations'),
      mayGo: (registration) => isUnused(registration, clock.now()),
    }),
    usedAssertions: createMemoryStore({ ...plain('usedAssertions'), ...lasting }),
    pushedRequests: createMemoryStore(plain('pushedRequests')),
    usedProofs: createMemoryStore({ ...plain('usedProofs'), ...lasting }),
    // a part of sessions, where a test plans logins
    loginClaims: createMemoryStore({
      ...{ clock, capacity: capacity.loginClaims, budget: memory.sessions },
    }),
    interactions: createMemoryGroupedStore(grouped('interactions')),
    pendingLogOuts: createMemoryGroupedStore(grouped('pendingLogOuts')),
  }
}
