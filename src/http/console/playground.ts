import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { realmPaths } from '../../protocol/paths.ts'
import { responseTypes } from '../../protocol/response/response-type.ts'
import { bodyOf } from '../edge/forms.ts'
import { self } from '../edge/headers.ts'
import { sendMalformed } from '../errors/error-page.ts'
import { sendPage } from '../pages/send-page.ts'
import type { Realm, RealmOf } from '../realm.ts'

const playgroundClient = 'playground'

/** `/playground`: a sample browser client, served by ourselves; not there in strict mode. */
export function playgroundRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  const withPlayground =
    (send: (realm: Realm, request: FastifyRequest, reply: FastifyReply) => FastifyReply) =>
    (request: FastifyRequest, reply: FastifyReply) => {
      const realm = realmOf(request)
      return realm.playground ? send(realm, request, reply) : reply.callNotFound()
    }
  app.get(realmPaths.playground, withPlayground(sendPlayground))
  app.get(realmPaths.playgroundCallback, withPlayground(sendCallback))
  app.post(realmPaths.playgroundCallback, withPlayground(sendCallback))
}

function sendPlayground(realm: Realm, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
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
  return sendPage(reply, 'console/playground', model, {
    script: true,
    connect: true,
    frames: [self],
    formAction: ["'self'"],
  })
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
