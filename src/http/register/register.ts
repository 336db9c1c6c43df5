import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OAuthError } from '../../protocol/oauth-error.ts'
import { realmPaths } from '../../protocol/paths.ts'
import type { RealmOf } from '../realm.ts'
import { tokenHeaders } from '../tokens/token.ts'

/** Characters of client metadata: more than any client has to say. */
const bodyLimit = 16_384

/** `/register` and `/register/{client_id}` (RFC 7591 §3, RFC 7592 §2): JSON in, JSON out. */
export function registerRoutes(app: FastifyInstance, realmOf: RealmOf): void {
  // Its text is read where a fault of it can be told as the specification says.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => {
    done(null, body)
  })
  const mine = `${realmPaths.register}/:id`
  const flowsOf = (request: FastifyRequest) => realmOf(request).flows.registerClient
  const send = (reply: FastifyReply, status: number, answer: object) =>
    reply.code(status).headers(tokenHeaders).send(JSON.stringify(answer))

  app.post(realmPaths.register, { bodyLimit }, async (request, reply) =>
    send(
      reply,
      201,
      await flowsOf(request).register(
        metadataIn(request),
        bearerOf(request),
        request.headers.origin,
      ),
    ),
  )
  app.get(mine, async (request, reply) =>
    send(reply, 200, await flowsOf(request).read(idOf(request), bearerOf(request))),
  )
  app.put(mine, { bodyLimit }, async (request, reply) => {
    const metadata = metadataIn(request)
    return send(
      reply,
      200,
      await flowsOf(request).update(idOf(request), metadata, bearerOf(request)),
    )
  })
  app.delete(mine, async (request, reply) => {
    await flowsOf(request).remove(idOf(request), bearerOf(request))
    return reply.code(204).headers(tokenHeaders).send()
  })
}

// the route names the parameter
const idOf = ({ params }: FastifyRequest): string => (params as { readonly id: string }).id

function bearerOf({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(headers.authorization ?? '')?.[1]
}

function metadataIn({ body }: FastifyRequest): unknown {
  try {
    if (typeof body === 'string') return JSON.parse(body, refuseProto)
  } catch {
    // told below
  }
  throw new OAuthError(
    'invalid_client_metadata',
    'The body must be client metadata as JSON, of type application/json.',
    'RFC 7591 §3.1',
  )
}

/** No metadata has such a member: text that holds it is hostile. */
function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw new Error('a member that no metadata have')
  return value
}
