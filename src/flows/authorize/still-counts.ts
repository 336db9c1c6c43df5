import type { ClientRegistry, UserDirectory } from '../../ports/registry.ts'
import type { Client } from '../../protocol/client/client.ts'

/**
 * Whether what a user granted to a client at `time` (epoch seconds) still counts: whoever was taken
 * out or disabled in between, app or user, has lost it, also when they come back.
 */
export type StillCounts = (client: Client, sub: string, time: number) => Promise<boolean>

interface Needs {
  readonly clients: ClientRegistry
  readonly users: UserDirectory
}

export function createStillCounts({ clients, users }: Needs): StillCounts {
  return async (client, sub, time) =>
    (await clients.stillCounts(client.id, time)) && (await users.findSince(sub, time)) !== undefined
}
