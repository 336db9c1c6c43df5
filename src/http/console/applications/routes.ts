import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { realmPaths } from '../../../protocol/paths.ts'
import { queryOf } from '../../edge/forms.ts'
import { sendRedirect } from '../../edge/headers.ts'
import { nameIn, ofApps, routesOfPage, toldIn } from '../../edge/named-page.ts'
import type { PageModels, PageName } from '../../pages/models/pages.ts'
import { isIn, queryIn } from '../../pages/picker.ts'
import type { AboutServer, Realm, RealmOf } from '../../realm.ts'
import type { Ask } from '../ask.ts'
import { keptIn } from '../kept.ts'
import { type ConsoleModel, ownFormOf, sendConsolePage, sendStale } from '../page.ts'
import { act } from './act.ts'
import { appsIn, clientsOf, keySetsOf, nameOf, type ToldClient } from './client.ts'
import { create, newModel } from './create.ts'
import { doneWords } from './done.ts'
import { nothingTyped } from './fields.ts'
import { applicationModel, grantedTo, hrefOf, kindName, marksOf, pathOf } from './model.ts'
import type { Outcome } from './outcome.ts'

interface Needs {
  readonly about: AboutServer
  readonly ask: Ask
}

const { applications, newApplication } = realmPaths

/** `/applications`: the apps that may ask for tokens, and what may be done with them. */
export function applicationRoutes(app: FastifyInstance, realmOf: RealmOf, needs: Needs): void {
  const { about, ask } = needs
  const { send, answer } = createSenders(about)

  app.get(applications, async (request, reply) => {
    const realm = realmOf(request)
    const model = await listModel(ask, realm, request)
    return send(reply, realm, 'console/applications', model)
  })

  app.get(newApplication, async (request, reply) => {
    const realm = realmOf(request)
    return send(reply, realm, 'console/application-new', newModel(realm, '', nothingTyped))
  })

  app.post(newApplication, async (request, reply) => {
    const realm = realmOf(request)
    const form = ownFormOf(request, realm, about)
    if (form === undefined) return sendStale(reply, realm, newApplication)
    return answer(reply, realm, await create(ask, realm, form.values))
  })

  for (const path of routesOfPage(ofApps)) {
    app.get(path, async (request, reply) => {
      const realm = realmOf(request)
      const client = await find(ask, realm, request)
      if (client === undefined) return reply.callNotFound()
      const model = await applicationModel(ask, realm, client, { done: doneOf(request) })
      return send(reply, realm, 'console/application', model)
    })

    app.post(path, async (request, reply) => {
      const realm = realmOf(request)
      const form = ownFormOf(request, realm, about)
      if (form === undefined) return sendStale(reply, realm, pathOf(nameIn(request)))
      const client = await find(ask, realm, request)
      // its page was open while somebody deleted it
      if (client === undefined)
        return sendRedirect(reply, toldIn(realm.basePath + applications, 'gone'))
      return answer(reply, realm, await act({ ask, realm, client, sent: form.values }))
    })
  }

  for (const path of routesOfPage(ofApps, '/delete')) {
    app.get(path, async (request, reply) => {
      const realm = realmOf(request)
      const client = await find(ask, realm, request)
      if (client === undefined || client.from === 'configuration') return reply.callNotFound()
      const model = await removalModel(ask, realm, client)
      return send(reply, realm, 'console/application-removal', model)
    })
  }
}

/** How a page is sent, and what has become of a form. */
function createSenders(about: AboutServer) {
  const send = <Name extends PageName>(
    reply: FastifyReply,
    realm: Realm,
    name: Name,
    model: ConsoleModel<Name>,
  ) => {
    const at = { realm, about, section: applications }
    return sendConsolePage(reply, at, { name, model, policy: { script: true } })
  }

  /** What was done is told by the page that follows, so that nothing is done twice by a reload. */
  const answer = (reply: FastifyReply, realm: Realm, outcome: Outcome) => {
    switch (outcome.kind) {
      case 'done':
        return sendRedirect(reply, toldIn(outcome.at, outcome.what))
      case 'secret':
        return send(reply, realm, 'console/application-secret', outcome.model)
      case 'again':
        return send(reply.code(400), realm, 'console/application', outcome.model)
      case 'new':
        return send(reply.code(400), realm, 'console/application-new', outcome.model)
      case 'refused':
        return send(reply.code(outcome.status), realm, 'notice', outcome.model)
    }
  }

  return { send, answer }
}

const find = async (ask: Ask, realm: Realm, request: FastifyRequest) =>
  (await clientsOf(ask, realm)).find((one) => one.client_id === nameIn(request))

/** Of what an address says to have happened only what we know is shown. */
function doneOf(request: FastifyRequest): string | undefined {
  const query = queryOf(request)
  return query.kind === 'decoded' ? doneWords.get(query.values.get('done') ?? '') : undefined
}

/** More than these on one page help nobody. */
const mostListed = 100

async function listModel(
  ask: Ask,
  realm: Realm,
  request: FastifyRequest,
): Promise<PageModels['console/applications']> {
  const apps = appsIn(await clientsOf(ask, realm))
  const query = (queryIn(request) ?? '').trim()
  const isFound = isIn(query)
  const found = apps.filter((sets) => isFound(() => sets.map(textOf).join(' ')))
  return {
    newHref: realm.basePath + newApplication,
    action: realm.basePath + applications,
    query,
    total: apps.length,
    unlisted: Math.max(0, found.length - mostListed),
    kept: await keptIn(ask, realm),
    done: doneOf(request),
    applications: found.slice(0, mostListed).flatMap((sets) => listed(realm, sets)),
  }
}

/** What an app is found by. */
const textOf = (client: ToldClient): string =>
  [nameOf(client), client.client_id, ...addressesOf(client)].join(' ')

const addressesOf = ({ redirect_uris: uris, origins }: ToldClient): readonly string[] =>
  uris ?? origins ?? []

function listed(realm: Realm, sets: readonly ToldClient[]) {
  return sets.slice(0, 1).map((client) => ({
    name: nameOf(client),
    href: hrefOf(realm, client),
    keys: sets.map(({ client_id: id }) => id),
    redirectUris: addressesOf(client),
    kind: kindName(client),
    marks: marksOf(client),
  }))
}

/** Removed together: an app has no keys without it. */
async function removalModel(
  ask: Ask,
  realm: Realm,
  client: ToldClient,
): Promise<ConsoleModel<'console/application-removal'>> {
  const sets = keySetsOf(client, await clientsOf(ask, realm))
  const own = sets.filter(({ from }) => from !== 'configuration')
  const granted = await Promise.all(own.map((one) => grantedTo(ask, realm, one)))
  return {
    ...{ action: hrefOf(realm, client), name: nameOf(client) },
    ids: own.map(({ client_id: id }) => id),
    granted: new Set(granted.flat().map(({ sub }) => sub)).size,
    back: hrefOf(realm, client),
  }
}
