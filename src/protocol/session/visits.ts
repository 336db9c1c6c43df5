import type { ClientId } from '../client/client.ts'

/** The most clients that a session remembers. */
export const visitsLimit = 50

/** The clients that a session has been used for, newest last: too many forget the oldest. */
export function withVisit(visited: readonly ClientId[], client: ClientId): readonly ClientId[] {
  return visited.includes(client) ? visited : [...visited, client].slice(-visitsLimit)
}
