import type { FastifyInstance } from 'fastify'
import { realmPaths } from '../../protocol/paths.ts'
import { momentOf } from '../pages/moment.ts'
import type { PageModels } from '../pages/pages.ts'
import type { AboutServer, RealmOf } from '../realm.ts'
import type { Ask } from './ask.ts'
import { sendConsolePage } from './page.ts'

interface Needs {
  readonly about: AboutServer
  readonly ask: Ask
}

/** `/activity`: what apps and browsers have asked, and what came of it. */
export function activityRoutes(
  app: FastifyInstance,
  realmOf: RealmOf,
  { about, ask }: Needs,
): void {
  app.get(realmPaths.activity, async (request, reply) => {
    const realm = realmOf(request)
    const listed = await ask<readonly TalkedExchange[]>(realm, 'GET', ['requests'], {
      query: { last: '100' },
    })
    const exchanges = listed.kind === 'done' ? listed.answer.map(modelOf).toReversed() : []
    const at = { realm, about, section: realmPaths.activity }
    return sendConsolePage(reply, at, { name: 'console/activity', model: { exchanges } })
  })
}

/** An exchange as the operations tell of it. */
interface TalkedExchange {
  readonly time: number
  readonly endpoint: string
  readonly clientId?: string
  readonly user?: string
  readonly request: { readonly method: string }
  readonly response: { readonly status: number }
  readonly verdict: { readonly ok: boolean; readonly sentence?: string }
}

const modelOf = (
  exchange: TalkedExchange,
): PageModels['console/activity']['exchanges'][number] => ({
  time: momentOf(Math.floor(exchange.time / 1000)),
  endpoint: exchange.endpoint,
  method: exchange.request.method,
  status: exchange.response.status,
  client: exchange.clientId,
  user: exchange.user,
  refused: exchange.verdict.ok ? undefined : exchange.verdict.sentence,
})
