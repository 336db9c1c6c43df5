import type { ClientRegistry } from '../../ports/registry.ts'
import type { Client } from '../../protocol/client.ts'

/** A registry whose operator's part can be exchanged while it is in use. */
export interface ReloadableClientRegistry extends ClientRegistry {
  /**
   * Exchanges the operator's clients in one step. Clients that were accepted on loopback stay,
   * unless the new list names their id.
   */
  replace(clients: readonly Client[]): void
}

interface Options {
  /** How many clients may be added to those of the operator. */
  readonly capacity?: number
}

/** Clients by id, in a Map: an id is whatever a request sends, `__proto__` among it. */
export function createMemoryClientRegistry(
  clients: readonly Client[],
  { capacity = 1000 }: Options = {},
): ReloadableClientRegistry {
  let known = byId(clients)
  let added = 0
  return {
    find: async (id) => known.get(id),
    list: async () => [...known.values()],
    add: async (client) => {
      if (known.has(client.id) || added >= capacity) return false
      known.set(client.id, client)
      added += 1
      return true
    },
    replace(next) {
      const reloaded = byId(next)
      const acceptedOnLoopback = [...known.values()].filter(
        ({ id, loopbackOrigin }) => loopbackOrigin !== undefined && !reloaded.has(id),
      )
      for (const client of acceptedOnLoopback) reloaded.set(client.id, client)
      known = reloaded
      added = acceptedOnLoopback.length
    },
  }
}

function byId(clients: readonly Client[]): Map<string, Client> {
  const map = new Map<string, Client>(clients.map((client) => [client.id, client]))
  if (map.size < clients.length) throw new Error('Two clients have the same id.')
  return map
}
