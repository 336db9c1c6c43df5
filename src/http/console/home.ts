import type { FastifyInstance } from 'fastify'
import { endpointPaths } from '../../protocol/discovery/metadata.ts'
import type { User } from '../../protocol/user.ts'
import { userCard } from '../cards.ts'
import type { PageModels } from '../pages.ts'
import type { Realm, RealmOf } from '../realm.ts'
import { sendPage } from '../send-page.ts'
import { readySnippets } from './snippets.ts'

/** `/`: what is running, and how to point an app at it. Users and clients in local mode only. */
export function homeRoutes(app: FastifyInstance, realmOf: RealmOf, version: string): void {
  app.get('/', { exposeHeadRoute: true }, async (request, reply) => {
    const realm = realmOf(request)
    const model = { ...(await modelOf(realm)), version }
    return sendPage(reply, 'home', model, { script: true })
  })
}

async function modelOf(realm: Realm): Promise<Omit<PageModels['home'], 'version'>> {
  const { issuer, mode } = realm
  return {
    issuer,
    mode,
    endpoints: endpointsOf(issuer),
    ...(mode === 'local' ? await registered(realm) : { users: [], clients: [] }),
    playground: realm.playground ? `${realm.basePath}/playground` : undefined,
    snippets: readySnippets({
      issuer,
      clientId: 'my-app',
      redirectUri: 'http://localhost:5173/callback',
    }),
  }
}

const endpointsOf = (issuer: string) => [
  { name: 'Discovery', url: `${issuer}/.well-known/openid-configuration` },
  { name: 'Authorization', url: issuer + endpointPaths.authorization },
  { name: 'Userinfo', url: issuer + endpointPaths.userinfo },
  { name: 'Keys (JWKS)', url: issuer + endpointPaths.jwks },
  { name: 'Logout', url: issuer + endpointPaths.endSession },
]

async function registered({
  flows,
}: Realm): Promise<Pick<PageModels['home'], 'users' | 'clients'>> {
  const [users, clients] = await Promise.all([flows.discovery.users(), flows.discovery.clients()])
  return {
    users: users
      .filter((user) => user.enabled)
      .map((user) => ({ ...userCard(user), password: shownPassword(user) })),
    clients: clients.map((client) => ({
      id: client.id,
      name: client.name,
      responseTypes: client.responseTypes,
      redirectUris:
        client.loopbackOrigin === undefined ? client.redirectUris : [client.loopbackOrigin],
      acceptedOnLoopback: client.loopbackOrigin !== undefined,
    })),
  }
}

/** The password of a demo user is its name and no secret; any other is not shown. */
function shownPassword({ username, password }: User): string | undefined {
  return password === username ? password : undefined
}
