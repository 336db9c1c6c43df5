import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, answerOf, createApp, decide, signIn } from '../support/app.ts'
import { call, forCode, newVerifier, redemption } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const callback = 'https://app.example/callback'
const secret = 'a secret of 32 characters at least'

let server: TestServer
let strict: TestServer

beforeAll(async () => {
  server = await startServer()
  strict = await startServer({
    mode: 'strict',
    users: [{ username: 'alice', password: 'alice' }],
    clients: [
      {
        client_id: 'web',
        redirect_uris: [callback],
        client_secret: secret,
        response_types: ['code', 'id_token'],
        require_pushed_authorization_requests: true,
      },
      { client_id: 'spa', redirect_uris: [callback], response_types: ['code'] },
    ],
  })
})
afterAll(() => Promise.all([server.close(), strict.close()]))

type Changes = Readonly<Record<string, string | undefined>>

const push = (app: App, changes: Changes = {}, at = server, headers = {}) =>
  call(`${at.issuer}/par`, Object.fromEntries(app.parameters(changes)), headers)

const open = (at: TestServer, client_id: string, request_uri: unknown) =>
  createVisitor(at.issuer).open(
    `${at.issuer}/authorize?${new URLSearchParams({ client_id, request_uri: String(request_uri) })}`,
  )

const basic = { authorization: `Basic ${btoa(`web:${encodeURIComponent(secret)}`)}` }

const web = () => createApp(strict.issuer, { clientId: 'web', redirectUri: callback })
const spa = () => createApp(strict.issuer, { clientId: 'spa', redirectUri: callback })

describe('an app that pushes its request', () => {
  it('is answered by a request_uri of 256 random bits that lasts a moment (RFC 9126 §2.2)', async () => {
    const { status, headers, body } = await push(createApp(server.issuer))
    expect(status).toBe(201)
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(body['request_uri']).toMatch(/^urn:ietf:params:oauth:request_uri:[\w-]{43}$/)
    expect(body['expires_in']).toBe(90)
    expect(Object.keys(body)).toHaveLength(2)
  })

  it('gets tokens by it, never registered, also when its login page is reloaded (RFC 9126 §4)', async () => {
    const app = createApp(server.issuer)
    const verifier = newVerifier()
    const { body } = await push(app, forCode(verifier))
    const visitor = createVisitor(server.issuer)
    const query = { client_id: app.clientId, request_uri: String(body['request_uri']) }
    const asked = await visitor.open(`${server.issuer}/authorize?${new URLSearchParams(query)}`)
    const reloaded = await visitor.open(asked.url.href)
    const decided = await decide(visitor, await signIn(visitor, reloaded), 'allow')
    const { by, address, values } = answerOf(decided)
    expect([by, address]).toEqual(['query', app.redirectUri])
    expect(values.get('state')).toBe(app.parameters().get('state'))
    const form = redemption(app, values.get('code') ?? '', verifier)
    expect((await call(`${server.issuer}/token`, form)).status).toBe(200)
  })

  it('is judged by what it pushed, whatever stands beside it in the address (RFC 9126 §4)', async () => {
    const app = createApp(server.issuer)
    const { body } = await push(app, { prompt: 'none' })
    const query = {
      client_id: app.clientId,
      request_uri: String(body['request_uri']),
      state: 'another',
      prompt: 'login',
      redirect_uri: 'http://localhost:6666/',
      response_mode: 'form_post',
    }
    const visitor = createVisitor(server.issuer)
    const visit = await visitor.open(`${server.issuer}/authorize?${new URLSearchParams(query)}`)
    const { by, address, values } = answerOf(visit)
    expect([by, address, values.get('error')]).toEqual([
      'fragment',
      app.redirectUri,
      'login_required',
    ])
    expect(values.get('state')).toBe(app.parameters().get('state'))
  })

  it('uses it once, and only as itself (RFC 9126 §7.3)', async () => {
    const app = createApp(server.issuer)
    const { body } = await push(app)
    const other = await open(server, 'another-app', body['request_uri'])
    expect([other.status, other.body]).toEqual([
      400,
      expect.stringContaining('used up, or too old'),
    ])
    const first = await open(server, app.clientId, body['request_uri'])
    expect(first.page.has('login')).toBe(true)
    const second = await open(server, app.clientId, body['request_uri'])
    expect([second.status, second.location]).toEqual([400, undefined])
    expect(second.body).toContain('used up, or too old')
    const withAddress = await app.ask(createVisitor(server.issuer), {
      request_uri: String(body['request_uri']),
    })
    expect(answerOf(withAddress).values.get('error')).toBe('request_uri_not_supported')
    expect(server.log).toContainEqual(
      expect.objectContaining({ event: 'request.pushed', clientId: app.clientId }),
    )
  })

  it('uses it once, also when it comes many times at once', async () => {
    const app = createApp(server.issuer)
    const { body } = await push(app)
    const visits = await Promise.all(
      Array.from({ length: 20 }, () => open(server, app.clientId, body['request_uri'])),
    )
    expect(visits.filter(({ page }) => page.has('login'))).toHaveLength(1)
  })

  it('cannot use it later than the answer said', async () => {
    const app = createApp(server.issuer)
    const { body } = await push(app)
    server.clock.ahead += 91
    expect((await open(server, app.clientId, body['request_uri'])).status).toBe(400)
    expect((await open(server, app.clientId, 'urn:ietf:params:oauth:request_uri:x')).status).toBe(
      400,
    )
  })

  it.each([
    [{ response_type: 'magic' }, 'unsupported_response_type'],
    [{ nonce: undefined }, 'invalid_request'],
    [{ redirect_uri: undefined }, 'invalid_request'],
    [{ redirect_uri: 'https://app.example/' }, 'invalid_request'],
    [{ redirect_uri: 'http://localhost:5173/#x' }, 'invalid_request'],
    [{ request_uri: 'urn:ietf:params:oauth:request_uri:x' }, 'invalid_request'],
    [{ registration: '{}' }, 'registration_not_supported'],
    [{ scope: 'profile' }, 'invalid_scope'],
    [{ client_id: undefined }, 'invalid_client'],
  ])('is told at once what is wrong with %j (RFC 9126 §2.3)', async (changes, error) => {
    const { status, headers, body } = await push(createApp(server.issuer), changes)
    expect([status, body['error']]).toEqual([error === 'invalid_client' ? 401 : 400, error])
    expect(headers.get('cache-control')).toBe('no-store')
    expect(body['error_description']).toMatch(/^The request must /)
  })

  it('pushes by POST alone, its parameters once and in the body', async () => {
    const app = createApp(server.issuer)
    expect((await fetch(`${server.issuer}/par`)).status).toBe(405)
    const inQuery = `${server.issuer}/par?${new URLSearchParams([...app.parameters()])}`
    expect((await call(inQuery, {})).status).toBe(400)
    const body = new URLSearchParams([...app.parameters(), ['state', 'twice']])
    expect((await fetch(`${server.issuer}/par`, { method: 'POST', body })).status).toBe(400)
  })
})

describe('a client with a secret', () => {
  it('pushes nothing without it (RFC 9126 §2)', async () => {
    for (const headers of [{}, { authorization: `Basic ${btoa('web:wrong')}` }]) {
      const { status, body } = await push(web(), {}, strict, headers)
      expect([status, body['error']]).toEqual([401, 'invalid_client'])
    }
  })

  it('may name itself in the header alone, and no other in the body', async () => {
    const changes = forCode(newVerifier())
    const pushed = await push(web(), { ...changes, client_id: undefined }, strict, basic)
    expect(pushed.status).toBe(201)
    const visit = await open(strict, 'web', pushed.body['request_uri'])
    expect(visit.page.has('login')).toBe(true)
    const other = await push(web(), { ...changes, client_id: 'spa' }, strict, basic)
    expect([other.status, other.body['error']]).toEqual([400, 'invalid_request'])
  })

  it('that has registered to push its requests makes none in another way (RFC 9126 §6)', async () => {
    const visit = await web().ask(createVisitor(strict.issuer), forCode(newVerifier()))
    const { values } = answerOf(visit)
    expect(values.get('error')).toBe('invalid_request')
    expect(values.get('error_description')).toContain('pushed')
    const free = await spa().ask(createVisitor(strict.issuer), forCode(newVerifier()))
    expect(free.page.has('login')).toBe(true)
  })

  it('is told of an address that is not its own', async () => {
    const redirect_uri = 'https://evil.example/'
    const changes = { ...forCode(newVerifier()), redirect_uri }
    const { status, body } = await push(web(), changes, strict, basic)
    expect([status, body['error']]).toEqual([400, 'invalid_request'])
    expect(body['error_description']).toContain('redirect_uri')
  })
})

describe('a client that nobody has registered', () => {
  it('pushes nothing in strict mode', async () => {
    const app = createApp(strict.issuer, { clientId: 'nobody' })
    const { status, body } = await push(app, {}, strict)
    expect([status, body['error']]).toEqual([401, 'invalid_client'])
  })
})

describe('a request_uri that this server did not give', () => {
  it('is not fetched, and not supported (OIDC Core §3.1.2.6)', async () => {
    for (const request_uri of ['https://app.example/request.jwt', 'urn:example:x']) {
      const visit = await createApp(server.issuer).ask(createVisitor(server.issuer), {
        request_uri,
      })
      expect(answerOf(visit).values.get('error')).toBe('request_uri_not_supported')
    }
  })
})
