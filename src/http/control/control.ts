/**
 * The control API over HTTP: for tests, never for a page. Whoever reaches it may do everything, so
 * what only a browser would send is refused before anything is read.
 *
 * @module
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { decodeForm } from '../../protocol/parameters.ts'
import { serverPaths } from '../../protocol/paths.ts'
import { sameSecret } from '../../protocol/secrets.ts'
import { pathOf, queryTextOf } from '../edge/forms.ts'
import { type ReportRefusal, refusalOf } from '../edge/refusal.ts'
import { asOther, controlHeaders, sendControl } from './control-answer.ts'
import type { FaultNeeds } from './edge-faults.ts'
import { eventStream, type Messages } from './event-stream.ts'
import type { ExchangeRecorder } from './journal.ts'

/** One call, and its answer; both plain data. */
export interface ControlCall {
  readonly method: string
  /** Below the prefix. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  /** Aborted when the caller is gone. */
  readonly signal: AbortSignal
}

export interface ControlResult {
  readonly status: number
  readonly body: unknown
  readonly allow?: string
  /** In the place of a body. */
  readonly stream?: Messages
}

/** What a server is controlled by, from its console and over HTTP alike. */
export interface Operations {
  readonly call: (call: ControlCall) => Promise<ControlResult>
  readonly recorder: ExchangeRecorder
}

export interface ControlNeeds extends FaultNeeds {
  /** What every call brings as a bearer token. */
  readonly token: string
}

/** Characters: a realm with a few thousand users. */
const bodyLimit = 4_194_304

/** All that there are: which a path takes is known below, and said in Allow. */
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE']

export function controlRoutes(
  app: FastifyInstance,
  { token }: ControlNeeds,
  { call }: Operations,
  refused: ReportRefusal,
): void {
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => {
    done(null, body)
  })
  app.addHook('onRequest', async (request, reply) => {
    const fault = faultOf(request, token)
    if (fault === undefined) return
    refused(refusalOf(request, { status: fault.status, rule: fault.message }))
    if (fault.status === 401) reply.header('www-authenticate', 'Bearer realm="fragrant control"')
    await sendControl(reply, fault.status, { error: fault.error, message: fault.message })
  })
  app.route({
    method: methods,
    url: `${serverPaths.control}/*`,
    config: { json: true },
    bodyLimit,
    async handler(request, reply) {
      const body = bodyOf(request)
      if (body.kind === 'malformed') {
        return sendControl(reply, body.status, { error: 'invalid_request', message: body.message })
      }
      const target = targetOf(request)
      if (target.kind === 'malformed') {
        const { member, message } = target
        return sendControl(reply, 400, { error: 'invalid_request', message, member })
      }
      const { method } = request
      const { path, query } = target
      const answer = await call({
        ...{ method, path, query, body: body.value },
        signal: goneSignal(reply),
      })
      if (answer.stream !== undefined) return sendStream(reply, answer.stream)
      if (answer.allow !== undefined) reply.header('allow', answer.allow)
      return sendControl(reply, answer.status, answer.body)
    },
  })
}

/** Says when the connection of a caller has ended. */
function goneSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController()
  raw.once('close', () => controller.abort())
  return controller.signal
}

interface Fault {
  readonly status: 401 | 403
  readonly error: string
  readonly message: string
}

/** A page sends an Origin, or is told by its browser as one (Fetch Metadata §2.3). */
function faultOf({ headers }: FastifyRequest, token: string): Fault | undefined {
  const site = headers['sec-fetch-site']
  if (headers.origin !== undefined || (site !== undefined && site !== 'none')) return fromPage
  // Java's HttpClient offers HTTP/2 by the same header, and is no page
  if (/websocket/i.test(headers['upgrade'] ?? '')) return fromPage
  const sent = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1]
  return sent !== undefined && sameSecret(sent, token) ? undefined : unknownCaller
}

const fromPage: Fault = {
  status: 403,
  error: 'forbidden',
  message: 'The control API is not for pages: no request with an Origin is answered.',
}

const unknownCaller: Fault = {
  status: 401,
  error: 'unauthorized',
  message:
    'Every call brings Authorization: Bearer and the control token, which was printed at the start or is FRAGRANT_CONTROL_TOKEN.',
}

type Target =
  | ({ readonly kind: 'read' } & Pick<ControlCall, 'path' | 'query'>)
  | { readonly kind: 'malformed'; readonly message: string; readonly member?: string }

/**
 * Parameters without a value stay: one that is left empty by mistake must not be left out. The path is as it
 * was sent, before the router has encoded it once more.
 */
function targetOf(request: FastifyRequest): Target {
  const text = queryTextOf(request)
  const query = decodeForm(text)
  if (query.kind === 'malformed') {
    return { kind: 'malformed', message: `the query: must be without ${query.why}` }
  }
  const [twice] = query.repeated
  if (twice !== undefined) {
    return { kind: 'malformed', message: `${twice}: must be sent once`, member: twice }
  }
  return {
    kind: 'read',
    path: pathOf(request.originalUrl).slice(serverPaths.control.length),
    query: Object.fromEntries(new URLSearchParams(text)),
  }
}

type Body =
  | { readonly kind: 'read'; readonly value: unknown }
  | { readonly kind: 'malformed'; readonly status: 400 | 415; readonly message: string }

const asForm: Body = {
  kind: 'malformed',
  status: 415,
  message: asOther,
}

function bodyOf({ body }: FastifyRequest): Body {
  if (body === undefined || body === null || body === '') return { kind: 'read', value: undefined }
  // What was read as a form: curl sends one where nothing else is said.
  if (typeof body !== 'string') return asForm
  try {
    const value: unknown = JSON.parse(body)
    return { kind: 'read', value }
  } catch {
    return { kind: 'malformed', status: 400, message: 'The body is not JSON.' }
  }
}

const sendStream = (reply: FastifyReply, messages: Messages): FastifyReply =>
  reply.headers(controlHeaders).type('text/event-stream; charset=utf-8').send(eventStream(messages))
