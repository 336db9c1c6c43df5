/**
 * Lets scripts of any origin read the metadata, the keys and userinfo: without credentials, for a
 * bearer token says who asks. No other route sends any of these headers (RFC 9700 §2.6).
 *
 * @module
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const readable = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'WWW-Authenticate',
  'cross-origin-resource-policy': 'cross-origin',
}

const preflight = {
  ...readable,
  'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
  'access-control-max-age': '600',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
}

const longestHeaderList = 1_024
const headerList = /^[\w!#$%&'*+.^`|~-]+(?:[ \t]*,[ \t]*[\w!#$%&'*+.^`|~-]+)*$/

/**
 * Opens the routes of a scope, their errors included. To be called in an encapsulated scope, before
 * its routes; each then answers preflights too.
 */
export function allowBrowsers(scope: FastifyInstance): void {
  const open = new Set<string>()
  scope.addHook('onRequest', (_request, reply, done) => {
    openToBrowsers(reply)
    done()
  })
  scope.addHook('onRoute', (route) => {
    route.config = { ...route.config, json: true, browsers: true }
    if (open.has(route.url)) return
    open.add(route.url)
    // Inside the scope: the prefix is added once more, so the path goes without.
    scope.options(route.routePath, answerPreflight)
  })
}

export function openToBrowsers(reply: FastifyReply): FastifyReply {
  return reply.headers(readable)
}

/** Whatever headers are asked for are allowed: libraries send their own, and none of them harms. */
function answerPreflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.code(204).headers(preflight)
  const asked = request.headers['access-control-request-headers']
  if (typeof asked === 'string' && isHeaderList(asked)) {
    reply.header('access-control-allow-headers', asked)
    reply.header('vary', 'Access-Control-Request-Headers')
  }
  return reply.send()
}

const isHeaderList = (text: string): boolean =>
  text.length <= longestHeaderList && headerList.test(text)
