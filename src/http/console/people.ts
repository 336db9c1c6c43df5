import type { FastifyInstance } from 'fastify'
import { realmPaths } from '../../protocol/paths.ts'
import type { User } from '../../protocol/user.ts'
import { personCard } from '../pages/cards.ts'
import type { PageModels } from '../pages/pages.ts'
import type { AboutServer, RealmOf } from '../realm.ts'
import type { Ask } from './ask.ts'
import { sendConsolePage } from './page.ts'

interface Needs {
  readonly about: AboutServer
  readonly ask: Ask
}

/** `/people`: who may sign in. */
export function peopleRoutes(app: FastifyInstance, realmOf: RealmOf, { about, ask }: Needs): void {
  app.get(realmPaths.people, async (request, reply) => {
    const realm = realmOf(request)
    const listed = await ask<readonly WrittenUser[]>(realm, 'GET', ['users'])
    const people = listed.kind === 'done' ? listed.answer.map(modelOf) : []
    const at = { realm, about, section: realmPaths.people }
    return sendConsolePage(reply, at, { name: 'console/people', model: { people } })
  })
}

/** A user as the operations tell of them. */
interface WrittenUser {
  readonly sub: string
  readonly username: string
  readonly enabled: boolean
  readonly claims: User['claims']
}

function modelOf(user: WrittenUser): PageModels['console/people']['people'][number] {
  const { username: _, ...card } = personCard(user)
  return { enabled: user.enabled, ...card }
}
