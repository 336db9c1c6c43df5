/**
 * Clients as the operations tell of them, and the apps that they are keys of.
 *
 * @module
 */

import type { Realm } from '../../realm.ts'
import type { Ask } from '../ask.ts'

/** A client by the keys that fragrant.yaml has for one. */
export interface ToldClient {
  readonly client_id: string
  readonly source: 'operator' | 'loopback' | 'registered'
  readonly from: 'configuration' | 'demo' | 'added' | 'itself'
  readonly has_secret: boolean
  /** Whether it outlives a restart as it is. */
  readonly kept: boolean
  readonly origins?: readonly string[]
  readonly client_name?: string
  readonly application_type?: string
  readonly redirect_uris?: readonly string[]
  readonly post_logout_redirect_uris?: readonly string[]
  readonly response_types?: readonly string[]
  readonly grant_types?: readonly string[]
  readonly scope?: string | readonly string[]
  readonly audience?: string | readonly string[]
  readonly client_secret_sha256?: string
  readonly logo?: string
  readonly colour?: string
  readonly enabled?: boolean
  readonly software_id?: string
  readonly environment?: string
  readonly [member: string]: unknown
}

/** What is told of a client, and no key of the configuration. */
const told = new Set(['source', 'from', 'has_secret', 'origins', 'kept'])

/** What the configuration would say of a client, its secret left out. */
export const writtenOf = (client: ToldClient): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(client).filter(([name, value]) => !told.has(name) && value !== undefined),
  )

export async function clientsOf(ask: Ask, realm: Realm): Promise<readonly ToldClient[]> {
  const listed = await ask<readonly ToldClient[]>(realm, 'GET', ['clients'])
  return listed.kind === 'done' ? listed.answer : []
}

export const nameOf = ({ client_name: name, client_id: id }: ToldClient): string => name ?? id

export const environmentOf = ({ environment = 'production' }: ToldClient): string => environment

/** What the clients of one app have in common. */
export const appOf = ({ software_id: app, client_id: id }: ToldClient): string => app ?? id

/** The clients of the same app, the one for production first. */
export function keySetsOf(client: ToldClient, all: readonly ToldClient[]): readonly ToldClient[] {
  if (client.source !== 'operator') return [client]
  return inOrder(all.filter((one) => one.source === 'operator' && appOf(one) === appOf(client)))
}

/** All apps, each with its clients as {@link keySetsOf} has them. */
export function appsIn(all: readonly ToldClient[]): readonly (readonly ToldClient[])[] {
  const apps = new Map<string, ToldClient[]>()
  for (const client of all) {
    const isOwn = client.source === 'operator'
    // each that was taken in is an app of its own, by any number of names
    const key = isOwn ? `app ${appOf(client)}` : `${apps.size} ${client.client_id}`
    const sets = apps.get(key)
    if (sets === undefined) apps.set(key, [client])
    else sets.push(client)
  }
  return [...apps.values()].map(inOrder)
}

const inOrder = (sets: readonly ToldClient[]): readonly ToldClient[] =>
  sets.toSorted((one, other) => environmentOf(one).localeCompare(environmentOf(other)))

/** Text with spaces between, or a list, as the configuration takes both. */
export const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  typeof value === 'string' ? value.split(' ').filter(Boolean) : (value ?? [])

/** The id of a new client: readable, and of nobody else. */
export function freshId(name: string, all: readonly ToldClient[]): string {
  const taken = new Set(all.map(({ client_id: id }) => id))
  const first = slugOf(name)
  let id = first
  for (let count = 2; taken.has(id); count += 1) id = `${first}-${count}`
  return id
}

function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const words = plain.replace(/[^a-z0-9]+/g, '-').slice(0, 60)
  return words.replace(/^-+|-+$/g, '') || 'app'
}
