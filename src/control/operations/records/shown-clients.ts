/**
 * Clients as they are told: those that are written, and those that were taken in.
 *
 * @module
 */

import { z } from 'zod'
import type { Written } from '../../changed.ts'
import type { Control } from '../../control.ts'
import { endLeft } from './end-left.ts'
import { type TakenIn, takenInAt } from './taken-in.ts'

export const client = z
  .looseObject({
    client_id: z.string(),
    source: z.enum(['operator', 'loopback', 'registered']),
    from: z.enum(['configuration', 'demo', 'added', 'itself']).meta({
      description:
        'Who has said what it is: the configuration, nobody (so that there are demo apps), a call of this API or a page of the console, or the client itself.',
    }),
    has_secret: z.boolean(),
    kept: z.boolean().meta({
      description: 'Whether it is there as it is now after the next start of the server.',
    }),
    origins: z.array(z.string()).optional().meta({
      description: 'Where it was accepted on loopback.',
    }),
  })
  .meta({ title: 'Client', description: 'A client, without its secret.' })

export type ShownClient = z.input<typeof client>

/** Of secrets that were drawn at random the hash is told, of all others nothing. */
const withoutSecret = ({ client_secret: secret, ...written }: Written) => ({
  ...written,
  client_id: String(written['client_id']),
  has_secret: secret !== undefined || written['client_secret_sha256'] !== undefined,
})

export const shownClient = (written: Written, control: Control, r: string): ShownClient => {
  const shown = withoutSecret(written)
  const from = control.changes.originOf(r, 'clients', shown.client_id)
  const kept = control.changes.isKept(r, 'clients', shown.client_id)
  return { ...shown, source: 'operator', from, kept }
}

export const shownTakenIn = ({ written, source, origins }: TakenIn): ShownClient => ({
  ...withoutSecret(written),
  ...{ source, from: 'itself', kept: false },
  ...(source === 'loopback' && { origins: [...origins] }),
})

export const otherClients = async (control: Control, r: string): Promise<readonly ShownClient[]> =>
  (await takenInAt(control, r)).map(shownTakenIn)

/** Whether there was one of that id, which is there no more. */
export async function forgetTakenIn(control: Control, r: string, id: string): Promise<boolean> {
  const found = (await takenInAt(control, r)).find((one) => one.client_id === id)
  if (found === undefined) return false
  const at = control.find(r)
  const { clients, flows } = at.realm.inside
  if (found.source === 'registered') await flows.registerClient.forget(id)
  clients.drop(id)
  await endLeft(at)
  return true
}
