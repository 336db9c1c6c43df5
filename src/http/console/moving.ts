import type { FastifyInstance } from 'fastify'
import { realmPaths } from '../../protocol/paths.ts'
import type { AboutServer, RealmOf } from '../realm.ts'
import { sendConsolePage } from './page.ts'
import { usualApp } from './snippets/app-address.ts'
import { answerChanges, movesFor, requestChanges, serverSteps } from './snippets/moves.ts'
import { ofRealm } from './snippets/of-realm.ts'

/** `/moving-to-code`: from the implicit grant to code and PKCE. It says nothing of who may use it. */
export function movingRoutes(app: FastifyInstance, realmOf: RealmOf, about: AboutServer): void {
  app.get(realmPaths.moving, { exposeHeadRoute: true }, (request, reply) => {
    const realm = realmOf(request)
    const moves = movesFor({
      ...ofRealm(realm, 'my-app'),
      clientId: 'my-app',
      redirectUri: `${usualApp}/callback`,
    })
    const at = { realm, about, section: realmPaths.moving }
    const model = { requestChanges, answerChanges, serverSteps, moves }
    return sendConsolePage(reply, at, { name: 'console/moving', model })
  })
}
