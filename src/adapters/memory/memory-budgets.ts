import { getHeapStatistics } from 'node:v8'
import { type ByteBudget, createByteBudget, type Holder } from './byte-budget.ts'

/**
 * The part of the heap that each kind of record may take. Together they are about half of it, so
 * that no number of requests, whatever they carry, leaves the process without memory.
 */
const shares = {
  interactions: 1 / 8,
  pendingLogOuts: 1 / 64,
  sessions: 1 / 16,
  consents: 1 / 16,
  opaqueTokens: 1 / 16,
  codes: 1 / 32,
  refreshFamilies: 1 / 16,
  revokedTokens: 1 / 64,
  registrations: 1 / 64,
  usedAssertions: 1 / 64,
  pushedRequests: 1 / 64,
  usedProofs: 1 / 32,
  endedSessions: 1 / 32,
  withdrawals: 1 / 64,
  accounts: 1 / 32,
  verifiedTokens: 1 / 64,
} as const

type Kind = keyof typeof shares

export type MemoryBudgets = Readonly<Record<Kind, ByteBudget>>

function ofEachKind(make: (kind: Kind) => ByteBudget): MemoryBudgets {
  const kinds = Object.keys(shares) as Kind[]
  // Every kind has one.
  return Object.fromEntries(kinds.map((kind) => [kind, make(kind)])) as MemoryBudgets
}

/** @param heap the largest that the heap may become, in bytes; that of this process by default. */
export function createMemoryBudgets(heap = getHeapStatistics().heap_size_limit): MemoryBudgets {
  return ofEachKind((kind) => createByteBudget(heap * shares[kind]))
}

/** The budgets as one realm takes from them, which gives everything back at its end. */
export interface LeasedBudgets {
  readonly budgets: MemoryBudgets
  /** Lets all records go that were kept on these budgets. */
  release(): void
}

export function leaseBudgets(budgets: MemoryBudgets): LeasedBudgets {
  const holders = new Set<Holder>()
  // inherits the rest: a realm has one of each kind
  const leased = (budget: ByteBudget): ByteBudget =>
    Object.assign(Object.create(budget) as ByteBudget, {
      note(holder: Holder, size: number) {
        holders.add(holder)
        budget.note(holder, size)
      },
    })
  return {
    budgets: ofEachKind((kind) => leased(budgets[kind])),
    release() {
      for (const holder of holders) holder.clear()
    },
  }
}
