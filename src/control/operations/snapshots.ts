import { z } from 'zod'
import type { Control } from '../control.ts'
import { ControlError } from '../control-error.ts'
import type { JournalState } from '../journal/journal.ts'
import { operation } from '../operation.ts'
import { restoreSnapshot, type Snapshot, takeSnapshot } from '../snapshots.ts'
import { describeRealm, realm } from './realms.ts'

const snapshot = z
  .object({ id: z.string(), takenAt: z.number() })
  .meta({ title: 'Snapshot', description: 'Names what the server has kept of a realm.' })

interface KeptSnapshot extends Snapshot {
  readonly realm: string
  readonly journal: JournalState
}

/** Of one server; of more than these the oldest makes room. */
const most = 100

interface Kept {
  readonly byId: Map<string, KeptSnapshot>
  taken: number
}

/** They go with their server. */
const servers = new WeakMap<Control, Kept>()

function keptBy(control: Control): Kept {
  const kept = servers.get(control) ?? { byId: new Map<string, KeptSnapshot>(), taken: 0 }
  servers.set(control, kept)
  return kept
}

export const snapshotOperations = [
  operation({
    name: 'snapshots.take',
    method: 'GET',
    path: '/realms/{r}/snapshot',
    summary: 'Keeps everything that a realm holds but its keys, for a restore.',
    answer: snapshot,
    async run(control, { path: { r = '' } }) {
      const at = control.find(r)
      const kept = keptBy(control)
      kept.taken += 1
      const id = `${r}-${kept.taken}`
      const journal = control.recorder.of(r).state()
      kept.byId.set(id, { realm: r, journal, ...(await takeSnapshot(at, control.changes)) })
      const [oldest] = kept.byId.size > most ? kept.byId.keys() : []
      if (oldest !== undefined) kept.byId.delete(oldest)
      return { id, takenAt: at.steering.clock.milliseconds() }
    },
  }),
  operation({
    name: 'snapshots.restore',
    method: 'PUT',
    path: '/realms/{r}/snapshot',
    summary: 'Gives a realm back as it was when a snapshot of it was taken.',
    body: z.looseObject({ id: z.string({ error: 'must be the id of a snapshot' }) }),
    answer: realm,
    async run(control, { path: { r = '' }, body: { id } }) {
      control.find(r)
      const found = keptBy(control).byId.get(id)
      if (found?.realm !== r) throw new ControlError(404, `There is no snapshot ${id} of it.`, 'id')
      await control.changes.reset(r)
      await control.changes.restore(r, found.changes)
      const at = control.find(r)
      await restoreSnapshot(at, found)
      control.recorder.of(r).restore(found.journal)
      return describeRealm(at.realm, control)
    },
  }),
]
