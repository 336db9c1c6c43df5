import { getHeapStatistics } from 'node:v8'
import { type ByteBudget, createByteBudget } from './byte-budget.ts'

/**
 * The part of the heap that each kind of record may take. Together they are about half of it, so
 * that no number of requests, whatever they carry, leaves the process without memory.
 */
const shares = {
  interactions: 1 / 8,
  pendingLogOuts: 1 / 32,
  sessions: 1 / 16,
  consents: 1 / 16,
  opaqueTokens: 1 / 5,
  endedSessions: 1 / 64,
  verifiedTokens: 1 / 64,
} as const

export type MemoryBudgets = Readonly<Record<keyof typeof shares, ByteBudget>>

/** @param heap the largest that the heap may become, in bytes; that of this process by default. */
export function createMemoryBudgets(heap = getHeapStatistics().heap_size_limit): MemoryBudgets {
  const of = (kind: keyof typeof shares): ByteBudget => createByteBudget(heap * shares[kind])
  return {
    interactions: of('interactions'),
    pendingLogOuts: of('pendingLogOuts'),
    sessions: of('sessions'),
    consents: of('consents'),
    opaqueTokens: of('opaqueTokens'),
    endedSessions: of('endedSessions'),
    verifiedTokens: of('verifiedTokens'),
  }
}
