/**
 * The application: the edge, then the list of routes, one line per room.
 *
 * @module
 */

import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import { basePathOf } from '../protocol/paths.ts'
import { accountRoutes } from './account/account.ts'
import { accountLogInRoutes } from './account/account-login.ts'
import { authorizeRoutes } from './authorize/authorize.ts'
import { consoleRoutes } from './console/console.ts'
import { isForConsole } from './console/page.ts'
import { type ControlNeeds, controlRoutes, type Operations } from './control/control.ts'
import { answerControlError } from './control/control-answer.ts'
import { meetFaultsAtEdge } from './control/faults.ts'
import { recordExchanges } from './control/journal.ts'
import { type Answered, reportAnswers } from './edge/access-lines.ts'
import { allowBrowsers } from './edge/cors.ts'
import { registerForms } from './edge/forms.ts'
import type { Headers } from './edge/headers.ts'
import type { ReportRefusal } from './edge/refusal.ts'
import { gatherRoutes } from './edge/route-table.ts'
import { realmIdIn } from './edge/start-link.ts'
import { type Traces, traceRequests } from './edge/traces.ts'
import { createErrorAnswers } from './errors/errors.ts'
import { registerHealth } from './health.ts'
import { type MetricsNeeds, registerMetrics } from './metrics/metrics.ts'
import { registerAssets } from './pages/assets.ts'
import { registerBrands } from './pages/brand.ts'
import { createPageWriter, registerViews } from './pages/views.ts'
import type { AboutServer, Realm, RealmOf } from './realm.ts'
import { registerRoutes } from './register/register.ts'
import type { Listeners } from './server/listeners.ts'
import { createReadTarget } from './server/provider-paths.ts'
import { serverOptions } from './server/server-options.ts'
import { checkSessionRoutes } from './session/check-session.ts'
import { keycloakFrameRoutes } from './session/keycloak-frames.ts'
import { logOutRoutes } from './session/log-out.ts'
import { chooseAccountRoutes } from './steps/choose-account.ts'
import { consentRoutes } from './steps/consent.ts'
import { logInRoutes } from './steps/log-in.ts'
import { createOAuthErrorAnswers, type ProviderOf } from './tokens/bearer-errors.ts'
import { tokenRoutes } from './tokens/token.ts'
import { userinfoRoutes } from './userinfo.ts'
import { rootMetadataRoutes, wellKnownRoutes } from './well-known.ts'

export interface AppNeeds {
  readonly listeners: Listeners
  readonly trustProxy: readonly string[]
  readonly transport: Headers
  /** Realms by id; `default` is always there once the server is bound. */
  readonly findRealm: (id: string) => Realm | undefined
  readonly isConfigStale: () => boolean
  /** What keeps the server from answering now, in a sentence. */
  readonly whyNotReady: () => Promise<string | undefined>
  readonly traces: Traces
  /** Undefined where no metrics are told here. */
  readonly metrics: MetricsNeeds | undefined
  readonly about: AboutServer
  /** What the console and the control API stand on; undefined where there is neither. */
  readonly operations: Operations | undefined
  /** Undefined where no test controls the server. */
  readonly control: ControlNeeds | undefined
  /** Hears of each request that HTTP has refused. */
  readonly refused: ReportRefusal
  /** Hears of every answer; undefined when nobody listens. */
  readonly answered: ((answer: Answered) => void) | undefined
  /** Is given each error of ours once. */
  readonly report: (error: unknown, request: FastifyRequest) => void
}

export function buildApp(needs: AppNeeds): FastifyInstance {
  const errors = createErrorAnswers({
    renderError: createPageWriter('error'),
    isRealm: (id) => id !== 'default' && needs.findRealm(id) !== undefined,
    report: needs.report,
    refused: needs.refused,
    answerKnown: createOAuthErrorAnswers(needs.refused, providerIn(needs.findRealm)),
    ...(needs.control !== undefined && { answerApi: answerControlError }),
    transport: needs.transport,
  })
  const app = Fastify(
    serverOptions({
      serverFactory: needs.listeners.serverFactory,
      onFrameworkError: errors.onFrameworkError,
      trustProxy: needs.trustProxy,
      readTarget: createReadTarget(needs.findRealm),
    }),
  )
  const routes = gatherRoutes(app)
  traceRequests(app, needs.traces, needs.answered !== undefined)
  reportAnswers(app, needs.answered)
  sendWithEveryAnswer(app, needs.transport)
  registerForms(app)
  registerViews(app, { production: true })
  registerAssets(app)
  registerBrands(app, needs.findRealm)
  errors.handleErrors(app, routes)
  registerHealth(app, needs)
  if (needs.metrics !== undefined) registerMetrics(app, needs.metrics, needs.refused)
  const { operations, control, refused, about } = needs
  if (control !== undefined) meetFaultsAtEdge(app, control)
  if (operations !== undefined) {
    recordExchanges(app, operations.recorder, (request) => isForConsole(request, about))
  }
  registerRealms(app, needs)
  if (control !== undefined && operations !== undefined) {
    app.register(async (scope) => controlRoutes(scope, control, operations, refused))
  }
  return app
}

/** A realm that is not there has nothing to say, in any words. */
const providerIn =
  (findRealm: AppNeeds['findRealm']): ProviderOf =>
  ({ raw }) =>
    findRealm(realmIdIn(raw.url ?? '') ?? 'default')?.provider

/** Redirects, documents and assets say how the server is reached, as pages do (RFC 6797 §7.1). */
function sendWithEveryAnswer(app: FastifyInstance, headers: Headers): void {
  if (Object.keys(headers).length === 0) return
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
}

/** The default realm at the root, any other under `/realms/{id}`: the realm is found once. */
function registerRealms(app: FastifyInstance, needs: AppNeeds): void {
  const { findRealm } = needs
  const defaultRealm = (): Realm => {
    const realm = findRealm('default')
    if (realm === undefined) throw new Error('The server is not bound to an address yet.')
    return realm
  }
  app.register(async (scope) => realmRoutes(scope, defaultRealm, needs))

  /** A realm may be removed or changed while it answers: each request keeps the one that it met. */
  const met = new WeakMap<FastifyRequest, Realm>()
  const namedRealm: RealmOf = (request) => {
    const realm = met.get(request)
    if (realm === undefined) throw new Error('A request came to a realm and met none.')
    return realm
  }
  app.register(
    async (scope) => {
      scope.addHook('onRequest', async (request, reply) => {
        const id = realmIdOf(request)
        const realm = id === 'default' ? undefined : findRealm(id)
        if (realm === undefined) reply.callNotFound()
        else met.set(request, realm)
      })
      realmRoutes(scope, namedRealm, needs)
    },
    { prefix: basePathOf(':realm') },
  )
  app.register(async (scope) => {
    allowBrowsers(scope)
    rootMetadataRoutes(scope, findRealm)
  })
}

// the prefix of the scope names the parameter
const realmIdOf = (request: FastifyRequest): string =>
  (request.params as { readonly realm: string }).realm

type RouteNeeds = Pick<AppNeeds, 'about' | 'operations'>

function realmRoutes(
  scope: FastifyInstance,
  realmOf: RealmOf,
  { about, operations }: RouteNeeds,
): void {
  authorizeRoutes(scope, realmOf, about)
  logInRoutes(scope, realmOf)
  chooseAccountRoutes(scope, realmOf)
  consentRoutes(scope, realmOf)
  logOutRoutes(scope, realmOf)
  accountRoutes(scope, realmOf)
  accountLogInRoutes(scope, realmOf)
  checkSessionRoutes(scope, realmOf)
  keycloakFrameRoutes(scope, realmOf)
  consoleRoutes(scope, realmOf, { about, operations })
  scope.register(async (open) => {
    allowBrowsers(open)
    userinfoRoutes(open, realmOf)
    tokenRoutes(open, realmOf)
    // by itself, for it alone takes JSON
    open.register(async (json) => registerRoutes(json, realmOf))
    wellKnownRoutes(open, realmOf)
  })
}
