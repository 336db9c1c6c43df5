/**
 * `/people`: who may sign in, to look at and to add to.
 *
 * @module
 */

import type { FastifyInstance, FastifyReply } from 'fastify'
import { realmPaths } from '../../../protocol/paths.ts'
import { queryOf } from '../../edge/forms.ts'
import { sendRedirect } from '../../edge/headers.ts'
import type { FieldModel } from '../../pages/models/people.ts'
import { fits } from '../../pages/picker.ts'
import type { AboutServer, Realm, RealmOf } from '../../realm.ts'
import type { Ask } from '../ask.ts'
import { keptIn } from '../kept.ts'
import { ownFormOf, sendConsolePage, sendStale } from '../page.ts'
import { emailField, nameField, rolesField } from './claim-fields.ts'
import {
  fieldModel,
  modelOf,
  moreField,
  noProblems,
  type Problems,
  readClaims,
  type Typed,
} from './claims-form.ts'
import { personPath, problemsOf, shownPerson, type WrittenUser } from './written-user.ts'

export interface PeopleNeeds {
  readonly about: AboutServer
  readonly ask: Ask
}

/** A form to add somebody, as it is shown. */
interface Adding {
  readonly typed: Typed
  readonly problems: Problems
  readonly rest: string | undefined
}

export function peopleRoutes(app: FastifyInstance, realmOf: RealmOf, needs: PeopleNeeds): void {
  app.get(realmPaths.people, (request, reply) => sendPeople(reply, realmOf(request), needs))

  app.post(realmPaths.people, async (request, reply) => {
    const realm = realmOf(request)
    const form = ownFormOf(request, realm, needs.about)
    if (form === undefined) return sendStale(reply, realm, realmPaths.people)
    const typed = form.values
    const added = await add(realm, needs, typed)
    if (added.kind === 'added') return sendRedirect(reply, personPath(realm, added.sub))
    return sendPeople(reply.code(400), realm, needs, { typed, ...added })
  })
}

type Added =
  | { readonly kind: 'added'; readonly sub: string }
  | ({ readonly kind: 'not-added' } & Omit<Adding, 'typed'>)

async function add(realm: Realm, { ask }: PeopleNeeds, typed: Typed): Promise<Added> {
  const read = readClaims(typed, addedClaims)
  if (read.kind === 'wrong') return { kind: 'not-added', problems: read.problems, rest: undefined }
  const body = {
    username: typed.get('username') ?? '',
    ...said('sub', typed),
    ...said('password', typed),
    claims: read.claims,
  }
  const asked = await ask<WrittenUser>(realm, 'POST', ['users'], { body })
  if (asked.kind === 'done') return { kind: 'added', sub: asked.answer.sub }
  return { kind: 'not-added', ...problemsOf(asked, withAll(typed)) }
}

const said = (name: string, typed: Typed) => (typed.has(name) ? { [name]: typed.get(name) } : {})

/** A name that was left empty has a field all the same. */
const withAll = (typed: Typed): Typed => new Map([['username', ''], ...typed])

const addedClaims = [nameField, emailField, rolesField]

/** What has happened, by the word for it in an address. */
const doneWords: ReadonlyMap<string, string> = new Map([
  ['removed', 'They are no user of this realm any more.'],
  ['gone', 'Nothing was done: they are no user of this realm any more.'],
])

/** More than these on one page help nobody. */
const mostListed = 100

async function sendPeople(
  reply: FastifyReply,
  realm: Realm,
  { about, ask }: PeopleNeeds,
  adding?: Adding,
): Promise<FastifyReply> {
  const listed = await ask<readonly WrittenUser[]>(realm, 'GET', ['users'])
  const all = listed.kind === 'done' ? listed.answer : []
  const asked = queryOf(reply.request)
  const values = asked.kind === 'decoded' ? asked.values : new Map<string, string>()
  const query = values.get('q') ?? ''
  const found = all.filter(fits(query))
  const model = {
    action: realm.basePath + realmPaths.people,
    done: doneWords.get(values.get('done') ?? ''),
    query,
    kept: await keptIn(ask, realm),
    people: found.slice(0, mostListed).map((user) => personIn(realm, user)),
    total: all.length,
    unlisted: Math.max(0, found.length - mostListed),
    adding: addingModel(adding),
  }
  const at = { realm, about, section: realmPaths.people }
  return sendConsolePage(reply, at, { name: 'console/people', model, policy: { script: true } })
}

const personIn = (realm: Realm, user: WrittenUser) => ({
  ...shownPerson(user),
  href: personPath(realm, user.sub),
})

const nothing: Adding = { typed: new Map(), problems: noProblems, rest: undefined }

function addingModel(adding = nothing) {
  const { typed, problems, rest } = adding
  const own = (field: Pick<FieldModel, 'name' | 'label' | 'control' | 'hint'>) =>
    modelOf(field, field.control === 'password' ? new Map() : typed, problems)
  return {
    isOpen: adding !== nothing,
    problem: rest,
    fields: [
      own({ name: 'username', label: 'User name', control: 'line' }),
      ...addedClaims.map((field) => fieldModel(field, typed, problems)),
      own({
        ...{ name: 'password', label: 'Password', control: 'password' },
        hint: 'Left empty, they sign in by one click alone.',
      }),
      own({
        ...{ name: 'sub', label: 'Subject (sub)', control: 'line' },
        hint: 'What apps know them by; the user name when it is left empty.',
      }),
      moreField(typed, problems),
    ],
  }
}
