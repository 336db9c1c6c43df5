import type { FastifyInstance } from 'fastify'
import { basePathOf, realmPaths } from '../../protocol/paths.ts'
import { advertisedPath } from '../../protocol/provider/provider.ts'
import { queryOf } from '../edge/forms.ts'
import { personCard } from '../pages/cards.ts'
import type { PageModels } from '../pages/models/pages.ts'
import type { AboutServer, Realm, RealmOf } from '../realm.ts'
import { entriesOf } from './activity/activity.ts'
import type { Ask } from './ask.ts'
import { isForConsole, sendConsolePage } from './page.ts'
import { apiSnippets } from './snippets/api.ts'
import { readAppAddress, usualApp } from './snippets/app-address.ts'
import { ofRealm, usualAudience } from './snippets/of-realm.ts'
import { implicitSnippets, readySnippets } from './snippets/snippets.ts'

/** `/`: what is running, and how to point an app at it. Users and clients in local mode only. */
export function overviewRoutes(
  app: FastifyInstance,
  realmOf: RealmOf,
  about: AboutServer,
  ask: Ask | undefined,
): void {
  app.get(realmPaths.start, { exposeHeadRoute: true }, async (request, reply) => {
    const query = queryOf(request)
    const typed = query.kind === 'decoded' ? query.values.get('app') : undefined
    const realm = realmOf(request)
    const isOpen = ask !== undefined && isForConsole(request, about)
    const recent = isOpen ? await recentOf(realm, ask) : undefined
    const documentation = isOpen ? realm.basePath + realmPaths.documentation : undefined
    const model = { ...(await modelOf(realm, about, typed)), recent, documentation }
    const at = { realm, about, section: realmPaths.start }
    return sendConsolePage(reply, at, {
      name: 'console/overview',
      model,
      policy: { script: true, connect: true },
    })
  })
}

async function modelOf(
  realm: Realm,
  about: AboutServer,
  typed: string | undefined,
): Promise<Omit<PageModels['console/overview'], 'recent' | 'documentation'>> {
  const { version, realmIds, isControlled } = about
  const { iss, mode } = realm
  const address = readAppAddress(typed)
  const base = address.kind === 'known' ? address.base : usualApp
  const app = { ...ofRealm(realm, 'my-app'), clientId: 'my-app', redirectUri: `${base}/callback` }
  const local = mode === 'local'
  return {
    issuer: iss,
    mode,
    version,
    endpoints: endpointsOf(realm),
    ...(local ? await registered(realm) : nobodyListed),
    // Strict mode names neither its realms nor its files.
    realms: local ? realmIds().map((id) => realmLink(id, realm.id)) : [],
    configFile: local ? fileOf(about) : undefined,
    unready: await about.whyNotReady(),
    account: realm.basePath + realmPaths.account,
    playground: realm.playground ? realm.basePath + realmPaths.playground : undefined,
    moving: realm.basePath + realmPaths.moving,
    scenarios: local && isControlled ? realm.basePath + realmPaths.scenarios : undefined,
    app: {
      base,
      typed: address.kind === 'unclear' ? address.typed : base,
      isUnclear: address.kind === 'unclear',
    },
    snippets: readySnippets(app),
    implicitSnippets: implicitSnippets(app),
    apiSnippets: apiSnippets({
      ...ofRealm(realm),
      audience: usualAudience(realm, 'my-app'),
      typ: realm.tokenShape.accessTokenTyp,
    }),
  }
}

const fileOf = ({ configFile: name, fileState }: AboutServer) =>
  name === undefined ? undefined : { name, ...fileState() }

const mostRecent = 5

async function recentOf(realm: Realm, ask: Ask): Promise<PageModels['console/overview']['recent']> {
  const entries = await entriesOf(realm, ask, { last: String(mostRecent) })
  const { basePath } = realm
  return {
    activity: basePath + realmPaths.activity,
    live: basePath + realmPaths.activityLive,
    entries: entries.map(({ id, line }) => ({ id, line })),
  }
}

const realmLink = (id: string, current: string) => ({
  id,
  href: basePathOf(id) + realmPaths.start,
  isCurrent: id === current,
})

/** As the metadata have them. */
const endpointsOf = ({ issuer: address, provider }: Realm) =>
  [
    { name: 'Discovery', path: realmPaths.openidMetadata },
    { name: 'Authorization', path: realmPaths.authorize },
    { name: 'Token', path: realmPaths.token },
    { name: 'Userinfo', path: realmPaths.userinfo },
    { name: 'Keys (JWKS)', path: realmPaths.jwks },
    { name: 'Logout', path: realmPaths.logOut },
  ].map(({ name, path }) => ({ name, url: address + advertisedPath(provider, path) }))

/** More than these on one page help nobody, and a page of thousands holds up everybody else. */
const mostListed = 50

type Registered = Pick<PageModels['console/overview'], 'users' | 'clients' | 'unlisted'>

const nobodyListed: Registered = { users: [], clients: [], unlisted: { users: 0, clients: 0 } }

async function registered({ flows, demoUsers }: Realm): Promise<Registered> {
  const [all, clients] = await Promise.all([flows.discovery.users(), flows.discovery.clients()])
  const users = all.filter((user) => user.enabled)
  return {
    users: users.slice(0, mostListed).map((user) => {
      const card = personCard(user)
      const details = card.details.filter((detail) => detail !== user.username)
      // Any other password is known to nobody here.
      const password = demoUsers.has(user.username) ? user.username : undefined
      return { ...card, details, password }
    }),
    unlisted: {
      users: Math.max(0, users.length - mostListed),
      clients: Math.max(0, clients.length - mostListed),
    },
    clients: clients.slice(0, mostListed).map((client) => ({
      id: client.id,
      name: client.name,
      responseTypes: client.responseTypes,
      redirectUris: client.source === 'loopback' ? [client.loopbackOrigin] : client.redirectUris,
      acceptedOnLoopback: client.source === 'loopback',
    })),
  }
}
