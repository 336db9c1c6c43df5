import type { FastifyInstance } from 'fastify'
import { realmPaths } from '../../protocol/paths.ts'
import { sendPage } from '../pages/send-page.ts'
import type { RealmOf } from '../realm.ts'
import { usualApp } from './snippets/app-address.ts'
import { answerChanges, movesFor, requestChanges, serverSteps } from './snippets/moves.ts'

/** `/moving-to-code`: from the implicit grant to code and PKCE. It says nothing of who may use it. */
export function movingRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  app.get(realmPaths.moving, { exposeHeadRoute: true }, (request, reply) => {
    const { issuer } = realmOf(request)
    const moves = movesFor({ issuer, clientId: 'my-app', redirectUri: `${usualApp}/callback` })
    return sendPage(reply, 'console/moving', { requestChanges, answerChanges, serverSteps, moves })
  })
}
