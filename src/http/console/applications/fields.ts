/**
 * The form of an app: what was typed, what is wrong with it, and the client that it describes.
 *
 * @module
 */

import { posix, win32 } from 'node:path'
import type { ApplicationFields, FieldProblems } from '../../pages/models/application.ts'
import type { Realm } from '../../realm.ts'
import type { Refused } from '../ask.ts'
import { homeOf } from '../snippets/snippet.ts'
import { listOf, nameOf, type ToldClient } from './client.ts'
import {
  type GrantId,
  grants,
  grantsOf,
  hasSecret,
  type Kind,
  kindOf,
  kinds,
  needsCallback,
} from './kinds.ts'

export interface Typed {
  readonly name: string
  readonly kind: Kind
  /** As it was typed. */
  readonly callbacks: string
  readonly grants: ReadonlySet<GrantId>
  readonly scopes: string
  readonly audience: string
  /** A file where the server runs. */
  readonly logo: string
  readonly colour: string
}

type Sent = ReadonlyMap<string, string>

export const nothingTyped: Typed = {
  ...{ name: '', kind: 'single-page', callbacks: '', scopes: '', audience: '' },
  ...{ logo: '', colour: '' },
  grants: new Set(['code']),
}

export function readTyped(sent: Sent): Typed {
  const text = (name: string) => sent.get(name)?.trim() ?? ''
  return {
    name: text('name'),
    kind: kinds.find(({ id }) => id === sent.get('kind'))?.id ?? 'single-page',
    callbacks: sent.get('callbacks') ?? '',
    grants: new Set(grants.map(({ id }) => id).filter((id) => sent.has(`grant-${id}`))),
    scopes: text('scopes'),
    audience: text('audience'),
    logo: text('logo'),
    colour: text('colour'),
  }
}

export const typedOf = (client: ToldClient): Typed => ({
  name: nameOf(client),
  kind: kindOf(client),
  callbacks: (client.redirect_uris ?? []).join('\n'),
  grants: grantsOf(client),
  scopes: listOf(client.scope).join(' '),
  audience: listOf(client.audience).join(' '),
  logo: client.logo ?? '',
  colour: client.colour ?? '',
})

export const linesOf = (text: string): readonly string[] =>
  text
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter(Boolean)

/** What can be seen without the rules of clients. */
export function problemsIn(
  { name, kind, callbacks, grants: chosen, logo }: Typed,
  { mode }: Pick<Realm, 'mode'>,
  before?: ToldClient,
): FieldProblems {
  const forUsers = [...chosen].filter((grant) => needsCallback.has(grant))
  const lacksCallback = linesOf(callbacks).length === 0 && kind !== 'service'
  return {
    ...(name === '' && { name: 'Give it a name, which its users will see.' }),
    ...(lacksCallback && {
      callbacks: 'Enter a callback URL: Code and Implicit cannot be chosen before there is one.',
    }),
    ...(kind !== 'service' && !lacksCallback && forUsers.length === 0 && { grants: mustChoose }),
    ...(mode === 'strict' && logo !== before?.logo && leavesFolder(logo) && { logo: mustStay }),
    ...(chosen.has('service') && kind !== 'service' && kind !== 'web' && { grants: needsSecret }),
  }
}

/** Whoever has the password of a console need not be whoever owns its machine: other files are not theirs to look for. */
const leavesFolder = (file: string): boolean =>
  [posix, win32].some(({ isAbsolute }) => isAbsolute(file)) ||
  file.split(/[\\/]/).some((step) => step === '..' || step.includes(':'))

const mustStay = 'It must lie below the folder of the configuration, such as brand/shop.svg.'
const mustChoose = 'Choose Code or Implicit: without one of them nobody can sign in.'
const needsSecret = 'Client credentials need a secret, which a web app or a service has.'

/** What the operations have found, beside the field that it is about. */
export function problemsOf({ faults, message, status }: Refused): FieldProblems {
  if (status === 409) return { clientId: message }
  const all = faults.length > 0 ? faults : [{ member: '', problem: message }]
  return Object.assign({}, ...all.map(({ member, problem }) => besideField(member, problem)))
}

function besideField(member: string, problem: string): FieldProblems {
  const [, line] = /redirect_uris\W(\d+)/.exec(member) ?? []
  if (line !== undefined) return { callbacks: `Line ${Number(line) + 1} ${problem}.` }
  const [field] = Object.entries(memberOf).find(([, name]) => name.test(member)) ?? ['all']
  const subject = field === 'all' ? `${member} ` : 'It '
  return { [field]: `${member === '' ? '' : subject}${problem}`.replace(/([^.])$/, '$1.') }
}

const memberOf = {
  clientId: /client_id/,
  name: /client_name/,
  callbacks: /redirect_uris/,
  grants: /grant_types/,
  scopes: /scope/,
  audience: /audience/,
  logo: /\blogo\b/,
  colour: /\bcolour\b/,
} as const

/** The members of the client that was typed; null is for what it has not. */
export function membersOf(typed: Typed, before?: ToldClient): Readonly<Record<string, unknown>> {
  const { name, kind, callbacks, scopes, audience, logo, colour } = typed
  const isSame = before !== undefined && sameGrants(typed, before)
  return {
    client_name: name,
    application_type: kind === 'native' ? 'native' : null,
    redirect_uris: kind === 'service' ? [] : linesOf(callbacks),
    scope: scopes === '' ? null : scopes,
    audience: audience === '' ? null : audience.split(/\s+/),
    logo: logo === '' ? null : logo,
    colour: colour === '' ? null : colour,
    // what says more than the form can show stays as it is
    ...(isSame ? {} : grantMembers(typed)),
    ...secretMembers(kind, before),
    ...signOutMembers(typed, before),
  }
}

/** After a sign-out an app goes on at the page beside each callback, unless it has said another. */
function signOutMembers({ kind, callbacks }: Typed, before: ToldClient | undefined) {
  const own = before?.post_logout_redirect_uris
  const usual = homesOf(before?.redirect_uris ?? [])
  const isUsual = before === undefined || (own ?? []).join('\n') === usual.join('\n')
  if (!isUsual) return {}
  return { post_logout_redirect_uris: kind === 'service' ? null : homesOf(linesOf(callbacks)) }
}

const homesOf = (uris: readonly string[]): readonly string[] => [
  ...new Set(uris.filter((uri) => homeOf(uri) !== uri).map(homeOf)),
]

/** An app of another kind than before loses its secret, or waits for one. */
function secretMembers(kind: Kind, before: ToldClient | undefined) {
  if (before === undefined || kind === kindOf(before)) return {}
  if (!hasSecret(kind)) return { client_secret: null, client_secret_sha256: null }
  return before.has_secret ? {} : { client_secret_sha256: 'revoked' }
}

const sameGrants = (typed: Typed, before: ToldClient): boolean =>
  typed.kind === kindOf(before) && sameIds(typed.grants, grantsOf(before))

const sameIds = (one: ReadonlySet<GrantId>, other: ReadonlySet<GrantId>): boolean =>
  one.size === other.size && [...one].every((id) => other.has(id))

function grantMembers({ kind, grants: chosen }: Typed): Readonly<Record<string, unknown>> {
  if (kind === 'service') return { response_types: null, grant_types: ['client_credentials'] }
  const types = [
    ...(chosen.has('code') ? ['code'] : []),
    ...(chosen.has('implicit') ? ['id_token', 'token', 'id_token token'] : []),
  ]
  const granted = grants.filter(
    ({ id }) => chosen.has(id) && (id !== 'refresh' || chosen.has('code')),
  )
  return { response_types: types, grant_types: granted.map(({ grant }) => grant) }
}

/** The form, as a page shows it. */
export function fieldsModel(realm: Realm, typed: Typed, problems: FieldProblems = {}) {
  const { kind, grants: chosen, ...texts } = typed
  return {
    ...texts,
    problems,
    kinds: kinds.map((one) => ({ ...one, isChosen: one.id === kind })),
    grants: grants.map(({ id, text }) => ({ id, text, isChosen: chosen.has(id) })),
    knownScopes: [...realm.scopes.keys()],
    knownAudiences: [...realm.apis.keys()],
  } satisfies ApplicationFields
}
