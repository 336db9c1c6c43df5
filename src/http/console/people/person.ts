/**
 * `/people/{sub}`: one user, with all that can be done about them.
 *
 * @module
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { realmPaths } from '../../../protocol/paths.ts'
import { queryOf } from '../../edge/forms.ts'
import { sendRedirect } from '../../edge/headers.ts'
import { nameIn, ofPeople, routesOfPage, toldIn } from '../../edge/named-page.ts'
import type { Realm, RealmOf } from '../../realm.ts'
import { ownFormOf, sendConsolePage, sendStale } from '../page.ts'
import { act, sentenceOf } from './acts.ts'
import { noProblems, typedOf } from './claims-form.ts'
import type { PeopleNeeds } from './people.ts'
import { type Editing, personModel } from './person-model.ts'
import { signInAs } from './sign-in-as.ts'
import { personPath, type WrittenUser } from './written-user.ts'

export function personRoutes(app: FastifyInstance, realmOf: RealmOf, needs: PeopleNeeds): void {
  for (const path of routesOfPage(ofPeople)) routesAt(path, app, realmOf, needs)
}

function routesAt(path: string, app: FastifyInstance, realmOf: RealmOf, needs: PeopleNeeds): void {
  app.get(path, async (request, reply) => {
    const realm = realmOf(request)
    const user = await findPerson(request, realm, needs)
    return user === undefined ? reply.callNotFound() : sendPerson(reply, realm, user, needs)
  })

  app.post(path, async (request, reply) => {
    const realm = realmOf(request)
    const form = ownFormOf(request, realm, needs.about)
    if (form === undefined) return sendStale(reply, realm, realmPaths.people)
    const user = await findPerson(request, realm, needs)
    // their page was open while somebody removed them
    if (user === undefined)
      return sendRedirect(reply, toldIn(realm.basePath + realmPaths.people, 'gone'))
    if (form.values.get('decision') === 'sign-in') return signInAs(reply, realm, user)
    const outcome = await act(realm, user, form.values, needs)
    switch (outcome.kind) {
      case 'gone':
        return sendRedirect(reply, toldIn(realm.basePath + realmPaths.people, 'removed'))
      case 'done':
        return sendRedirect(reply, toldIn(personPath(realm, user.sub), outcome.decision))
      case 'again':
        return sendPerson(reply.code(400), realm, user, needs, outcome)
    }
  })
}

async function findPerson(request: FastifyRequest, realm: Realm, { ask }: PeopleNeeds) {
  const asked = await ask<WrittenUser>(realm, 'GET', ['users', nameIn(request)])
  return asked.kind === 'done' ? asked.answer : undefined
}

async function sendPerson(
  reply: FastifyReply,
  realm: Realm,
  user: WrittenUser,
  needs: PeopleNeeds,
  again?: Partial<Editing>,
): Promise<FastifyReply> {
  const asked = queryOf(reply.request)
  const done = asked.kind === 'decoded' ? sentenceOf(asked.values.get('done')) : undefined
  const editing: Editing = {
    ...{ typed: typedOf(user.claims), problems: noProblems, rest: undefined },
    ...{ typedLogin: new Map([['username', user.username]]), ...again },
  }
  const model = { done, ...(await personModel(realm, user, needs, editing)) }
  const at = { realm, about: needs.about, section: realmPaths.people }
  return sendConsolePage(reply, at, { name: 'console/person', model, policy: { script: true } })
}
