/**
 * Stores that live as long as the process. Nothing is awaited between looking and changing, so
 * each verb is one step for every caller.
 *
 * @module
 */

import type { Clock } from '../../ports/clock.ts'
import type { GroupedStore, Store } from '../../ports/store.ts'
import type { ByteBudget } from './byte-budget.ts'
import { createExpiringMap, type ExpiringMap } from './expiring-map.ts'

interface Needs<Value> {
  readonly clock: Clock
  /** The most entries kept; beyond it the oldest makes room. */
  readonly capacity: number
  /** The bytes that they may take, with those of others; without it they are not counted. */
  readonly budget?: ByteBudget
  /** Whether a record may go before it expires, to make room; without it each may. */
  readonly mayGo?: (value: Value) => boolean
}

export function createMemoryStore<Value>({ clock, ...limits }: Needs<Value>): Store<Value> {
  const entries = createExpiringMap<Value>({ now: () => clock.now(), ...limits })
  return {
    find: async (id) => entries.get(id),
    put: async (id, value, expiresAt) => entries.set(id, value, expiresAt),
    take: async (id) => {
      const value = entries.get(id)
      entries.delete(id)
      return value
    },
    update: async (id, change) => updateIn(entries, id, change),
    upsert: async (id, change, expiresAt) => {
      const updated = updateIn(entries, id, change)
      if (updated !== undefined) return updated
      const made = change(undefined)
      entries.set(id, made, expiresAt)
      return made
    },
    remove: async (id) => entries.delete(id),
    list: async () => entries.list(),
  }
}

function updateIn<Value>(
  entries: ExpiringMap<Value>,
  id: string,
  change: (value: Value) => Value,
): Value | undefined {
  const before = entries.get(id)
  if (before === undefined) return undefined
  const after = change(before)
  return entries.replace(id, after) ? after : undefined
}

interface GroupedNeeds extends Omit<Needs<never>, 'mayGo'> {
  /** The most entries of one group; beyond it the oldest of the group makes room. */
  readonly perGroup: number
}

interface Member<Value> {
  readonly group: string | undefined
  readonly value: Value
}

export function createMemoryGroupedStore<Value>(needs: GroupedNeeds): GroupedStore<Value> {
  const groups = new Map<string, Set<string>>()
  const { clock, perGroup, ...limits } = needs
  const store = createExpiringMap<Member<Value>>({
    now: () => clock.now(),
    ...limits,
    onLeave: (id, { group }) => leave(groups, group, id),
  })
  return {
    find: async (id) => store.get(id)?.value,
    put: async (id, value, expiresAt) => store.set(id, { group: undefined, value }, expiresAt),
    putIn: async (group, id, value, expiresAt) => {
      store.set(id, { group, value }, expiresAt)
      const oldest = join(groups, group, id, perGroup)
      if (oldest !== undefined) store.delete(oldest)
    },
    take: async (id) => {
      const value = store.get(id)?.value
      store.delete(id)
      return value
    },
    update: async (id, change) => {
      const keepGroup = ({ group, value }: Member<Value>) => ({ group, value: change(value) })
      return updateIn(store, id, keepGroup)?.value
    },
    upsert: async (id, change, expiresAt) => {
      const keepGroup = ({ group, value }: Member<Value>) => ({ group, value: change(value) })
      const updated = updateIn(store, id, keepGroup)
      if (updated !== undefined) return updated.value
      const made = change(undefined)
      store.set(id, { group: undefined, value: made }, expiresAt)
      return made
    },
    remove: async (id) => store.delete(id),
    list: async () =>
      store.list().map(({ value: { group, value }, ...entry }) => ({ ...entry, group, value })),
  }
}

/** Enters `id` in its group; the id that has to make room for it, if the group is over-full. */
function join(
  groups: Map<string, Set<string>>,
  group: string,
  id: string,
  perGroup: number,
): string | undefined {
  const ids = groups.get(group)
  if (ids === undefined) {
    groups.set(group, new Set([id]))
    return undefined
  }
  ids.add(id)
  if (ids.size <= perGroup) return undefined
  const [oldest] = ids
  return oldest
}

function leave(groups: Map<string, Set<string>>, group: string | undefined, id: string): void {
  if (group === undefined) return
  const ids = groups.get(group)
  ids?.delete(id)
  if (ids?.size === 0) groups.delete(group)
}
