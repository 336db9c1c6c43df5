import { METHODS } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTinyApp, requestText, sendRaw } from '../tiny-app.ts'

const tiny = createTinyApp()
let port = 0

beforeAll(async () => {
  port = await tiny.listeners.listen(tiny.app, { host: '127.0.0.1', port: 0 })
})
afterAll(() => tiny.drain.close())

const ask = (method: string, target: string, more: { headers?: string[]; body?: string } = {}) =>
  sendRaw({ port }, requestText(target, { method, host: `localhost:${port}`, ...more }))

describe('a method that a known path does not have', () => {
  // QUERY is known to the parser from Node 20.20 on; before, it is no request at all
  const methods = [
    'HEAD',
    'PUT',
    'DELETE',
    'PATCH',
    'TRACE',
    'OPTIONS',
    'QUERY',
    'PROPFIND',
    'M-SEARCH',
  ]
  it.each(methods.filter((method) => METHODS.includes(method)))(
    'is answered with 405 and the methods that it has: %s (RFC 9110 §15.5.6)',
    async (method) => {
      const answer = await ask(method, '/authorize?client_id=spa')
      expect(answer.status).toBe(405)
      expect(answer.headers.get('allow')).toBe('GET, POST')
      expect(answer.body === '').toBe(method === 'HEAD')
    },
  )

  it.each([
    ['/realms/worker-1/authorize', 'PUT', 'GET'],
    ['/assets/site/a.css', 'DELETE', 'GET'],
    ['/logout', 'GET', 'POST'],
    ['/jwks', 'POST', 'GET, HEAD, OPTIONS'],
    ['/userinfo', 'DELETE', 'GET, OPTIONS, POST'],
    ['/health', 'POST', 'GET, HEAD'],
  ])('is told from others on %s: %s leaves %s', async (path, method, allow) => {
    const answer = await ask(method, path)
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe(allow)
  })

  it('is 405 whatever the body and its type', async () => {
    const bodies = [
      { headers: ['Content-Type: application/json'], body: '{"a":1}' },
      { headers: ['Content-Type: garbage'], body: 'x' },
      { body: 'x' },
      { headers: ['Content-Type: application/x-www-form-urlencoded'], body: 'a'.repeat(40_000) },
    ]
    for (const more of bodies) {
      const answer = await ask('PUT', '/authorize', more)
      expect(answer.status, JSON.stringify(more.headers)).toBe(405)
      expect(answer.headers.get('allow')).toBe('GET, POST')
    }
  })

  it('does not return what TRACE has sent (RFC 9110 §9.3.8)', async () => {
    const answer = await ask('TRACE', '/authorize', { headers: ['X-Secret: seen-in-trace'] })
    expect(answer.head + answer.body).not.toContain('seen-in-trace')
  })

  it('is 405 without a method for CONNECT, which names a host and no path', async () => {
    const answer = await sendRaw({ port }, 'CONNECT evil.example:443 HTTP/1.1\r\nHost: h\r\n\r\n')
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('')
  })
})

describe('a path that we do not know', () => {
  it.each([
    '/nowhere',
    '/authorize/',
    '/Authorize',
    '/authorize;x=1',
    '/x/../authorize',
    '/realms/a/b/authorize',
    '/assets',
  ])('is 404 by any method, without Allow: %s', async (path) => {
    for (const method of ['GET', 'POST', 'PUT', 'OPTIONS', 'PROPFIND']) {
      const answer = await ask(method, path)
      expect(answer.status, method).toBe(404)
      expect(answer.headers.has('allow')).toBe(false)
    }
  })

  it('is 404 when a route itself says that there is nothing', async () => {
    const other = createTinyApp({
      routes: (app) => {
        app.get('/gone', (_request, reply) => reply.callNotFound())
      },
    })
    const answer = await other.app.inject('/gone')
    await other.drain.close()
    expect(answer.statusCode).toBe(404)
    expect(answer.body).toBe('<h1>404 Not found</h1>')
  })
})

describe('headers that rewrite a request', () => {
  it('change neither its method nor its path', async () => {
    const headers = [
      'X-HTTP-Method-Override: DELETE',
      'X-Original-URL: /nowhere',
      'X-Rewrite-URL: /nowhere',
    ]
    expect((await ask('GET', '/authorize', { headers })).status).toBe(200)
  })
})
