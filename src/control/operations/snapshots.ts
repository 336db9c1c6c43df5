import { z } from 'zod'
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

/** By its id; of more than these the oldest makes room. */
const most = 100
const kept = new Map<string, KeptSnapshot>()
let taken = 0

export const snapshotOperations = [
  operation({
    name: 'snapshots.take',
    method: 'GET',
    path: '/realms/{r}/snapshot',
    summary: 'Keeps everything that a realm holds but its keys, for a restore.',
    answer: snapshot,
    async run(control, { path: { r = '' } }) {
      const at = control.find(r)
      taken += 1
      const id = `${r}-${taken}`
      const journal = control.recorder.of(r).state()
      kept.set(id, { realm: r, journal, ...(await takeSnapshot(at, control.changes)) })
      const [oldest] = kept.size > most ? kept.keys() : []
      if (oldest !== undefined) kept.delete(oldest)
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
      const found = kept.get(id)
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
