/**
 * The console: the start page, the playground and the way to code for whoever may reach the server, and
 * what looks into the server for whoever sits at its machine.
 *
 * @module
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Operations } from '../control/control.ts'
import type { AboutServer, RealmOf } from '../realm.ts'
import { activityRoutes } from './activity/activity.ts'
import { applicationRoutes } from './applications/routes.ts'
import { createAsk, createListen } from './ask.ts'
import { documentRoutes } from './documents/documents.ts'
import { movingRoutes } from './moving.ts'
import { overviewRoutes } from './overview.ts'
import { isForConsole } from './page.ts'
import { peopleRoutes } from './people/people.ts'
import { personRoutes } from './people/person.ts'
import { playgroundRoutes } from './playground.ts'
import { scenarioRoutes } from './scenarios/scenarios.ts'
import { consoleSignInRoutes, sendToSignIn } from './sign-in.ts'

interface Needs {
  readonly about: AboutServer
  readonly operations: Operations | undefined
}

export function consoleRoutes(parent: FastifyInstance, realmOf: RealmOf, needs: Needs): void {
  parent.register(async (app) => {
    const { meetReplicas } = needs.about
    if (meetReplicas !== undefined) {
      app.addHook('onRequest', async ({ headers }) => meetReplicas(headers.cookie))
    }
    pagesOf(app, realmOf, needs)
  })
}

function pagesOf(app: FastifyInstance, realmOf: RealmOf, needs: Needs): void {
  const { about, operations } = needs
  const ask = operations && createAsk(operations)
  overviewRoutes(app, realmOf, about, ask)
  playgroundRoutes(app, realmOf, about)
  movingRoutes(app, realmOf, about)
  if (operations === undefined || ask === undefined) return
  const { consoleGate: gate } = about
  if (gate !== undefined) consoleSignInRoutes(app, realmOf, about, gate)
  const given = { about, ask, listen: createListen(operations) }
  app.register(async (scope) => {
    scope.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
      if (isForConsole(request, about)) return
      if (gate !== undefined) return sendToSignIn(request, reply, realmOf(request))
      reply.callNotFound()
    })
    applicationRoutes(scope, realmOf, given)
    peopleRoutes(scope, realmOf, given)
    personRoutes(scope, realmOf, given)
    activityRoutes(scope, realmOf, given)
    scenarioRoutes(scope, realmOf, given)
    documentRoutes(scope, realmOf, about)
  })
}
