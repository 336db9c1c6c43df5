/**
 * The stores of a realm, and how much each of them keeps.
 *
 * @module
 */

import type { Stores } from '../../flows.ts'
import type { Clock } from '../../ports/clock.ts'
import type { GroupedStore, Store } from '../../ports/store.ts'
import { isUnused } from '../../protocol/register/registration.ts'

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
type PlainKind = Exclude<keyof Stores, GroupedKind>

/** What a store of one kind is to keep to. */
export interface StoreTerms<Value> {
  readonly clock: Clock
  /** The most records of a realm. */
  readonly capacity: number
  /** Which records may go before they expire, to make room: each without it, or those it holds for. */
  readonly mayGo?: 'none' | ((value: Value) => boolean)
}

/** Makes the stores of one realm, of whatever they are made of. */
export interface StoreMaker {
  plain<Value>(kind: PlainKind, terms: StoreTerms<Value>): Store<Value>
  grouped<Value>(
    kind: GroupedKind,
    terms: Omit<StoreTerms<Value>, 'mayGo'> & { readonly perGroup: number },
  ): GroupedStore<Value>
  /** Forgets what they keep, once nobody can ask for it any more. */
  release(): void
}

export function createStores(clock: Clock, maker: Omit<StoreMaker, 'release'>): Stores {
  const plain = <Value>(kind: PlainKind, mayGo?: StoreTerms<Value>['mayGo']): Store<Value> =>
    maker.plain<Value>(kind, { clock, capacity: capacity[kind], ...(mayGo && { mayGo }) })
  // What they forbid would be allowed again.
  const lasting = <Value>(kind: PlainKind): Store<Value> => plain<Value>(kind, 'none')
  const grouped = <Value>(kind: GroupedKind): GroupedStore<Value> => {
    const perGroup = capacity.interactionsOfABrowser
    return maker.grouped<Value>(kind, { clock, capacity: capacity.interactions, perGroup })
  }
  return {
    sessions: plain('sessions'),
    consents: plain('consents'),
    opaqueTokens: plain('opaqueTokens'),
    endedSessions: lasting('endedSessions'),
    withdrawals: lasting('withdrawals'),
    accounts: plain('accounts'),
    codes: plain('codes'),
    refreshFamilies: plain('refreshFamilies'),
    revokedTokens: lasting('revokedTokens'),
    registrations: plain('registrations', (registration) => isUnused(registration, clock.now())),
    usedAssertions: lasting('usedAssertions'),
    pushedRequests: plain('pushedRequests'),
    usedProofs: lasting('usedProofs'),
    loginClaims: plain('loginClaims'),
    interactions: grouped('interactions'),
    pendingLogOuts: grouped('pendingLogOuts'),
  }
}
