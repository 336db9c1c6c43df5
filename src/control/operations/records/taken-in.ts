/**
 * The clients that no operator has written: those that were accepted on loopback, and those that have
 * registered themselves.
 *
 * @module
 */

import { realmPaths } from '../../../protocol/paths.ts'
import { isLive, type Registration } from '../../../protocol/register/registration.ts'
import { responseTypes } from '../../../protocol/response/response-type.ts'
import type { Written } from '../../changed.ts'
import type { Control, ControlledRealm } from '../../control.ts'

export interface TakenIn {
  readonly client_id: string
  readonly source: 'loopback' | 'registered'
  /** Where apps of that id run that were accepted on loopback. */
  readonly origins: readonly string[]
  /** What it would be if it was written; `client_secret_sha256` among it. */
  readonly written: Written
  /** Epoch seconds since when what it has counts. */
  readonly since: number
}

/** Those of an id that is written by now are not among them. */
export async function takenInAt(control: Control, r: string): Promise<readonly TakenIn[]> {
  const at = control.find(r)
  const known = new Set(control.changes.written(r, 'clients').map(({ client_id: id }) => id))
  const all = [...(await onLoopback(at)), ...(await registered(at))]
  return all.filter(({ client_id: id }) => !known.has(id))
}

/** Whether a client of that id has registered itself. One that is no more leaves nothing to whoever is added by its id. */
export async function hasRegistered({ realm }: ControlledRealm, id: string): Promise<boolean> {
  const { stores, clients, clock } = realm.inside
  const found = await stores.registrations.find(id)
  if (found === undefined) return false
  if (isLive(found, realm.seed.registration, clock.now())) return true
  await stores.registrations.remove(id)
  clients.drop(id)
  return false
}

/** One id may have been accepted at several origins. */
async function onLoopback({ realm }: ControlledRealm): Promise<readonly TakenIn[]> {
  const { clients } = realm.inside
  const all = (await clients.list()).filter((one) => one.source === 'loopback')
  return [...new Set(all.map(({ id }) => id))].map((id) => {
    const apps = all.filter((app) => app.id === id)
    const origins = apps.map(({ loopbackOrigin }) => loopbackOrigin)
    const written = {
      client_id: id,
      redirect_uris: [...new Set(apps.flatMap(({ redirectUris }) => redirectUris))],
      post_logout_redirect_uris: origins.map((origin) => origin + realmPaths.start),
      response_types: responseTypes.filter((type) => type !== 'none'),
      refresh_tokens: 'always',
    }
    const since = clients.acceptedSince(id)
    return { client_id: id, source: 'loopback', origins, written, since } as const
  })
}

async function registered({ realm }: ControlledRealm): Promise<readonly TakenIn[]> {
  const { stores, clock } = realm.inside
  const { registration: terms } = realm.seed
  return (await stores.registrations.list())
    .filter(({ value }) => isLive(value, terms, clock.now()))
    .map(({ value }) => toTakenIn(value))
}

const toTakenIn = ({ clientId, metadata, secretHash, issuedAt }: Registration): TakenIn => ({
  ...{ client_id: clientId, source: 'registered', origins: [], since: issuedAt },
  written: {
    client_id: clientId,
    ...metadata,
    ...(secretHash !== undefined && { client_secret_sha256: secretHash }),
  },
})
