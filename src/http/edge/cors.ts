/**
 * Lets scripts of any origin read the metadata, the keys, userinfo and the answers of the token
 * endpoint, with credentials too: some apps send them with every request, and then a browser takes
 * no `*`. It gives nothing away, for these routes read no cookie and set none: a bearer token says who
 * asks, and what needs no token is public. No other route sends any of these headers (RFC 9700 §2.6).
 *
 * @module
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** Answers differ by Origin, and caches are told so; whoever sends none needs none of the rest. */
const open = { 'cross-origin-resource-policy': 'cross-origin', vary: 'Origin' }

const preflight = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, DELETE, OPTIONS',
  'access-control-max-age': '600',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

const serializedOrigin = /^[a-z][a-z0-9+.-]*:\/\/[\x21-\x7e]{1,300}$/i
const longestHeaderList = 1_024
const headerList = /^[\w!#$%&'*+.^`|~-]+(?:[ \t]*,[ \t]*[\w!#$%&'*+.^`|~-]+)*$/

/**
 * Opens the routes of a scope, their errors included. To be called in an encapsulated scope, before
 * its routes; each then answers preflights too.
 */
export function allowBrowsers(scope: FastifyInstance): void {
  const added = new Set<string>()
  scope.addHook('onRequest', (request, reply, done) => {
    openToBrowsers(request, reply)
    done()
  })
  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, json: true, browsers: true }
    if (added.has(route.url)) return
    added.add(route.url)
    // Inside the scope: the prefix is added once more, so the path goes without.
    scope.options(route.routePath, answerPreflight)
  })
}

export function openToBrowsers({ headers }: FastifyRequest, reply: FastifyReply): void {
  reply.headers(open)
  const { origin } = headers
  if (origin === undefined) return
  reply.header('access-control-expose-headers', 'WWW-Authenticate, DPoP-Nonce')
  if (!serializedOrigin.test(origin)) {
    // `null`, of a sandboxed frame or a file, may be anybody: it reads, without credentials.
    reply.header('access-control-allow-origin', '*')
    return
  }
  reply.header('access-control-allow-origin', origin)
  reply.header('access-control-allow-credentials', 'true')
}

/** Whatever headers are asked for are allowed: libraries send their own, and none of them harms. */
function answerPreflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.code(204).headers(preflight)
  const asked = request.headers['access-control-request-headers']
  if (typeof asked === 'string' && isHeaderList(asked)) {
    reply.header('access-control-allow-headers', asked)
    reply.header('vary', 'Origin, Access-Control-Request-Headers')
  }
  return reply.send()
}

const isHeaderList = (text: string): boolean =>
  text.length <= longestHeaderList && headerList.test(text)
