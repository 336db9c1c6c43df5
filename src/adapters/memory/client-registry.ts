import type { Clock } from '../../ports/clock.ts'
import type { Added, ClientRegistry } from '../../ports/registry.ts'
import type { LoopbackClient, RegisteredClient } from '../../protocol/client/client.ts'
import { loopbackOriginOf } from '../../protocol/client/redirect-uri.ts'
import {
  type AcceptedClient,
  type AcceptedClients,
  createAcceptedClients,
} from './accepted-clients.ts'
import { type Arrivals, type ArrivalsState, createArrivals } from './arrivals.ts'

/** A registry whose operator's part can be exchanged while it is in use. */
export interface ReloadableClientRegistry extends ClientRegistry {
  /**
   * Exchanges the operator's clients in one step. All others stay, unless the new list names their
   * id; of those that were accepted on loopback, those that are still welcome.
   */
  replace(clients: readonly RegisteredClient[], welcome?: Welcome): void
  /** Since when (epoch seconds) what an app has counts that was accepted on loopback. */
  acceptedSince(id: string): number
  /** What a client of the operator's has had since `time` stays its own: it was another kind before. */
  keepSince(id: string, time: number): void
  /** Since when (epoch seconds) what a client of the operator's has counts. */
  since(id: string): number
  /** It has been there since `time`, as another process has seen. */
  cameAt(id: string, time: number): void
  /** Takes an app out that was accepted on loopback. */
  drop(id: string): void
  /** The ids of clients that were taken out or disabled since this was asked last. */
  takeLeft(): readonly string[]
  /** Who was accepted on loopback, and since when all are there, for whoever wants that back. */
  state(): ClientsState
  restore(state: ClientsState): void
}

export interface ClientsState {
  readonly accepted: readonly AcceptedClient[]
  readonly arrivals: ArrivalsState
  readonly loopback: ArrivalsState
}

/** What becomes of the apps that were accepted on loopback. */
interface Welcome {
  /** Whether any are accepted. Where none are, they lose what they had, also when they come back. */
  readonly isOpen: boolean
  /** Which of them need not be accepted anew. */
  stays(accepted: LoopbackClient): boolean
}

interface Options {
  readonly clock: Clock
  /** How many clients may be accepted on loopback, and how many may register themselves. */
  readonly capacity?: number
  /** Whether what a client has is ended one by one when it has left. */
  readonly endsAll?: boolean
}

/** Clients by id, in a Map: an id is whatever a request sends, `__proto__` among it. */
export function createMemoryClientRegistry(
  clients: readonly RegisteredClient[],
  { clock, capacity = 1000, endsAll = false }: Options,
): ReloadableClientRegistry {
  let known = byId(clients)
  const arrivals = createArrivals(enabledIds(known), { clock, endsAll })
  const accepted = createAcceptedClients({ clock, capacity })
  const loopback = createArrivals([anyApp], { clock, endsAll })

  const register = (client: RegisteredClient): Added => {
    if (known.has(client.id)) return { kind: 'taken' }
    const registered = [...known.values()].filter(({ source }) => source === 'registered')
    if (registered.length >= capacity) return { kind: 'full' }
    known.set(client.id, client)
    arrivals.now(enabledIds(known))
    accepted.drop(client.id)
    return { kind: 'added', replaced: undefined }
  }

  return {
    async find(id, address) {
      const client = known.get(id)
      if (client !== undefined) return client
      if (address === undefined) return accepted.ofId(id).at(-1)
      const origin = loopbackOriginOf(address)
      return origin === undefined ? undefined : accepted.get(id, origin)
    },
    findApproved: async (id) =>
      accepted.ofId(id).filter((client) => client.redirectUris.length > 0),
    async add(client) {
      if (client.source !== 'loopback') return register(client)
      return known.has(client.id) ? { kind: 'taken' } : accepted.add(client)
    },
    noteUse(client, approved) {
      if (client.source === 'loopback') accepted.noteUse(client, approved)
      return undefined
    },
    stillCounts: async (id, time) =>
      known.get(id)?.enabled !== false &&
      arrivals.stillCounts(id, time) &&
      (known.has(id) || loopback.stillCounts(anyApp, time)),
    list: async () => [...known.values(), ...accepted.list()],
    replace(next, welcome = anybody) {
      const reloaded = byId(next)
      const own = [...known.values()].filter(({ source }) => source !== 'operator')
      for (const one of own) reloaded.set(one.id, reloaded.get(one.id) ?? one)
      const isWelcome = ({ id }: LoopbackClient) => welcome.isOpen && !reloaded.has(id)
      for (const one of accepted.list()) if (!isWelcome(one)) arrivals.leave(one.id)
      accepted.keepOnly((client) => isWelcome(client) && welcome.stays(client))
      loopback.now(welcome.isOpen ? [anyApp] : [])
      known = reloaded
      arrivals.now(enabledIds(known))
    },
    ...lookedAfter({ accepted, arrivals, loopback }),
  }
}

interface Parts {
  readonly accepted: AcceptedClients
  readonly arrivals: Arrivals
  readonly loopback: Arrivals
}

const lookedAfter = ({
  accepted,
  arrivals,
  loopback,
}: Parts): Pick<
  ReloadableClientRegistry,
  'acceptedSince' | 'keepSince' | 'since' | 'cameAt' | 'drop' | 'takeLeft' | 'state' | 'restore'
> => ({
  acceptedSince: (id) => Math.max(arrivals.since(id), loopback.since(anyApp)),
  keepSince: arrivals.keep,
  since: arrivals.since,
  cameAt: arrivals.cameAt,
  drop(id) {
    accepted.drop(id)
    arrivals.leave(id)
  },
  takeLeft: arrivals.takeLeft,
  state: () => ({
    accepted: accepted.state(),
    arrivals: arrivals.state(),
    loopback: loopback.state(),
  }),
  restore(state) {
    accepted.restore(state.accepted)
    arrivals.restore(state.arrivals)
    loopback.restore(state.loopback)
  },
})

/** Those that were accepted on loopback come and go together. */
const anyApp = 'any'

const anybody: Welcome = { isOpen: true, stays: () => true }

const enabledIds = (clients: ReadonlyMap<string, RegisteredClient>): readonly string[] =>
  [...clients.values()].filter(({ enabled }) => enabled).map(({ id }) => id)

function byId(clients: readonly RegisteredClient[]): Map<string, RegisteredClient> {
  const map = new Map<string, RegisteredClient>(clients.map((client) => [client.id, client]))
  if (map.size < clients.length) throw new Error('Two clients have the same id.')
  return map
}
