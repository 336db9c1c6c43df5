/**
 * Answers that are not what the flows have answered.
 *
 * @module
 */

import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { contentSecurityPolicy, preparePageHeaders } from '../edge/headers.ts'
import type { EdgeFaults } from './edge-faults.ts'
import { isFramed } from './framing.ts'

const json = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }

/** What else than an answer may come with status 200. */
export const garbage = {
  json: { headers: json, body: '{"access_token":"' },
  empty: { headers: json, body: '' },
  // as of a proxy or a wireless network that wants a click first
  html: {
    headers: preparePageHeaders({}),
    body: '<!doctype html><title>Welcome</title><h1>Welcome to this network</h1><p>Accept the terms to go on.</p>',
  },
} as const

export function spoiltPayload(
  faults: EdgeFaults,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): unknown {
  if (faults.blocksCookies) reply.removeHeader('set-cookie')
  if (faults.omitsCors) for (const name of corsHeaders) reply.removeHeader(name)
  if (faults.deniesFrames) return unframable(request, reply, payload)
  if (faults.changeJson !== undefined) return otherJson(faults.changeJson, reply, payload)
  const { end } = faults
  return end?.kind === 'malformed' && end.how === 'truncated' ? cutShort(reply, payload) : payload
}

const corsHeaders = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-allow-headers',
  'access-control-allow-methods',
  'access-control-expose-headers',
  'cross-origin-resource-policy',
]

/** A browser asks a redirect nothing: in a frame there is a page in its place, as of a login. */
function unframable(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  const isRedirect = reply.statusCode >= 300 && reply.statusCode < 400
  if (!isRedirect || !isFramed(request.headers)) {
    const policy = reply.getHeader('content-security-policy')
    reply.header('x-frame-options', 'DENY')
    reply.header('content-security-policy', framedByNobody(policy))
    return payload
  }
  // nothing of the redirect is left
  for (const name of Object.keys(reply.getHeaders())) {
    if (name !== 'set-cookie') reply.removeHeader(name)
  }
  reply.code(200).headers(preparePageHeaders({}))
  return '<!doctype html><title>Not in a frame</title><p>This page is shown in no frame.</p>'
}

const framedByNobody = (policy: unknown): string =>
  typeof policy === 'string'
    ? policy.replace(/frame-ancestors [^;]*/, "frame-ancestors 'none'")
    : contentSecurityPolicy({})

async function otherJson(
  change: NonNullable<EdgeFaults['changeJson']>,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> {
  const other = await change({ status: reply.statusCode, members: membersOf(reply, payload) })
  if (other === undefined) return payload
  reply.removeHeader('etag')
  reply.removeHeader('content-length')
  return JSON.stringify(other)
}

/** Userinfo may be a JWT. */
function membersOf(reply: FastifyReply, payload: unknown) {
  const isText = typeof payload === 'string' || Buffer.isBuffer(payload)
  const isJson = String(reply.getHeader('content-type')).startsWith('application/json')
  return isText && isJson ? Object(JSON.parse(payload.toString())) : undefined
}

/** Half of it, and then the connection ends. */
function cutShort(reply: FastifyReply, payload: unknown): unknown {
  const whole = Buffer.isBuffer(payload) ? payload : Buffer.from(String(payload ?? ''))
  reply.header('content-length', whole.length + 1)
  return Readable.from(halfOf(whole))
}

async function* halfOf(whole: Buffer): AsyncGenerator<Buffer> {
  yield whole.subarray(0, Math.ceil(whole.length / 2))
  throw new Error('cut short')
}
