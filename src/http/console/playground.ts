import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { realmPaths } from '../../protocol/paths.ts'
import { responseTypes } from '../../protocol/response/response-type.ts'
import { bodyOf } from '../edge/forms.ts'
import { self } from '../edge/headers.ts'
import { sendMalformed } from '../errors/error-page.ts'
import { sendPage } from '../pages/send-page.ts'
import type { AboutServer, Realm, RealmOf } from '../realm.ts'
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
  (realm: Realm, _request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { issuer, scopes } = realm
    const callback = issuer + realmPaths.playgroundCallback
    const model = {
      issuer,
      discovery: issuer + realmPaths.openidMetadata,
      clients: [{ id: playgroundClient, redirectUri: callback }],
      responseTypes,
      scopes: [...scopes.keys()].filter((scope) => scope !== 'offline_access'),
      callback,
      silentCallback: callback,
      postLogout: issuer + realmPaths.playground,
    }
    const policy = { script: true, connect: true, frames: [self] }
    const at = { realm, about, section: realmPaths.playground }
    return sendConsolePage(reply, at, { name: 'console/playground', model, policy })
  }

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
