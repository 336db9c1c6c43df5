/**
 * A server of few routes built from the parts of the edge, and sockets that send bytes as they are.
 *
 * @module
 */
import { connect, type Socket } from 'node:net'
import fastify, { type FastifyInstance } from 'fastify'
import { allowBrowsers } from '../../src/http/edge/cors.ts'
import { bodyOf, queryOf, registerForms } from '../../src/http/edge/forms.ts'
import { sendRedirect } from '../../src/http/edge/headers.ts'
import type { HttpRefusal } from '../../src/http/edge/refusal.ts'
import { gatherRoutes } from '../../src/http/edge/route-table.ts'
import { createErrorAnswers, type ErrorNeeds } from '../../src/http/errors/errors.ts'
import { registerHealth } from '../../src/http/health.ts'
import { allowedHosts } from '../../src/http/server/allowed-hosts.ts'
import { createDrain, type Drain } from '../../src/http/server/drain.ts'
import {
  createListeners,
  type ListenerNeeds,
  type Listeners,
} from '../../src/http/server/listeners.ts'
import { createRequestGuard } from '../../src/http/server/request-guard.ts'
import { serverOptions } from '../../src/http/server/server-options.ts'
import type { DecodedForm } from '../../src/protocol/parameters.ts'

export interface TinyApp {
  readonly app: FastifyInstance
  readonly listeners: Listeners
  readonly drain: Drain
  /** What was reported as an error of the server. */
  readonly reported: readonly unknown[]
  readonly refused: readonly HttpRefusal[]
}

interface Options extends Partial<ErrorNeeds>, Pick<ListenerNeeds, 'https'> {
  readonly graceMs?: number
  readonly issuer?: string
  readonly extraHosts?: readonly string[]
  readonly routes?: (app: FastifyInstance) => void
}

export function createTinyApp(options: Options = {}): TinyApp {
  const reported: unknown[] = []
  const refused: HttpRefusal[] = []
  const errors = createErrorAnswers({
    renderError: ({ status, heading }) => `<h1>${status} ${heading}</h1>`,
    report: (error) => reported.push(error),
    refused: (refusal) => refused.push(refusal),
    ...options,
  })
  const hosts = hostsOnceListening(options, () => app)
  const listeners = createListeners({
    guard: createRequestGuard(hosts, (refusal) => refused.push(refusal)),
    report: (refusal) => refused.push(refusal),
    https: options.https,
  })
  const app: FastifyInstance = fastify(
    serverOptions({
      serverFactory: listeners.serverFactory,
      onFrameworkError: errors.onFrameworkError,
    }),
  )
  const routes = gatherRoutes(app)
  errors.handleErrors(app, routes)
  registerForms(app)
  const drain = createDrain(app, { listeners, graceMs: options.graceMs ?? 10_000 })
  addRoutes(app)
  options.routes?.(app)
  // While it listens: a server that is closing knows its port no more.
  app.addHook('onListen', async () => void hosts())
  return { app, listeners, drain, reported, refused }
}

function hostsOnceListening(options: Options, app: () => FastifyInstance) {
  let known: ReadonlySet<string> | undefined
  return (): ReadonlySet<string> => {
    known ??= allowedHosts({
      issuer: options.issuer ?? 'http://localhost',
      extra: options.extraHosts ?? [],
      ports: app()
        .addresses()
        .map((address) => (typeof address === 'string' ? 0 : address.port)),
    })
    return known
  }
}

const plain = (form: DecodedForm) =>
  form.kind === 'decoded' ? { kind: form.kind, values: Object.fromEntries(form.values) } : form

function addRoutes(app: FastifyInstance): void {
  app.get('/query', (request) => plain(queryOf(request)))
  app.route({
    method: ['GET', 'POST'],
    url: '/authorize',
    handler: (request) => plain(request.method === 'GET' ? queryOf(request) : bodyOf(request)),
  })
  app.get('/realms/:realm/authorize', () => 'a realm')
  app.get('/away', (_request, reply) => sendRedirect(reply, 'https://app.example.com/cb#a=b'))
  app.get('/assets/*', () => 'an asset')
  app.post('/logout', () => 'out')
  app.get('/crash', () => {
    throw new Error('a secret of the inside')
  })
  app.get('/slow', async () => {
    await new Promise((resolve) => setTimeout(resolve, 300))
    return 'slow'
  })
  registerHealth(app)
  app.register(async (scope) => {
    allowBrowsers(scope)
    scope.route({ method: ['GET', 'HEAD'], url: '/jwks', handler: () => ({ keys: [] }) })
    scope.get('/userinfo', (request) => {
      throw new Error(request.raw.url?.endsWith('?token') ? 'token' : 'broken')
    })
    scope.get('/userinfo/gone', (_request, reply) => reply.callNotFound())
    scope.post('/userinfo', () => ({ sub: 'alice' }))
  })
}

export interface RawAnswer {
  readonly status: number
  readonly head: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  /** Milliseconds from the connection to its end. */
  readonly took: number
}

/** Sends bytes as they are and reads until the server closes. */
export function sendRaw(
  at: { readonly port: number; readonly host?: string },
  bytes: string,
): Promise<RawAnswer> {
  const begun = performance.now()
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(at.port, at.host ?? '127.0.0.1', () => socket.write(bytes, 'latin1'))
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(readAnswer(text, performance.now() - begun)))
    socket.on('error', (error) => (text === '' ? reject(error) : undefined))
  })
}

export function readAnswer(text: string, took = 0): RawAnswer {
  const split = text.indexOf('\r\n\r\n')
  const head = split < 0 ? text : text.slice(0, split)
  const [first = '', ...lines] = head.split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return {
    status: Number(first.split(' ')[1] ?? 0),
    head,
    headers: new Map(headers),
    body: split < 0 ? '' : text.slice(split + 4),
    took,
  }
}

/** A request that every check accepts, and that asks for its connection to be closed. */
export function requestText(
  target: string,
  options: {
    readonly method?: string
    readonly host: string
    readonly headers?: readonly string[]
    readonly body?: string
  },
): string {
  const { body = '' } = options
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body, 'latin1')}`]
  const headers = [
    `Host: ${options.host}`,
    'Connection: close',
    ...length,
    ...(options.headers ?? []),
  ]
  return `${options.method ?? 'GET'} ${target} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body}`
}

/** A socket that stays open; resolves when it is connected. */
export function openSocket(port: number, host = '127.0.0.1'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => resolve(socket))
    socket.once('error', reject)
  })
}
