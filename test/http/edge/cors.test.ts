import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTinyApp, type RawAnswer, requestText, sendRaw } from '../tiny-app.ts'

const tiny = createTinyApp({
  answerKnown: (error, _request, reply) => {
    if (!(error instanceof Error) || error.message !== 'token') return false
    reply.code(401).header('www-authenticate', 'Bearer').send({ error: 'invalid_token' })
    return true
  },
})
let port = 0

beforeAll(async () => {
  port = await tiny.listeners.listen(tiny.app, { host: '127.0.0.1', port: 0 })
})
afterAll(() => tiny.drain.close())

const ask = (method: string, target: string, headers: readonly string[] = [], body = '') => {
  const all = ['Origin: https://app.example.com', ...headers]
  const host = `localhost:${port}`
  return sendRaw({ port }, requestText(target, { method, host, headers: all, body }))
}

const corsHeaders = (answer: RawAnswer) =>
  [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))

const json = ['Content-Type: application/json']

describe('a route that scripts of any origin may read', () => {
  it.each([
    ['an answer', 'GET', '/jwks', 200, [], ''],
    ['HEAD', 'HEAD', '/jwks', 200, [], ''],
    ['a refused token', 'GET', '/userinfo?token', 401, [], ''],
    ['a fault of the server', 'GET', '/userinfo', 500, [], ''],
    ['a wrong method', 'DELETE', '/userinfo', 405, [], ''],
    ['a wrong body', 'POST', '/userinfo', 415, json, '{}'],
    ['a thing that is not there', 'GET', '/userinfo/gone', 404, [], ''],
  ])('says so on %s: %s %s gives %i', async (_what, method, target, status, headers, body) => {
    const answer = await ask(method, target, headers, body)
    expect(answer.status).toBe(status)
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example.com')
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true')
    expect(answer.headers.get('access-control-expose-headers')).toBe('WWW-Authenticate, DPoP-Nonce')
    expect(answer.headers.get('vary')).toBe('Origin')
  })

  it('says to caches that it differs by Origin, to whoever sends none, and no more', async () => {
    const host = `localhost:${port}`
    const answer = await sendRaw({ port }, requestText('/jwks', { host }))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('vary')).toBe('Origin')
    expect(corsHeaders(answer)).toEqual([])
  })

  it.each([
    ['nobody in particular', 'null'],
    ['no origin', 'app.example.com'],
    ['a list', 'https://a.example, https://b.example'],
    ['bytes beyond ASCII', 'https://\xe9.example'],
    ['longer than any origin', `https://${'a'.repeat(301)}`],
  ])('sends no credentials for an Origin that is %s, and echoes it not', async (_what, origin) => {
    const host = `localhost:${port}`
    const headers = [`Origin: ${origin}`]
    const answer = await sendRaw({ port }, requestText('/jwks', { host, headers }))
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
  })

  it.each(['/jwks', '/userinfo', '/userinfo/gone'])('answers the preflight of %s', async (path) => {
    const asked = 'authorization, X-Okta-User-Agent-Extended,Content-Type'
    const answer = await ask('OPTIONS', path, [
      'Access-Control-Request-Method: GET',
      `Access-Control-Request-Headers: ${asked}`,
    ])
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example.com')
    expect(answer.headers.get('access-control-allow-headers')).toBe(asked)
    expect(answer.headers.get('access-control-allow-methods')).toBe(
      'GET, HEAD, POST, PUT, DELETE, OPTIONS',
    )
    expect(answer.headers.get('access-control-max-age')).toBe('600')
    expect(answer.headers.get('vary')).toBe('Origin, Access-Control-Request-Headers')
    expect(answer.headers.get('access-control-allow-credentials')).toBe('true')
    expect(answer.body).toBe('')
  })

  it.each([
    ['no list of names', 'a b'],
    ['a header of its own', 'a: b'],
    ['empty members', 'a,,b'],
    ['quotes', '"a"'],
    ['bytes beyond ASCII', '\xe9'],
    ['nothing', ''],
    ['more than 1 kB', 'a'.repeat(1_025)],
  ])('returns no list of headers that is %s', async (_what, asked) => {
    const answer = await ask('OPTIONS', '/jwks', [`Access-Control-Request-Headers: ${asked}`])
    expect(answer.status).toBe(204)
    expect(answer.headers.has('access-control-allow-headers')).toBe(false)
  })

  it('returns a list of 1 kB', async () => {
    const asked = 'a'.repeat(1_024)
    const answer = await ask('OPTIONS', '/jwks', [`Access-Control-Request-Headers: ${asked}`])
    expect(answer.headers.get('access-control-allow-headers')).toBe(asked)
  })
})

describe('every other route', () => {
  it.each([
    ['GET', '/authorize', 200],
    ['POST', '/authorize', 200],
    ['OPTIONS', '/authorize', 405],
    ['PUT', '/authorize', 405],
    ['GET', '/away', 303],
    ['GET', '/crash', 500],
    ['GET', '/health', 200],
    ['GET', '/nowhere', 404],
    ['OPTIONS', '/nowhere', 404],
    ['OPTIONS', '/jwks/', 404],
  ])('sends no CORS header at all (RFC 9700 §2.6): %s %s', async (method, path, status) => {
    const answer = await ask(method, path, ['Access-Control-Request-Method: GET'])
    expect(answer.status).toBe(status)
    expect(corsHeaders(answer)).toEqual([])
  })
})
