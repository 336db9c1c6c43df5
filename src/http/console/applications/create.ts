/**
 * New apps, and the second set of keys of one.
 *
 * @module
 */

import { realmPaths } from '../../../protocol/paths.ts'
import type { FieldProblems } from '../../pages/models/application.ts'
import type { Realm } from '../../realm.ts'
import type { Ask } from '../ask.ts'
import type { ConsoleModel } from '../page.ts'
import {
  appOf,
  clientsOf,
  environmentOf,
  freshId,
  keySetsOf,
  nameOf,
  type ToldClient,
} from './client.ts'
import { fieldsModel, membersOf, problemsIn, problemsOf, readTyped, type Typed } from './fields.ts'
import { hasSecret } from './kinds.ts'
import { hrefOf } from './model.ts'
import type { Outcome } from './outcome.ts'
import { giveSecret, refusedOf } from './secret.ts'

export const newModel = (
  realm: Realm,
  clientId: string,
  typed: Typed,
  problems: FieldProblems = {},
): ConsoleModel<'console/application-new'> => ({
  ...{ action: realm.basePath + realmPaths.newApplication, clientId },
  fields: fieldsModel(realm, typed, problems),
})

/** Registers what was typed, and gives it a secret where its kind has one. */
export async function create(
  ask: Ask,
  realm: Realm,
  sent: ReadonlyMap<string, string>,
): Promise<Outcome> {
  const typed = readTyped(sent)
  const named = sent.get('client_id')?.trim() ?? ''
  const again = (problems: FieldProblems): Outcome => ({
    kind: 'new',
    model: newModel(realm, named, typed, problems),
  })
  const problems = problemsIn(typed, realm)
  if (Object.keys(problems).length > 0) return again(problems)
  const id = named === '' ? freshId(typed.name, await clientsOf(ask, realm)) : named
  const isConfidential = hasSecret(typed.kind)
  const written = withoutNull({
    client_id: id,
    ...membersOf(typed),
    ...secretLater(isConfidential),
  })
  const added = await ask<ToldClient>(realm, 'POST', ['clients'], { body: written })
  if (added.kind === 'refused') return again(problemsOf(added))
  return isConfidential
    ? giveSecret(ask, realm, added.answer)
    : { kind: 'done', at: hrefOf(realm, added.answer), what: 'created' }
}

/** No secret is right until it is given one. */
const secretLater = (isConfidential: boolean) =>
  isConfidential ? { client_secret_sha256: 'revoked' } : {}

const withoutNull = (members: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null))

/** The other set of keys of an app: a client of its own that says the same. There are two, however often that is asked. */
export async function generateKeys(ask: Ask, realm: Realm, client: ToldClient): Promise<Outcome> {
  const environment = environmentOf(client) === 'sandbox' ? 'production' : 'sandbox'
  const { source, from, has_secret: isConfidential, origins, kept, ...members } = client
  const all = await clientsOf(ask, realm)
  if (keySetsOf(client, all).length > 1) return refusedOf(realm, client, thereAlready)
  const id = freshId(`${client.client_id}-${environment}`, all)
  const body = {
    ...members,
    ...{ client_id: id, client_name: nameFor(nameOf(client), environment) },
    ...{ software_id: appOf(client), environment },
    ...secretLater(isConfidential),
  }
  const added = await ask<ToldClient>(realm, 'POST', ['clients'], { body })
  if (added.kind === 'refused') return refusedOf(realm, client, added)
  return isConfidential
    ? giveSecret(ask, realm, added.answer)
    : { kind: 'done', at: hrefOf(realm, added.answer), what: 'generated' }
}

const thereAlready = {
  status: 409,
  message: 'It has keys for production and for its sandbox already.',
}

/** What a name may be long (UTF-16 units). */
const longestName = 200

/** The name of an app with what its keys are for; no character is cut in half. */
function nameFor(name: string, environment: string): string {
  const end = ` (${environment})`
  return name.slice(0, longestName - end.length).replace(/[\uD800-\uDBFF]$/, '') + end
}
