/**
 * Everything that a realm holds but its keys, as plain data in this process.
 *
 * @module
 */

import type { ArrivalsState } from '../adapters/memory/arrivals.ts'
import type { ClientsState } from '../adapters/memory/client-registry.ts'
import type { ClockSetting } from '../adapters/time/steered-clock.ts'
import type { Stores } from '../flows.ts'
import type { GroupedStore, Kept, Store } from '../ports/store.ts'
import type { ControlledRealm } from './control.ts'
import type { FaultPlanState } from './faults/fault-plan.ts'
import type { LoginPlanState } from './logins/login-plan.ts'
import type { RealmChanges } from './realm-changes.ts'
import type { LedgerState } from './tokens/token-ledger.ts'

type Records = Readonly<Record<string, readonly Kept<unknown>[]>>

export interface Snapshot {
  readonly records: Records
  readonly clock: ClockSetting
  readonly logins: LoginPlanState
  readonly faults: FaultPlanState
  readonly tokens: LedgerState
  /** Which apps were accepted on loopback, and since when clients and users are there. */
  readonly clients: ClientsState
  readonly users: ArrivalsState
  readonly changes: ReturnType<RealmChanges['state']>
}

export async function takeSnapshot(
  { realm, steering }: ControlledRealm,
  changes: RealmChanges,
): Promise<Snapshot> {
  const kinds = Object.entries(realm.inside.stores) as readonly (readonly [
    string,
    Store<unknown>,
  ])[]
  const records = await Promise.all(
    kinds.map(async ([kind, store]) => [kind, await store.list()] as const),
  )
  return {
    records: Object.fromEntries(records),
    clock: steering.clock.setting(),
    logins: steering.logins.state(),
    faults: steering.faults.state(),
    tokens: await steering.sharing.change(steering.tokens.state),
    clients: realm.inside.clients.state(),
    users: realm.inside.users.state(),
    changes: changes.state(realm.id),
  }
}

/** Puts everything into a realm that is new. */
export async function restoreSnapshot(
  { realm, steering }: ControlledRealm,
  { records, clock, logins, faults, tokens, clients, users }: Snapshot,
): Promise<void> {
  await steering.sharing.change(() => {
    steering.clock.restore(clock)
    steering.logins.restore(logins)
    steering.faults.restore(faults)
    steering.tokens.restore(tokens)
  })
  realm.inside.clients.restore(clients)
  realm.inside.users.restore(users)
  for (const [kind, entries] of Object.entries(records)) {
    // it was taken from stores of these very names
    const store = realm.inside.stores[kind as keyof Stores] as Store<unknown>
    for (const entry of entries) await put(store, entry)
  }
}

const put = (store: Store<unknown>, { id, value, expiresAt, group }: Kept<unknown>) =>
  group === undefined
    ? store.put(id, value, expiresAt)
    : (store as GroupedStore<unknown>).putIn(group, id, value, expiresAt)
