/**
 * What must hold among the users, clients and scopes of one realm.
 *
 * @module
 */

import {
  type ClientFault,
  type JudgedBy,
  judgeClient,
} from '../../protocol/register/judge-client.ts'
import { standardScopes } from '../../protocol/scope.ts'
import { playgroundId } from '../demo.ts'
import { type Finding, type Path, pathText } from '../fault.ts'
import type { ClientOptions } from '../schema/client-schema.ts'
import type { ScopeOptions } from '../schema/realm-schema.ts'
import type { Options } from '../schema/schema.ts'
import { didYouMean } from '../source/nearest.ts'
import type { Draft } from '../source/read.ts'
import { itemsAt, type RealmDraft } from './realm-draft.ts'

/** `demoSubs`: the users that the realm has when it configures none. */
export function judgeRealm(realm: RealmDraft, demoSubs: readonly string[]): readonly Finding[] {
  const clients = itemsAt(realm.settings.clients, realm.placeOf('clients'))
  const users = itemsAt(realm.settings.users, realm.placeOf('users'))
  const scopes = itemsAt(realm.settings.scopes, realm.placeOf('scopes'))
  const subs = users.map(({ item, path }) => ({
    value: item.sub ?? item.username,
    path: [...path, item.sub === undefined ? 'username' : 'sub'],
  }))
  const apis = itemsAt(realm.settings.apis, realm.placeOf('apis'))
  const ofApis = apis.flatMap(({ item }) => itemsAt(item.scopes, []).map((scope) => scope.item))
  const isOwnAddress = ownAddressesOf(realm.settings)
  // A user name that is taken would be told a second time, as the sub that it stands for.
  const usernames = repeated('username', valuesOf(users, 'username'))
  const taken = new Set(usernames.map(({ path }) => pathText(path)))
  const known = [...standardScopes, ...scopes.map(({ item }) => item), ...ofApis].flatMap(
    ({ name }) => name ?? [],
  )
  return [
    ...repeated('client_id', valuesOf(clients, 'client_id')),
    ...usernames,
    ...repeated('sub', subs).filter(({ path }) => !taken.has(pathText(path))),
    ...repeated('scope', valuesOf(scopes, 'name')),
    ...repeated('identifier', valuesOf(apis, 'identifier')),
    ...judgeWords(scopes),
    ...judgeSubs(subs),
    ...judgeNamespace(valuesOf(clients, 'client_id'), [
      ...subs.flatMap(({ value }) => value ?? []),
      ...demoSubs,
    ]),
    ...clients.flatMap(({ item, path }) =>
      judgeOperatorsClient(item, path, {
        scopes: known,
        mode: realm.settings.mode ?? 'local',
        // The playground is an app of the server's own, also where its operator describes it.
        isOwnAddress: item.client_id === playgroundId ? () => false : isOwnAddress,
      }),
    ),
  ]
}

interface Told {
  readonly value: string | undefined
  readonly path: Path
}

/** A scope of OpenID Connect has words already. */
function judgeWords(
  scopes: readonly { readonly item: Draft<ScopeOptions>; readonly path: Path }[],
): readonly Finding[] {
  return scopes
    .filter(({ item: { name, words } }) => words === undefined && !isStandard(name))
    .map(({ path }) => ({
      path: [...path, 'words'],
      problem: 'is missing: it must be text of 1 to 200 characters',
    }))
}

const isStandard = (name: string | undefined): boolean =>
  standardScopes.some((scope) => scope.name === name)

function valuesOf<Key extends string>(
  items: readonly {
    readonly item: { readonly [K in Key]?: string | undefined }
    readonly path: Path
  }[],
  key: Key,
): readonly Told[] {
  return items.map(({ item, path }) => ({ value: item[key], path: [...path, key] }))
}

function repeated(what: string, told: readonly Told[]): readonly Finding[] {
  const seen = new Set<string>()
  return told.flatMap(({ value, path }) => {
    if (value === undefined) return []
    const isNew = !seen.has(value)
    seen.add(value)
    return isNew ? [] : [{ path, problem: `must be another ${what}: this one is taken` }]
  })
}

/** A user name that serves as sub must be one (OIDC Core §2). */
function judgeSubs(subs: readonly Told[]): readonly Finding[] {
  return subs
    .filter(({ value }) => value !== undefined && !/^[\x20-\x7e]{1,255}$/.test(value))
    .map(({ path }) => ({ path, problem: 'must be printable ASCII, or go with a sub that is' }))
}

/** A client must never pass for a user (RFC 9700 §4.15). */
function judgeNamespace(clientIds: readonly Told[], subs: readonly string[]): readonly Finding[] {
  return clientIds
    .filter(({ value }) => value !== undefined && subs.includes(value))
    .map(({ path }) => ({
      path,
      problem: 'must differ from the sub of every user (RFC 9700 §4.15)',
    }))
}

/** What must hold of any client, in words for whoever writes the configuration. */
function judgeOperatorsClient(
  client: Draft<ClientOptions>,
  path: Path,
  by: JudgedBy,
): readonly Finding[] {
  return judgeClient(client, by).map((fault) => ({
    path: [...path, ...fault.path],
    problem: problemOf(fault, by.scopes),
  }))
}

const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

/** Whether the server answers at an address, as far as it is known before it listens. */
function ownAddressesOf(settings: Draft<Options>): (url: string) => boolean {
  const { issuer, port = 0, tls, allowed_hosts = [], also_at = [] } = settings
  const served = tls === undefined ? 'http:' : 'https:'
  const named = issuer?.startsWith('https:') ? 'https:' : served
  const addresses = [
    issuer,
    ...also_at,
    ...loopbackNames.map((name) => `${served}//${name}:${port}`),
    ...allowed_hosts.flatMap((host) => [`${named}//${host}`, `${named}//${host}:${port}`]),
  ]
  const origins = addresses.flatMap((address) =>
    address !== undefined && URL.canParse(address) ? new URL(address).origin : [],
  )
  return (url) => origins.includes(new URL(url).origin)
}

function problemOf(fault: ClientFault, known: readonly string[]): string {
  switch (fault.kind) {
    case 'redirect-uri':
    case 'mismatch':
      return fault.problem
    case 'unknown-scope':
      return `must hold scopes of this realm only: add ${fault.name} to scopes.${didYouMean(fault.name, known)}`
    case 'default-scope':
      return `must hold scopes of the client only: add ${fault.name} to its scope`
  }
}
