import type { ClientRegistry, UserDirectory } from '../../ports/registry.ts'
import type { Client } from '../../protocol/client/client.ts'
import type { HasEnded } from '../records/has-ended.ts'

/**
 * Whether what a user granted to a client at `time` (epoch seconds) still counts: whoever was taken
 * out or disabled in between, app or user, has lost it, also when they come back; so has an app that
 * the user has withdrawn it from.
 */
export type StillCounts = (client: Client, sub: string, time: number) => Promise<boolean>

interface Needs {
  readonly clients: ClientRegistry
  readonly users: UserDirectory
  readonly hasEnded: HasEnded
}

export function createStillCounts({ clients, users, hasEnded }: Needs): StillCounts {
  return async (client, sub, time) =>
    (await clients.stillCounts(client.id, time)) &&
    (await users.findSince(sub, time)) !== undefined &&
    (await hasEnded({ sub, clientId: client.id, sid: undefined, at: time })) === undefined
}
