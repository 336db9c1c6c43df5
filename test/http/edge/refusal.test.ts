import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { wordsOfPath } from '../../../src/http/edge/refusal.ts'
import { createApp } from '../../support/app.ts'
import { createRawClient, type RawClient, requestBytes } from '../../support/raw-http.ts'
import { startServer, type TestServer } from '../../support/server.ts'
import { createVisitor } from '../../support/visitor.ts'

let server: TestServer
let client: RawClient
beforeAll(async () => {
  server = await startServer({ realms: { one: {} }, log: { level: 'debug', format: 'json' } })
  client = createRawClient(Number(new URL(server.issuer).port))
})
afterAll(async () => {
  client.close()
  await server.close()
})

/** What the log says of one request. */
async function logOf(bytes: string | Buffer) {
  const before = server.log.length
  await client.send(bytes)
  // a line of access is written when the answer has gone
  await new Promise((resolve) => setTimeout(resolve, 20))
  return server.log.slice(before)
}

async function refusalOf(bytes: string | Buffer) {
  const [refusal, ...others] = (await logOf(bytes)).filter(({ event }) => event === 'http.refused')
  expect(others).toEqual([])
  return refusal
}

const get = (target: string, headers: [string, string][] = []) =>
  requestBytes({ target, host: client.host, headers })

const post = (target: string, body: string, contentType?: string) =>
  requestBytes({ method: 'POST', target, host: client.host, body, contentType })

const forged = (target: string) =>
  requestBytes({
    method: 'POST',
    target,
    host: client.host,
    body: 'a=b',
    headers: [['Origin', 'https://evil.example']],
  })

describe('the log names the rule by which a request was refused', () => {
  it.each([
    ['no token', () => get('/userinfo'), 401, '/userinfo', 'default', /token/],
    [
      'a wrong token',
      () => get('/realms/one/userinfo', [['Authorization', 'Bearer a.b.c']]),
      401,
      '/realms/one/userinfo',
      'one',
      /access token/,
    ],
    ['no grant', () => post('/token', 'a=b'), 400, '/token', 'default', /grant_type/],
    [
      'an unknown realm',
      () => get('/realms/two/authorize'),
      404,
      '/realms/two/authorize',
      'two',
      /realm/,
    ],
    ['an unknown page', () => get('/oauth2/token'), 404, '/oauth2/token', 'default', /no page/],
    [
      'an unknown page of a realm',
      () => get('/realms/one/x'),
      404,
      '/realms/one/x',
      'one',
      /no page/,
    ],
    [
      'a method that a page has not',
      () => requestBytes({ method: 'PUT', target: '/authorize', host: client.host }),
      405,
      '/authorize',
      'default',
      /method/,
    ],
    [
      'a query that cannot be read',
      () => get('/authorize?a=%zz'),
      400,
      '/authorize',
      'default',
      /request has/,
    ],
    [
      'a step that is not there',
      () => get('/login/nowhere'),
      400,
      '/login/:id',
      'default',
      /not here any more/,
    ],
    [
      'a form of another site',
      () => forged('/consent/x'),
      403,
      '/consent/:id',
      'default',
      /did not come/,
    ],
    [
      'a body of another type',
      () => post('/token', '{}', 'text/json'),
      415,
      '/token',
      'default',
      /body/,
    ],
    [
      'too large a body',
      () => post('/token', 'a'.repeat(40_000)),
      413,
      '/token',
      'default',
      /32 kB/,
    ],
    [
      'too large a registration',
      () => post('/register', `{"a":"${'a'.repeat(17_000)}"}`, 'application/json'),
      413,
      '/register',
      'default',
      /16 kB/,
    ],
  ])('%s (ASVS 16.3.3)', async (_what, bytes, status, path, realm, rule) => {
    const refusal = await refusalOf(bytes())
    expect(refusal).toMatchObject({ status, path, realm })
    expect(refusal?.['rule']).toMatch(rule)
  })

  it.each([
    ['another Host', 421, () => requestBytes({ target: '/a', host: 'api.internal:9400' })],
    ['two slashes', 400, () => get('//authorize')],
    ['a fragment', 400, () => get('/authorize#a')],
    ['no HTTP', 400, () => 'NONSENSE\r\n\r\n'],
    ['an expectation', 417, () => get('/', [['Expect', 'the-moon']])],
    ['a tunnel', 405, () => 'CONNECT evil.example:443 HTTP/1.1\r\nHost: h\r\n\r\n'],
    ['too long a header', 431, () => get('/', [['X', 'a'.repeat(17_000)]])],
  ])('of what never reaches a realm: %s', async (_what, status, bytes) => {
    const refusal = await refusalOf(bytes())
    expect(refusal).toMatchObject({ status, level: 40 })
    expect(refusal).not.toHaveProperty('realm')
    expect(refusal?.['rule']).toMatch(/\.$/)
  })

  it('and the name under which the server was called, where it is not one of its own', async () => {
    const { host } =
      (await refusalOf(requestBytes({ target: '/', host: 'api.internal:9400' }))) ?? {}
    expect(host).toBe('api.internal:9400')
    const odd = await refusalOf(requestBytes({ target: '/', host: 'a b"<script>' }))
    expect(odd).not.toHaveProperty('host')
  })
})

describe('the log at level debug', () => {
  it('has a line for every answer: method, path, realm, status and milliseconds', async () => {
    const lines = await logOf(get('/realms/one/.well-known/jwks.json?secret=1'))
    expect(lines.map(({ time, ...line }) => line)).toEqual([
      {
        level: 20,
        event: 'http.answered',
        method: 'GET',
        path: '/realms/one/.well-known/jwks.json',
        realm: 'one',
        status: 200,
        milliseconds: expect.any(Number),
      },
    ])
  })

  it('shows the page of a step without its id', async () => {
    const visit = await createApp(server.issuer).ask(createVisitor(server.issuer))
    const id = visit.url.pathname.split('/').at(-1) ?? '-'
    expect(server.log.some(({ path }) => path === '/login/:id')).toBe(true)
    expect(JSON.stringify(server.log)).not.toContain(id)
  })

  it('has none at level info', async () => {
    const quiet = await startServer()
    await fetch(`${quiet.issuer}/health`)
    await quiet.close()
    expect(quiet.log.filter(({ event }) => event === 'http.answered')).toEqual([])
  })
})

describe('a path in the log', () => {
  it.each([
    ['/oauth2/v2/authorize', '/oauth2/v2/authorize'],
    ['/.well-known/openid-configuration', '/.well-known/openid-configuration'],
    ['/realms/worker-12/userinfo', '/realms/worker-12/userinfo'],
    ['/reset/8sKx0aQ', '/reset/…'],
    ['/RESETlink/x', '/…/x'],
    ['/a%00b', '/…'],
    [`/${'a'.repeat(60)}`, '/…'],
    ['/eyJhbGciOi.eyJzdWIi.c2ln', '/…'],
    ['', ''],
    ['/a/b/c/d/e/f/g/h/i', '/a/b/c/d/e/f/g'],
  ])('is its words alone: %s', (path, shown) => {
    expect(wordsOfPath(path)).toBe(shown)
  })
})
