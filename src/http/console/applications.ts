import type { FastifyInstance } from 'fastify'
import { realmPaths } from '../../protocol/paths.ts'
import type { PageModels } from '../pages/pages.ts'
import type { AboutServer, RealmOf } from '../realm.ts'
import type { Ask } from './ask.ts'
import { sendConsolePage } from './page.ts'

interface Needs {
  readonly about: AboutServer
  readonly ask: Ask
}

/** `/applications`: the apps that may ask for tokens. */
export function applicationRoutes(
  app: FastifyInstance,
  realmOf: RealmOf,
  { about, ask }: Needs,
): void {
  app.get(realmPaths.applications, async (request, reply) => {
    const realm = realmOf(request)
    const listed = await ask<readonly WrittenClient[]>(realm, 'GET', ['clients'])
    const applications = listed.kind === 'done' ? listed.answer.map(modelOf) : []
    const at = { realm, about, section: realmPaths.applications }
    return sendConsolePage(reply, at, { name: 'console/applications', model: { applications } })
  })
}

/** A client as the operations tell of it. */
interface WrittenClient {
  readonly client_id: string
  readonly client_name?: string
  readonly redirect_uris?: readonly string[]
}

const modelOf = (
  client: WrittenClient,
): PageModels['console/applications']['applications'][number] => ({
  id: client.client_id,
  name: client.client_name ?? client.client_id,
  redirectUris: client.redirect_uris ?? [],
})
