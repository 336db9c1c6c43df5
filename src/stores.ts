/**
 * The stores of a realm, and how much each of them keeps.
 *
 * @module
 */

import type { MemoryBudgets } from './adapters/memory/memory-budgets.ts'
import { createMemoryGroupedStore, createMemoryStore } from './adapters/memory/store.ts'
import type { Stores } from './flows.ts'
import type { Clock } from './ports/clock.ts'

/** The most entries of each kind that a realm keeps. */
export const capacity = {
  sessions: 50_000,
  consents: 100_000,
  // twice for each of 10,000 people who sign in at once: what is done is remembered for a while
  interactions: 30_000,
  interactionsOfABrowser: 5,
  opaqueTokens: 500_000,
  endedSessions: 100_000,
  withdrawals: 100_000,
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
    endedSessions: createMemoryStore(plain('endedSessions')),
    withdrawals: createMemoryStore(plain('withdrawals')),
    accounts: createMemoryStore(plain('accounts')),
    codes: createMemoryStore(plain('codes')),
    refreshFamilies: createMemoryStore(plain('refreshFamilies')),
    revokedTokens: createMemoryStore(plain('revokedTokens')),
    registrations: createMemoryStore(plain('registrations')),
    usedAssertions: createMemoryStore(plain('usedAssertions')),
    pushedRequests: createMemoryStore(plain('pushedRequests')),
    usedProofs: createMemoryStore(plain('usedProofs')),
    // a part of sessions, where a test plans logins
    loginClaims: createMemoryStore({
      ...{ clock, capacity: capacity.loginClaims, budget: memory.sessions },
    }),
    interactions: createMemoryGroupedStore(grouped('interactions')),
    pendingLogOuts: createMemoryGroupedStore(grouped('pendingLogOuts')),
  }
}
