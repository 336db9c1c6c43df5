import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTinyApp, requestText, sendRaw } from '../tiny-app.ts'

const tiny = createTinyApp({ extraHosts: ['auth.internal', 'Exact.example:8443'] })
let port = 0
let host = ''

beforeAll(async () => {
  port = await tiny.listeners.listen(tiny.app, { host: '127.0.0.1', port: 0 })
  host = `localhost:${port}`
})
afterAll(() => tiny.drain.close())

const get = (target: string, headers: readonly string[] = [], asked = host) =>
  sendRaw({ port }, requestText(target, { host: asked, headers }))

describe('the Host of a request', () => {
  it('is taken when it is a loopback name with our port, in any case', async () => {
    for (const name of ['localhost', '127.0.0.1', '[::1]', 'LocalHost']) {
      expect((await get('/query', [], `${name}:${port}`)).status, name).toBe(200)
    }
  })

  it('is taken when the configuration names it, with our port or with one of its own', async () => {
    for (const name of ['auth.internal', `auth.internal:${port}`, 'exact.example:8443']) {
      expect((await get('/query', [], name)).status, name).toBe(200)
    }
  })

  it.each([
    'evil.example',
    'localhost:1',
    'auth.internal:1',
    'exact.example',
    'localhost.evil.example',
  ])('is answered with 421 when it is %s, which is not ours (RFC 9110 §15.5.20)', async (name) => {
    const answer = await get('/query', [], name)
    expect(answer.status).toBe(421)
    expect(answer.body).toContain('allowed_hosts')
    expect(answer.head + answer.body).not.toContain(name)
  })

  it('is answered with 421 when a path or user information follows the port', async () => {
    expect((await get('/query', [], `${host}/@evil.example`)).status).toBe(421)
    expect((await get('/query', [], `evil@${host}`)).status).toBe(421)
  })

  it('is checked on paths that we do not know, too', async () => {
    expect((await get('/nowhere')).status).toBe(404)
    expect((await get('/nowhere', [], 'evil.example')).status).toBe(421)
  })

  it('must be there (RFC 9112 §3.2)', async () => {
    for (const version of ['1.1', '1.0']) {
      const answer = await sendRaw(
        { port },
        `GET /query HTTP/${version}\r\nConnection: close\r\n\r\n`,
      )
      expect(answer.status).toBe(400)
    }
    expect((await get('/query', [], '')).status).toBe(400)
  })

  it('must be there once, even if both say the same (RFC 9112 §3.2)', async () => {
    expect((await get('/query', [`Host: ${host}`])).status).toBe(400)
    expect((await get('/query', ['hOST: evil.example'])).status).toBe(400)
  })

  it('is found among more headers than we read (RFC 9112 §3.2)', async () => {
    const many = Array.from({ length: 150 }, (_, at) => `X-${at}: 1`)
    expect((await get('/query', [...many, 'Host: evil.example'])).status).toBe(431)
  })
})

describe('the target of a request', () => {
  it.each([
    ['in absolute form', (own: string) => `http://${own}/query`],
    ['of another host', () => 'http://evil.example/query'],
    ['with a fragment', () => '/query?a=1#b'],
    ['with a fragment in place of the query', () => '/query#client_id=a'],
    ['with a byte that is not ASCII', () => '/query?a=\xe9'],
    ['with UTF-8 that is not encoded', () => '/query?a=\xc3\xa9'],
    ['with a tab', () => '/query?a=b\tc'],
    ['with a control character', () => '/query?a=b\x01c'],
    ['that is no path', () => 'query'],
    ['of the whole server', () => '*'],
    ['with an empty segment at its start', () => '//query'],
    ['that begins with a host', () => '//evil.example/query'],
    ['with an empty segment in its middle', () => '/realms//authorize?a=1'],
    ['with an empty segment at its end', () => '/query//'],
  ])('is answered with 400 %s', async (_name, target) => {
    const answer = await get(target(host))
    expect(answer.status).toBe(400)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it('is taken with every character that a query may hold (RFC 3986 §3.4)', async () => {
    expect((await get("/query?a=-._~!$'()*,;:@/?%20")).status).toBe(200)
  })
})

describe('other headers', () => {
  it('of up to 100 are taken, and 101 are refused', async () => {
    // Host, Connection, and these:
    const some = Array.from({ length: 98 }, (_, at) => `X-${at}: 1`)
    expect((await get('/query', some)).status).toBe(200)
    expect((await get('/query', [...some, 'X: 1'])).status).toBe(431)
  })

  it('may not say that the body is compressed (RFC 9110 §15.5.16)', async () => {
    const form = 'Content-Type: application/x-www-form-urlencoded'
    const post = (headers: readonly string[]) =>
      sendRaw({ port }, requestText('/authorize', { method: 'POST', host, headers, body: 'a=b' }))
    expect((await post([form])).status).toBe(200)
    const answer = await post([form, 'Content-Encoding: gzip'])
    expect(answer.status).toBe(415)
    expect(answer.headers.get('accept-encoding')).toBe('identity')
  })
})

describe('what is not HTTP', () => {
  it.each([
    ['a header of 20 kB', `GET / HTTP/1.1\r\nHost: h\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
    ['a target of 17 kB', `GET /${'a'.repeat(17_000)} HTTP/1.1\r\nHost: h\r\n\r\n`, 431],
    ['an unknown method', 'FOO / HTTP/1.1\r\nHost: h\r\n\r\n', 400],
    ['a NUL in a header', 'GET / HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n', 400],
    [
      'two lengths (RFC 9112 §6.3)',
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
    ],
    [
      'a length and chunks (RFC 9112 §6.1)',
      'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['a folded header (RFC 9112 §5.2)', 'GET / HTTP/1.1\r\nHost: h\r\nX: a\r\n b\r\n\r\n', 400],
  ])('is answered with a bare page and closed: %s', async (_name, text, status) => {
    const answer = await sendRaw({ port }, text)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(Buffer.byteLength(answer.body)).toBe(Number(answer.headers.get('content-length')))
  })
})
