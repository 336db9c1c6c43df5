/**
 * What the page of an app shows.
 *
 * @module
 */

import { ofApps, pathOfPage } from '../../edge/named-page.ts'
import type { FieldProblems, KeySet } from '../../pages/models/application.ts'
import type { PageModels } from '../../pages/models/pages.ts'
import { momentOf } from '../../pages/moment.ts'
import type { Realm } from '../../realm.ts'
import type { Ask } from '../ask.ts'
import { keptWords } from '../kept.ts'
import type { ConsoleModel } from '../page.ts'
import { seenOf } from '../seen.ts'
import { clientsOf, environmentOf, keySetsOf, listOf, nameOf, type ToldClient } from './client.ts'
import { fieldsModel, type Typed, typedOf } from './fields.ts'
import { grants, grantsOf, hasSecret, kindOf, kinds } from './kinds.ts'
import { snippetsFor } from './snippets.ts'
import { yamlOf } from './yaml.ts'

/** The page of a client, below the realm. */
export const pathOf = (id: string, below?: string): string => pathOfPage(ofApps, id, below)

export const hrefOf = ({ basePath }: Realm, { client_id: id }: ToldClient): string =>
  basePath + pathOf(id)

/** Where a client comes from, and whether it is answered. */
export function marksOf({ source, from, enabled, environment }: ToldClient): readonly string[] {
  const origin = source === 'operator' ? originWords[from] : takenWords[source]
  return [
    origin,
    environment === 'sandbox' ? 'sandbox' : '',
    enabled === false ? 'disabled' : '',
  ].filter(Boolean)
}

const originWords = {
  configuration: 'from the configuration',
  demo: 'demo',
  added: 'added here',
  itself: '',
} as const

const takenWords = { loopback: 'accepted on loopback', registered: 'registered itself' } as const

export const kindName = (client: ToldClient): string =>
  kinds.find(({ id }) => id === kindOf(client))?.name ?? ''

interface Granted {
  readonly sub: string
  readonly username: string | null
  readonly grants: readonly string[]
  readonly since: number
  readonly lastAt: number
}

export async function grantedTo(
  ask: Ask,
  realm: Realm,
  { client_id: id }: ToldClient,
): Promise<readonly Granted[]> {
  const listed = await ask<readonly Granted[]>(realm, 'GET', ['clients', id, 'grants'])
  return listed.kind === 'done' ? listed.answer : []
}

/** What was typed and is at fault, where that is shown again. */
export interface Retry {
  readonly typed: Typed
  readonly problems: FieldProblems
}

export async function applicationModel(
  ask: Ask,
  realm: Realm,
  client: ToldClient,
  { done, retry }: { readonly done?: string | undefined; readonly retry?: Retry } = {},
): Promise<ConsoleModel<'console/application'>> {
  const all = await clientsOf(ask, realm)
  const sets = keySetsOf(client, all)
  const isOwn = client.source === 'operator' && client.from !== 'configuration'
  const typed = retry?.typed ?? typedOf(client)
  return {
    ...{ action: hrefOf(realm, client), done, seen: seenOf(client) },
    ...{ name: nameOf(client), marks: marksOf(client) },
    fixed: client.from === 'configuration' ? fixedWords : undefined,
    kept: client.from === 'added' ? keptWords(client.kept) : undefined,
    keySets: sets.map((one) => keySetModel(realm, one, client)),
    missing: client.source === 'operator' && sets.length === 1 ? missingOf(client) : undefined,
    secret: secretOf(client),
    fields: isOwn ? fieldsModel(realm, typed, retry?.problems) : undefined,
    facts: isOwn ? [] : factsOf(client),
    keep: client.source === 'operator' ? undefined : keepModel(typed, retry),
    enabled: client.enabled !== false,
    grants: (await grantedTo(ask, realm, client)).map(grantModel),
    snippets: snippetsFor(realm, client),
    yaml: yamlOf(client),
    removal:
      client.from === 'configuration'
        ? undefined
        : realm.basePath + pathOf(client.client_id, '/delete'),
  }
}

const fixedWords =
  'The configuration file says what it is: change it there. Nothing of it can be changed on this page.'

const keySetModel = (realm: Realm, one: ToldClient, current: ToldClient): KeySet => ({
  environment: environmentOf(one) === 'sandbox' ? 'Sandbox' : 'Production',
  id: one.client_id,
  href: hrefOf(realm, one),
  isCurrent: one.client_id === current.client_id,
})

const missingOf = (client: ToldClient): string =>
  environmentOf(client) === 'sandbox' ? 'production' : 'sandbox'

function secretOf(client: ToldClient): PageModels['console/application']['secret'] {
  const isRevoked = client.client_secret_sha256 === 'revoked'
  if (client.has_secret && !isRevoked) {
    const state = 'There is one. It was shown once; only its hash is kept.'
    return { state, generate: 'Regenerate the secret', isThere: true }
  }
  if (!isRevoked && !hasSecret(kindOf(client))) return undefined
  const state = isRevoked ? 'It is revoked: none is right.' : 'There is none yet.'
  return { state, generate: 'Generate a secret', isThere: false }
}

const keepModel = ({ callbacks }: Typed, retry: Retry | undefined) => ({
  callbacks,
  problem: retry?.problems.callbacks ?? retry?.problems.all,
})

const grantModel = ({ sub, username, grants: scopes, since, lastAt }: Granted) => ({
  ...{ sub, scopes, name: username ?? sub },
  ...{ since: momentOf(since), last: momentOf(lastAt) },
})

function factsOf(client: ToldClient): PageModels['console/application']['facts'] {
  const chosen = grantsOf(client)
  const facts = [
    { name: 'Kind', values: [kindName(client)], isCode: false },
    { name: 'Callback URLs', values: client.redirect_uris ?? [], isCode: true },
    { name: 'Runs at', values: client.origins ?? [], isCode: true },
    {
      name: 'Grants',
      values: grants.filter(({ id }) => chosen.has(id)).map(({ text }) => text),
      isCode: false,
    },
    { name: 'Scopes', values: listOf(client.scope), isCode: true },
    { name: 'APIs', values: listOf(client.audience), isCode: true },
  ]
  return facts.filter(({ values }) => values.length > 0)
}
