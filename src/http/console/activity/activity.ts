import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { endpointNames } from '../../../protocol/endpoint.ts'
import { exchangeNumber } from '../../../protocol/exchange-id.ts'
import { realmPaths } from '../../../protocol/paths.ts'
import { isOfOwnPage } from '../../edge/same-origin.ts'
import type { ActivityEntry } from '../../pages/models/activity.ts'
import type { PageModels } from '../../pages/models/pages.ts'
import type { AboutServer, Realm, RealmOf } from '../../realm.ts'
import type { Ask, Listen } from '../ask.ts'
import { sendConsolePage, staysOpen } from '../page.ts'
import { exchangeModel } from './exchange.ts'
import { filterOf, queryTextOf, wantedBy } from './filter.ts'
import { sentenceOf } from './line.ts'
import { sendLive } from './live.ts'
import { seedOf } from './seed.ts'
import type { WrittenExchange } from './written.ts'

interface Needs {
  readonly about: AboutServer
  readonly ask: Ask
  readonly listen: Listen
}

/** Exchanges of one page: each is taken apart to be shown. */
const most = 50

/** `/activity`: what apps and browsers have asked, and what came of it. */
export function activityRoutes(app: FastifyInstance, realmOf: RealmOf, needs: Needs): void {
  const { about, ask, listen } = needs
  app.get(realmPaths.activity, async (request, reply) => {
    const realm = realmOf(request)
    const model = await listModel(realm, request, ask)
    const at = { realm, about, section: realmPaths.activity }
    const policy = { script: true, connect: true }
    return sendConsolePage(reply, at, { name: 'console/activity', model, policy })
  })
  app.get(realmPaths.activityLive, async (request, reply) => {
    const realm = realmOf(request)
    // a page of another site could hold the places of those who listen, though it reads nothing
    if (!isOfOwnPage(request, realm.origin)) return reply.callNotFound()
    const messages = await listen(realm)
    // whoever is told so asks no more (HTML §9.2.3)
    return messages === undefined
      ? reply.code(204).send()
      : sendLive(reply, messages, () => staysOpen(request, about))
  })
  app.get(realmPaths.activityArchive, async (request, reply) => {
    const realm = realmOf(request)
    const query = wantedBy(filterOf(request))
    const archive = await ask(realm, 'GET', ['requests.har'], { query })
    if (archive.kind === 'refused') return reply.callNotFound()
    return sendArchive(reply, archive.answer)
  })
  app.get(`${realmPaths.activity}/:id`, async (request, reply) => {
    const realm = realmOf(request)
    const model = await oneModel(realm, request, ask)
    if (model === undefined) return reply.callNotFound()
    const at = { realm, about, section: realmPaths.activity }
    const policy = { script: true }
    return sendConsolePage(reply, at, { name: 'console/exchange', model, policy })
  })
}

async function listModel(
  realm: Realm,
  request: FastifyRequest,
  ask: Ask,
): Promise<PageModels['console/activity']> {
  const filter = filterOf(request)
  const activity = realm.basePath + realmPaths.activity
  // one more than is shown tells whether there are older ones
  const query = { ...wantedBy(filter), last: String(most + 1) }
  const found = await entriesOf(realm, ask, query)
  const shown = found.slice(0, most)
  const last = found.length > most ? shown.at(-1) : undefined
  return {
    action: activity,
    entries: shown,
    filter,
    endpoints: endpointNames.map((name) => ({ name, isChosen: name === filter.endpoint })),
    isNarrowed: queryTextOf(filter) !== '',
    newest: filter.before === '' ? undefined : activity + queryTextOf(filter),
    older: last && activity + queryTextOf(filter, { before: last.id }),
    archive: realm.basePath + realmPaths.activityArchive + queryTextOf(filter),
    // what comes is new, and no part of an older page
    live:
      filter.before === ''
        ? realm.basePath + realmPaths.activityLive + queryTextOf(filter)
        : undefined,
  }
}

/** As the list shows them, the newest first. */
export async function entriesOf(
  realm: Realm,
  ask: Ask,
  query: Readonly<Record<string, string>>,
): Promise<readonly ActivityEntry[]> {
  const [found, names] = await Promise.all([listed(realm, ask, query), namesIn(realm)])
  const logins = `${realm.basePath}${realmPaths.activity}?login=`
  return found.toReversed().map((exchange) => ({
    id: exchange.id,
    line: lineIn(realm, exchange, names),
    login: exchange.login && logins + exchange.login,
  }))
}

/** The oldest first. */
async function listed(realm: Realm, ask: Ask, query: Readonly<Record<string, string>>) {
  const asked = await ask<readonly WrittenExchange[]>(realm, 'GET', ['requests'], { query })
  return asked.kind === 'done' ? asked.answer : []
}

const lineIn = (
  { basePath }: Realm,
  exchange: WrittenExchange,
  names: ReadonlyMap<string, string>,
) => ({
  href: `${basePath}${realmPaths.activity}/${exchange.id}`,
  ...sentenceOf(exchange, names),
})

/** What the apps are called, by their ids. */
async function namesIn({ flows }: Realm): Promise<ReadonlyMap<string, string>> {
  const clients = await flows.discovery.clients()
  return new Map(clients.map(({ id, name }) => [id, name]))
}

async function oneModel(realm: Realm, request: FastifyRequest, ask: Ask) {
  const { id } = request.params as { readonly id: string }
  const number = exchangeNumber(id)
  if (number === undefined) return undefined
  const query = { since: `x${number - 1}`, before: `x${number + 1}` }
  const [exchange] = await listed(realm, ask, query)
  if (exchange === undefined) return undefined
  const { login } = exchange
  const same = login === undefined ? [] : await listed(realm, ask, { login, last: String(most) })
  const names = await namesIn(realm)
  const thread = same.map((one) => ({ line: lineIn(realm, one, names), isThis: one.id === id }))
  const seed = exchange.endpoint === 'authorize' ? await seedOf(ask, realm, exchange) : {}
  return exchangeModel(realm, exchange, { sentence: sentenceOf(exchange, names), thread, seed })
}

const sendArchive = (reply: FastifyReply, archive: unknown): FastifyReply =>
  reply
    .headers({
      'cache-control': 'no-store',
      'content-disposition': 'attachment; filename="activity.har"',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    })
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(archive))
