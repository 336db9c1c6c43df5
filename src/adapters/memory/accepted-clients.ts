import type { Clock } from '../../ports/clock.ts'
import type { Added } from '../../ports/registry.ts'
import type { LoopbackClient } from '../../protocol/client/client.ts'
import { isAhead } from '../../protocol/time.ts'

/** The clients that were accepted on loopback, by id and origin: a bounded table. */
export interface AcceptedClients {
  get(id: string, origin: string): LoopbackClient | undefined
  /** Those of one id, the one used last at the end. */
  ofId(id: string): readonly LoopbackClient[]
  add(client: LoopbackClient): Added
  noteUse(client: LoopbackClient, approved: string | undefined): void
  drop(id: string): void
  /** Drops all for which `holds` does not hold. */
  keepOnly(holds: (client: LoopbackClient) => boolean): void
  list(): readonly LoopbackClient[]
  /** As it stands, for whoever wants it back. */
  state(): readonly AcceptedClient[]
  restore(state: readonly AcceptedClient[]): void
}

interface Needs {
  readonly clock: Clock
  /** The most clients of all ids together. */
  readonly capacity: number
}

export interface AcceptedClient {
  readonly client: LoopbackClient
  /** Epoch seconds of the last answer with a user; undefined before the first. */
  readonly usedAt: number | undefined
}

/** Seconds for which a client that has had an answer makes room for no other. */
const inUse = 3600

/** The most redirect URIs of a client that are remembered as approved; the oldest makes room. */
const mostApproved = 20

export function createAcceptedClients({ clock, capacity }: Needs): AcceptedClients {
  // Whoever is used goes to the end, so that the least used stands first.
  const entries = new Map<string, AcceptedClient>()
  const list = () => [...entries.values()].map(({ client }) => client)

  return {
    get: (id, origin) => entries.get(keyOf(id, origin))?.client,
    ofId: (id) => list().filter((client) => client.id === id),
    add(client) {
      const key = keyOf(client.id, client.loopbackOrigin)
      if (entries.has(key)) return { kind: 'taken' }
      const isFull = entries.size >= capacity
      const replaced = isFull ? leastUsed(entries.values(), clock.now()) : undefined
      if (isFull && replaced === undefined) return { kind: 'full' }
      if (replaced !== undefined) entries.delete(keyOf(replaced.id, replaced.loopbackOrigin))
      entries.set(key, { client, usedAt: undefined })
      return { kind: 'added', replaced }
    },
    noteUse({ id, loopbackOrigin }, approved) {
      const key = keyOf(id, loopbackOrigin)
      const entry = entries.get(key)
      if (entry === undefined) return
      entries.delete(key)
      entries.set(key, { client: withApproved(entry.client, approved), usedAt: clock.now() })
    },
    drop(id) {
      for (const [key, { client }] of entries) if (client.id === id) entries.delete(key)
    },
    keepOnly(holds) {
      for (const [key, { client }] of entries) if (!holds(client)) entries.delete(key)
    },
    list,
    state: () => [...entries.values()],
    restore(state) {
      entries.clear()
      for (const entry of state) {
        entries.set(keyOf(entry.client.id, entry.client.loopbackOrigin), entry)
      }
    },
  }
}

/** An origin holds no line feed. */
const keyOf = (id: string, origin: string): string => `${origin}\n${id}`

/** Who makes room: whoever never had an answer with a user, else who had the last one longest ago. */
function leastUsed(entries: Iterable<AcceptedClient>, now: number): LoopbackClient | undefined {
  const all = [...entries]
  const never = all.find(({ usedAt }) => usedAt === undefined)
  if (never !== undefined) return never.client
  // A time ahead of ours is of a clock that has been put right since.
  return all.find(({ usedAt = 0 }) => now - usedAt > inUse || isAhead(usedAt, now))?.client
}

function withApproved(client: LoopbackClient, approved: string | undefined): LoopbackClient {
  if (approved === undefined || client.redirectUris.includes(approved)) return client
  return { ...client, redirectUris: [...client.redirectUris, approved].slice(-mostApproved) }
}
