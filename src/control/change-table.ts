/**
 * The changes of all realms, and how one is made: judged, in force, kept.
 *
 * @module
 */

import type { Config } from '../config/config.ts'
import type { KeptRecord, KeptRecords } from '../ports/kept-records.ts'
import type { Realms } from '../realms.ts'
import type { LiveRealm } from '../wire.ts'
import {
  type Changed,
  digestIn,
  firstOf,
  type Kind,
  type Standing,
  settled,
  unchanged,
} from './changed.ts'
import { ControlError } from './control-error.ts'
import { asControlError } from './judged/config-faults.ts'
import { changeOf, createKeep, type Told } from './keeping.ts'
import { seedFor } from './realm-seeds.ts'

export interface TableNeeds {
  readonly realms: () => Realms
  readonly config: Config
  /** Undefined: nothing outlives the process. */
  readonly records: KeptRecords | undefined
  /** What was kept before the start. */
  readonly kept: ReadonlyMap<string, readonly KeptRecord[]>
}

/** What is changed of which realm, and of what configuration. */
export interface Table {
  config: Config
  readonly all: Map<string, Changed>
  changedOf(id: string): Changed
  standing(id: string): Standing
}

export function createTable({ config, kept }: TableNeeds): Table {
  const all = new Map([...kept].map(([id, records]) => [id, changedBy(config, id, records)]))
  const changedOf = (id: string) => all.get(id) ?? unchanged
  const table: Table = {
    ...{ config, all, changedOf },
    standing: (id) => ({ config: table.config, id, changed: changedOf(id) }),
  }
  return table
}

export function createChanging(needs: TableNeeds, { all, changedOf, standing }: Table) {
  const keep = createKeep(needs.records, toldOf(needs, standing))
  /** What cannot be read changes nothing. `own`: where in the realm that stands which a call has sent. */
  const apply = (id: string, next: Changed, own?: string): LiveRealm => {
    const before = all.get(id)
    all.set(id, next)
    try {
      return needs.realms().replace(seedFor(standing(id)))
    } catch (error) {
      if (before === undefined) all.delete(id)
      else all.set(id, before)
      throw asControlError(error, own)
    }
  }
  const kept = async (id: string, before: Changed): Promise<void> => {
    const after = changedOf(id)
    try {
      await keep(id, before, after)
    } catch (error) {
      // what has come since then is left alone
      if (changedOf(id) === after) apply(id, before)
      if (error instanceof ControlError) throw error
      throw new ControlError(507, `Nothing was changed. ${(error as Error).message}`)
    }
  }
  const change = async (id: string, next: Changed, own?: string): Promise<LiveRealm> => {
    const before = changedOf(id)
    const realm = apply(id, next, own)
    await kept(id, before)
    return realm
  }
  return { apply, change, kept }
}

/** Others hold to what was changed as long as the configuration says what it says here, and since when it counts. */
const toldOf =
  ({ realms }: TableNeeds, standing: Table['standing']): Told =>
  (id, kind, key) => {
    const { from, all } = firstOf(standing(id), kind)
    const digest = from === 'configuration' ? digestIn(all, kind, key) : undefined
    const since = realms().find(id)?.inside[kind].since(key) ?? 0
    return {
      ...(digest !== undefined && { overConfigured: digest }),
      ...(since > 0 && { since }),
    }
  }

function changedBy(config: Config, id: string, records: readonly KeptRecord[]): Changed {
  const of = (wanted: Kind) =>
    new Map(
      records.filter(({ kind }) => kind === wanted).map((one) => [one.key, changeOf(one)] as const),
    )
  const changed = { ...unchanged, users: of('users'), clients: of('clients') }
  return settled({ config, id, changed })
}
