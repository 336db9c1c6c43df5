/**
 * Which clients a session has been used for: those that are told of its end.
 *
 * @module
 */

import type { ClientRegistry } from '../../ports/registry.ts'
import type { Store } from '../../ports/store.ts'
import type { Client } from '../../protocol/client/client.ts'
import type { Session } from '../../protocol/session/session.ts'
import { withVisit } from '../../protocol/session/visits.ts'
import type { Awaitable } from '../awaitable.ts'

export type NoteVisit = (session: Session, client: Client) => Awaitable<void>

/** It costs a write only at the first visit. */
export function createNoteVisit({ sessions }: { readonly sessions: Store<Session> }): NoteVisit {
  const note = async (sessionId: string, { id }: Client): Promise<void> => {
    await sessions.update(sessionId, (kept) => ({ ...kept, visited: withVisit(kept.visited, id) }))
  }
  return ({ id, visited }, client) => (visited.includes(client.id) ? undefined : note(id, client))
}

/** Those of them that still are clients. */
export async function visitedClients(
  { visited }: Session,
  clients: ClientRegistry,
): Promise<readonly Client[]> {
  const found = await Promise.all(visited.map((id) => clients.find(id, undefined)))
  return found.flatMap((client) => (client?.enabled === true ? [client] : []))
}
