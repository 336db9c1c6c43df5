import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { realmPaths } from '../../protocol/paths.ts'
import { issuerFor } from '../../protocol/provider/provider.ts'
import { responseTypes } from '../../protocol/response/response-type.ts'
import { bodyOf } from '../edge/forms.ts'
import { self } from '../edge/headers.ts'
import { sendMalformed } from '../errors/error-page.ts'
import type { PageModels } from '../pages/models/pages.ts'
import { sendPage } from '../pages/send-page.ts'
import type { AboutServer, Realm, RealmOf } from '../realm.ts'
import { type AskedIssuer, askedIssuer, clientElsewhere } from './other-issuer.ts'
import { sendConsolePage } from './page.ts'

const playgroundClient = 'playground'

/** `/playground`: a sample browser client, served by ourselves; not there in strict mode. */
export function playgroundRoutes(app: FastifyInstance, realmOf: RealmOf, about: AboutServer): void {
  const withPlayground =
    (send: (realm: Realm, request: FastifyRequest, reply: FastifyReply) => FastifyReply) =>
    (request: FastifyRequest, reply: FastifyReply) => {
      const realm = realmOf(request)
      return realm.playground ? send(realm, request, reply) : reply.callNotFound()
    }
  app.get(realmPaths.playground, withPlayground(sendPlayground(about)))
  app.get(realmPaths.playgroundCallback, withPlayground(sendCallback))
  app.post(realmPaths.playgroundCallback, withPlayground(sendCallback))
}

const sendPlayground =
  (about: AboutServer) =>
  (realm: Realm, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const asked = askedIssuer(request, realm.iss)
    const origins = asked.kind === 'other' ? [asked.origin] : []
    const policy = {
      ...{ script: true, connect: true, connectsTo: origins },
      frames: [self, ...origins],
    }
    const at = { realm, about, section: realmPaths.playground }
    return sendConsolePage(reply, at, {
      name: 'console/playground',
      model: modelOf(realm, asked),
      policy,
    })
  }

function modelOf(realm: Realm, asked: AskedIssuer): PageModels['console/playground'] {
  const { issuer: own, iss, provider, scopes, basePath } = realm
  const isOther = asked.kind === 'other'
  const issuer = isOther ? asked.issuer : issuerFor({ issuer: iss, provider }, playgroundClient)
  const callback = own + realmPaths.playgroundCallback
  const id = isOther ? asked.clientId : playgroundClient
  return {
    issuer,
    isOther,
    typed: asked.kind === 'unclear' ? asked.typed : issuer,
    isUnclear: asked.kind === 'unclear',
    action: basePath + realmPaths.playground,
    discovery: issuer.replace(/\/$/, '') + realmPaths.openidMetadata,
    clients: [{ id, redirectUri: callback }],
    clientElsewhere: isOther ? asked.clientId : clientElsewhere,
    responseTypes,
    scopes: isOther ? usualScopes : [...scopes.keys()].filter((one) => one !== 'offline_access'),
    callback,
    silentCallback: callback,
    // where another issuer sends people after a logout is registered there, or not at all
    postLogout: isOther ? '' : own + realmPaths.playground,
  }
}

const usualScopes = ['openid', 'profile', 'email']

/** The answer arrives in the fragment, which we never see, or by form_post, which is handed on. */
function sendCallback(realm: Realm, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const form = bodyOf(request)
  if (form.kind === 'malformed') return sendMalformed(reply, realm, form.why)
  const model = {
    playground: realm.basePath + realmPaths.playground,
    posted: request.method === 'POST' ? [...form.values] : undefined,
  }
  return sendPage(reply, 'console/playground-callback', model, {
    script: true,
    framableBy: 'self',
  })
}
