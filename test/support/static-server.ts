/**
 * A small web server for the apps that tests bring: pages of their own, and files of installed
 * packages under `/modules/`, on another port of localhost.
 *
 * @module
 */

import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { extname } from 'node:path'

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export interface Request {
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A page as HTML text, or what to answer. */
export type Route = string | ((request: Request) => Reply | Promise<Reply>)

export interface StaticServer {
  readonly origin: string
  /** Every request so far. */
  readonly requests: readonly Request[]
  close(): Promise<void>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
}

const modules = new URL('../../node_modules/', import.meta.url)

/**
 * @param routes by path; a route of `/` answers for every path that has none.
 * @param tls a certificate in PEM, where it is to be by https.
 */
export async function serveApp(
  routes: Readonly<Record<string, Route>>,
  tls?: { readonly key: string; readonly cert: string },
): Promise<StaticServer> {
  const requests: Request[] = []
  const listener: RequestListener = async (incoming, response) => {
    const request = await readRequest(incoming)
    requests.push(request)
    const { status = 200, headers = {}, body = '' } = await answer(request, routes)
    response.writeHead(status, headers).end(body)
  }
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener)
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return {
    origin: `${tls === undefined ? 'http' : 'https'}://localhost:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return {
    method: incoming.method ?? 'GET',
    url: new URL(incoming.url ?? '/', 'http://localhost'),
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  }
}

async function answer(request: Request, routes: Readonly<Record<string, Route>>): Promise<Reply> {
  const { pathname } = request.url
  if (pathname.startsWith('/modules/')) return moduleFile(pathname.slice('/modules/'.length))
  const route = routes[pathname] ?? (pathname === '/favicon.ico' ? undefined : routes['/'])
  if (route === undefined) return { status: pathname === '/favicon.ico' ? 204 : 404 }
  if (typeof route !== 'string') return route(request)
  return { headers: { 'content-type': types['.html'] ?? '' }, body: route }
}

async function moduleFile(path: string): Promise<Reply> {
  const body = await readFile(new URL(path, modules))
  return { headers: { 'content-type': types[extname(path)] ?? 'application/octet-stream' }, body }
}
