/**
 * What the forms on the page of an app do.
 *
 * @module
 */

import { realmPaths } from '../../../protocol/paths.ts'
import type { Realm } from '../../realm.ts'
import type { Ask, Asked, Refused } from '../ask.ts'
import { changedMeanwhile, isOutdated } from '../seen.ts'
import { clientsOf, keySetsOf, type ToldClient } from './client.ts'
import { generateKeys } from './create.ts'
import { linesOf, membersOf, problemsIn, problemsOf, readTyped, typedOf } from './fields.ts'
import { applicationModel, hrefOf, type Retry } from './model.ts'
import type { Outcome } from './outcome.ts'
import { giveSecret, refusedOf } from './secret.ts'

interface Act {
  readonly ask: Ask
  readonly realm: Realm
  readonly client: ToldClient
  readonly sent: ReadonlyMap<string, string>
}

interface Action {
  /** Whether it may be done to a client. */
  fits(client: ToldClient): boolean
  run(act: Act): Promise<Outcome>
}

const anyClient = () => true
const isWritten = ({ source }: ToldClient) => source === 'operator'
const isTakenIn = ({ source }: ToldClient) => source !== 'operator'
const isOwn = ({ source, from }: ToldClient) => source === 'operator' && from !== 'configuration'

const actions: ReadonlyMap<string, Action> = new Map([
  ['save', { fits: isOwn, run: save }],
  ['keep', { fits: isTakenIn, run: keep }],
  [
    'keys',
    { fits: isWritten, run: ({ ask, realm, client }: Act) => generateKeys(ask, realm, client) },
  ],
  ['secret', { fits: isOwn, run: ({ ask, realm, client }: Act) => giveSecret(ask, realm, client) }],
  ['revoke', { fits: isOwn, run: revoke }],
  ['enable', { fits: isOwn, run: (act: Act) => enable(act, true) }],
  ['disable', { fits: isOwn, run: (act: Act) => enable(act, false) }],
  ['withdraw', { fits: anyClient, run: withdraw }],
  ['withdraw-all', { fits: anyClient, run: withdraw }],
  ['delete', { fits: (one: ToldClient) => one.from !== 'configuration', run: remove }],
])

export async function act(given: Act): Promise<Outcome> {
  const { realm, client, sent } = given
  const action = actions.get(sent.get('decision') ?? '')
  if (action?.fits(client) === true) return action.run(given)
  const isFixed = action !== undefined && client.from === 'configuration'
  return refusedOf(realm, client, isFixed ? fixed : unknown)
}

const fixed = { status: 409, message: 'The configuration file says what it is: change it there.' }
const unknown = { status: 400, message: 'This page knows of no such thing to do with it.' }

/** The page of the client says what was done. */
const told = ({ realm, client }: Act, asked: Asked<unknown>, what: string): Outcome =>
  asked.kind === 'refused'
    ? refusedOf(realm, client, asked)
    : { kind: 'done', at: hrefOf(realm, client), what }

const again = async ({ ask, realm, client }: Act, retry: Retry): Promise<Outcome> => ({
  kind: 'again',
  model: await applicationModel(ask, realm, client, { retry }),
})

async function save(given: Act): Promise<Outcome> {
  const { ask, realm, client, sent } = given
  const typed = readTyped(sent)
  const problems = isOutdated(sent, client)
    ? { all: changedMeanwhile }
    : problemsIn(typed, realm, client)
  if (Object.keys(problems).length > 0) return again(given, { typed, problems })
  const body = membersOf(typed, client)
  const saved = await ask(realm, 'PATCH', ['clients', client.client_id], { body })
  return retried(given, saved, { typed, what: 'saved' })
}

async function keep(given: Act): Promise<Outcome> {
  const { ask, realm, client, sent } = given
  const typed = { ...typedOf(client), callbacks: sent.get('callbacks') ?? '' }
  const { callbacks } = problemsIn({ ...typed, name: client.client_id }, realm, client)
  if (callbacks !== undefined) return again(given, { typed, problems: { callbacks } })
  const body = { redirect_uris: linesOf(typed.callbacks) }
  const kept = await ask(realm, 'POST', ['clients', client.client_id, 'keep'], { body })
  return retried(given, kept, { typed, what: 'kept' })
}

/** What is wrong with what was typed is said beside it. */
function retried(
  given: Act,
  asked: Asked<unknown>,
  { typed, what }: Pick<Retry, 'typed'> & { readonly what: string },
): Outcome | Promise<Outcome> {
  const isTyped = (one: Refused) => one.status === 400
  return asked.kind === 'refused' && isTyped(asked)
    ? again(given, { typed, problems: problemsOf(asked) })
    : told(given, asked, what)
}

async function revoke(given: Act): Promise<Outcome> {
  const { ask, realm, client } = given
  const path = ['clients', client.client_id, 'secret']
  return told(given, await ask(realm, 'DELETE', path), 'revoked')
}

async function enable(given: Act, enabled: boolean): Promise<Outcome> {
  const { ask, realm, client } = given
  const changed = await ask(realm, 'PATCH', ['clients', client.client_id], { body: { enabled } })
  return told(given, changed, enabled ? 'enabled' : 'disabled')
}

async function withdraw(given: Act): Promise<Outcome> {
  const { ask, realm, client, sent } = given
  const user = sent.get('which')
  const isOne = sent.get('decision') === 'withdraw'
  if (isOne && user === undefined) return refusedOf(realm, client, unknown)
  const query = isOne && user !== undefined ? { user } : {}
  const path = ['clients', client.client_id, 'grants']
  return told(given, await ask(realm, 'DELETE', path, { query }), 'withdrawn')
}

async function remove(given: Act): Promise<Outcome> {
  const { ask, realm, client } = given
  const sets = keySetsOf(client, await clientsOf(ask, realm))
  for (const { client_id: id } of sets.filter(({ from }) => from !== 'configuration')) {
    const removed = await ask(realm, 'DELETE', ['clients', id])
    if (removed.kind === 'refused') return refusedOf(realm, client, removed)
  }
  return { kind: 'done', at: realm.basePath + realmPaths.applications, what: 'deleted' }
}
