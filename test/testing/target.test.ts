import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../src/testing/server.ts'
import { controlCall, interfaces, token } from './interfaces.ts'

const app = {
  ...{ client_id: 'spa', redirect_uri: 'http://localhost:5173/callback', state: 's-1' },
  ...{ response_type: 'id_token token', scope: 'openid', nonce: 'n-1' },
}

const names: Readonly<Record<string, readonly string[]>> = {
  users: ['add', 'get', 'update', 'remove', 'list'],
  clients: ['add', 'get', 'update', 'remove', 'list'],
  logins: ['next', 'always'],
  tokens: ['issue', 'revoke', 'expire'],
  faults: ['once', 'times', 'always', 'list', 'clear', 'assertAllUsed'],
  clock: ['now', 'set', 'advance', 'freeze', 'skew', 'reset'],
  journal: ['all', 'last', 'take', 'waitFor', 'count', 'clear', 'toHar'],
  sessions: ['list', 'end', 'cookiesFor'],
  keys: ['list', 'rotate', 'add', 'retire'],
}

const places =
  'discovery authorization token userinfo jwks endSession introspection revocation registration playground'

const ecKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

describe.each(interfaces)('a realm in the hands of a test %s', (_, start) => {
  let idp: TestServer
  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256', control_token: token })
  })
  afterAll(() => idp.stop())

  it('has all that it is said to have', async () => {
    await using realm = await idp.isolate()
    for (const one of [idp, realm] as const) {
      for (const [group, members] of Object.entries(names)) {
        const object = Object(one[group as keyof typeof one]) as Record<string, unknown>
        expect([group, members.filter((name) => typeof object[name] !== 'function')]).toEqual([
          group,
          [],
        ])
      }
      expect(Object.keys(one.endpoints)).toEqual(places.split(' '))
      expect([one.authorize, one.on, one.snapshot, one.restore, one.reset]).not.toContain(undefined)
    }
    expect(realm).toMatchObject({
      id: expect.stringMatching(/^r-/),
      issuer: expect.stringContaining(realm.id),
    })
    expect(new URL(idp.issuer).origin).toBe(idp.origin)
    expect((await idp.users.list()).map(({ username }) => username)).toEqual(['alice', 'bob'])
  })

  it('answers authorize() with its tokens, and nothing where nobody is asked', async () => {
    await using realm = await idp.isolate()
    const answer = await realm.authorize(app)
    expect(answer).toMatchObject({ mode: 'fragment', error: null, idToken: { sub: 'alice' } })
    const { access_token, id_token } = answer.params
    expect(answer.tokens).toEqual({ access_token, id_token })
    expect(answer.redirect).toContain(`#`)
    expect((await realm.authorize({ ...app, response_type: 'code' })).tokens).toEqual({})
  })

  it('ends a token that is named by itself', async () => {
    await using realm = await idp.isolate()
    const userinfo = async (bearer: string) =>
      (await fetch(realm.endpoints.userinfo, { headers: { authorization: `Bearer ${bearer}` } }))
        .status
    const issued = [await realm.tokens.issue(), await realm.tokens.issue({ kind: 'access_token' })]
    const [first, second] = issued.map(({ token: one }) => one)
    expect(await realm.tokens.revoke(first)).toBe(1)
    expect([await userinfo(first ?? ''), await userinfo(second ?? '')]).toEqual([401, 200])
    expect(await realm.tokens.expire(second)).toBe(1)
    expect(await userinfo(second ?? '')).toBe(401)
    expect((await realm.tokens.issue({ kind: 'id_token' })).claims).toMatchObject({
      aud: 'test-client',
    })
  })

  it('takes keys as JWK and as PEM', async () => {
    await using realm = await idp.isolate()
    const signing = async () => (await realm.keys.list()).find(({ signs }) => signs)?.kid
    await realm.keys.add({ ...ecKey().export({ format: 'jwk' }), kty: 'EC', kid: 'by-jwk' })
    expect(await signing()).toBe('by-jwk')
    await realm.keys.add(ecKey().export({ format: 'pem', type: 'pkcs8' }).toString())
    expect(await signing()).not.toBe('by-jwk')
    expect(await realm.keys.list()).toHaveLength(2)
    await expect(realm.keys.add('no key')).rejects.toThrow('pem: must')
  })

  it('rotates the keys of one algorithm, with the old one published for as long as is said', async () => {
    const redirect_uris = [app.redirect_uri]
    const signed = { client_id: 'rsa', redirect_uris, id_token_signed_response_alg: 'ES384' }
    await using realm = await idp.isolate({ clients: [signed] })
    const kids = async (alg: string) =>
      (await realm.keys.list()).filter((key) => key.alg === alg).map(({ kid }) => kid)
    const [[first], others] = [await kids('ES256'), await kids('ES384')]
    await realm.keys.rotate({ alg: 'ES256', overlap: '5m' })
    const [second, ...published] = await kids('ES256')
    expect([published, await kids('ES384')]).toEqual([[first], others])
    await realm.keys.rotate({ alg: 'ES256', overlap: 0 })
    const [third, ...left] = await kids('ES256')
    expect([left, third === second]).toEqual([[first], false])
    await expect(realm.keys.rotate({ alg: 'RS256' })).rejects.toThrow('alg: must be ES256 or ES384')
    await expect(realm.keys.rotate({ lead: '1h', overlap: '1h' })).rejects.toThrow(
      'must say lead or overlap',
    )
  })
})

describe('the control API', () => {
  let idp: TestServer
  beforeAll(async () => {
    idp = (await interfaces[1]?.[1]({ signing_alg: 'ES256' })) as TestServer
  })
  afterAll(() => idp.stop())

  const r = '/realms/default'
  const carol = { username: 'carol', claims: { email: 'carol@shop.example' } }
  const shop = { client_id: 'shop', redirect_uris: ['http://localhost:5173/cb'] }
  const snapshot = { id: 'default-0' }

  /** In the order in which they are called. */
  it.each<readonly [call: string, body: unknown, status: number, answer: unknown]>([
    ['GET /health', undefined, 200, { status: 'ok' }],
    [
      'GET /capabilities',
      undefined,
      200,
      { version: expect.any(String), capabilities: expect.arrayContaining(['clock', 'faults']) },
    ],
    ['GET /openapi.json', undefined, 200, { openapi: '3.1.0' }],
    [
      'POST /realms',
      { id: 'w-1', consent: 'ask' },
      201,
      {
        id: 'w-1',
        issuer: expect.stringMatching(/realms\/w-1$/),
        endpoints: { jwks: expect.any(String) },
        env: expect.stringMatching(/^OIDC_ISSUER=.*\n/),
      },
    ],
    ['GET /realms', undefined, 200, [{ id: 'default' }, { id: 'w-1' }]],
    ['GET /realms/w-1', undefined, 200, { id: 'w-1' }],
    ['POST /realms/w-1/reset', undefined, 200, { id: 'w-1' }],
    ['POST /realms/w-1/reset', undefined, 200, { id: 'w-1' }],
    ['DELETE /realms/w-1', undefined, 204, undefined],
    ['GET /realms/w-1', undefined, 404, { error: 'not_found' }],
    [`POST ${r}/users`, carol, 201, { ...carol, sub: 'carol', enabled: true }],
    [`GET ${r}/users`, undefined, 200, [{ sub: 'alice' }, { sub: 'bob' }, { sub: 'carol' }]],
    [
      `PATCH ${r}/users/carol`,
      { claims: { role: 'admin' } },
      200,
      { claims: { ...carol.claims, role: 'admin' } },
    ],
    [`PUT ${r}/users/carol`, carol, 200, carol],
    [`GET ${r}/users/carol`, undefined, 200, carol],
    [`DELETE ${r}/users/carol`, undefined, 204, undefined],
    [`GET ${r}/users/carol`, undefined, 404, { message: 'There is no user carol.' }],
    [`POST ${r}/clients`, shop, 201, { ...shop, source: 'operator', from: 'added' }],
    [`PATCH ${r}/clients/shop`, { client_name: 'Shop' }, 200, { client_name: 'Shop' }],
    [`PUT ${r}/clients/shop`, shop, 200, shop],
    [`GET ${r}/clients/shop`, undefined, 200, shop],
    [`GET ${r}/clients`, undefined, 200, expect.arrayContaining([expect.objectContaining(shop)])],
    [`DELETE ${r}/clients/shop`, undefined, 204, undefined],
    [
      `PUT ${r}/logins/always`,
      { answer: { deny: true } },
      200,
      { next: [], always: { answer: { deny: true } } },
    ],
    [`DELETE ${r}/logins/always`, undefined, 200, { next: [], always: null }],
    [
      `POST ${r}/logins/next`,
      { answer: { user: 'bob' } },
      201,
      { next: [{ answer: { user: 'bob' } }] },
    ],
    [
      `POST ${r}/authorize`,
      { params: app, as: { user: 'alice' } },
      200,
      {
        redirect: expect.stringContaining('#'),
        params: { state: 's-1' },
        tokens: { id_token: expect.any(String), access_token: expect.any(String) },
        idToken: { sub: 'bob' },
      },
    ],
    [
      `POST ${r}/tokens`,
      { sub: 'alice', aud: 'api', defect: 'expired' },
      201,
      { token: expect.any(String), claims: { sub: 'alice', aud: 'api' } },
    ],
    [`POST ${r}/tokens`, undefined, 201, { claims: { sub: 'alice', client_id: 'test-client' } }],
    ['POST /realms', undefined, 201, { id: expect.stringMatching(/^r-/) }],
    [`POST ${r}/tokens/expire`, { user: 'bob' }, 200, { ended: 1 }],
    [`POST ${r}/tokens/revoke`, {}, 200, { ended: expect.any(Number) }],
    [
      `POST ${r}/faults`,
      { match: { endpoint: 'jwks' }, fault: { status: 503 } },
      201,
      { id: 'fault-1', times: 1, used: 0 },
    ],
    [`POST ${r}/faults`, { fault: { delay: '1ms' }, times: 'always' }, 201, { id: 'fault-2' }],
    [`GET ${r}/faults?unused=true`, undefined, 200, [{ id: 'fault-1' }, { id: 'fault-2' }]],
    [`DELETE ${r}/faults/fault-1`, undefined, 204, undefined],
    [`DELETE ${r}/faults`, undefined, 204, undefined],
    [`GET ${r}/faults`, undefined, 200, []],
    [
      `PUT ${r}/clock`,
      { now: '2027-01-31T12:00:00Z', frozen: true },
      200,
      { now: Date.UTC(2027, 0, 31, 12), frozen: true },
    ],
    [
      `POST ${r}/clock/advance`,
      { by: '61s' },
      200,
      { now: Date.UTC(2027, 0, 31, 12, 1, 1), frozen: true },
    ],
    [`GET ${r}/clock`, undefined, 200, { now: Date.UTC(2027, 0, 31, 12, 1, 1) }],
    [`DELETE ${r}/clock`, undefined, 200, { frozen: false, ahead: 0 }],
    [
      `GET ${r}/requests?endpoint=authorize&client_id=spa&since=x0`,
      undefined,
      200,
      [{ id: 'x1', verdict: { ok: true } }],
    ],
    [`GET ${r}/requests/wait?endpoint=authorize&timeout=5s`, undefined, 200, { id: 'x1' }],
    [
      `GET ${r}/requests/wait?endpoint=token&timeout=1ms`,
      undefined,
      408,
      { error: 'timeout', misses: [{ id: 'x1' }] },
    ],
    [`GET ${r}/requests.har`, undefined, 200, { log: { version: '1.2', entries: [{}] } }],
    [`DELETE ${r}/requests`, undefined, 200, { removed: 1 }],
    [
      `POST ${r}/sessions`,
      { user: 'alice' },
      201,
      {
        cookies: [
          {
            name: expect.any(String),
            value: expect.any(String),
            url: expect.stringMatching(/^http:/),
          },
        ],
      },
    ],
    [
      `GET ${r}/sessions`,
      undefined,
      200,
      expect.arrayContaining([expect.objectContaining({ sub: 'alice' })]),
    ],
    [`DELETE ${r}/sessions?user=alice`, undefined, 200, { ended: 1 }],
    [`GET ${r}/keys`, undefined, 200, [{ alg: 'ES256', signs: true }]],
    [
      `POST ${r}/keys`,
      { jwk: ecKey().export({ format: 'jwk' }), kid: 'mine' },
      201,
      [{ kid: 'mine', signs: true }, { signs: false }],
    ],
    [`POST ${r}/keys/rotate`, undefined, 200, [{ kid: 'mine' }, {}]],
    [`DELETE ${r}/keys/mine`, undefined, 204, undefined],
    [`GET ${r}/snapshot`, undefined, 200, { id: expect.any(String) }],
    [`PUT ${r}/snapshot`, snapshot, 404, { member: 'id' }],
    ['GET /realms/nowhere/users', undefined, 404, { message: 'There is no realm nowhere.' }],
    [`POST ${r}/clock`, {}, 405, { message: expect.stringContaining('takes DELETE, GET, PUT') }],
  ])('%s %o is answered by %i', async (call, body, status, told) => {
    const [method = '', path = ''] = call.split(' ')
    const sent = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const answer = await controlCall(idp, path, { method, ...(body !== undefined && sent) })
    const text = await answer.text()
    expect([answer.status, text === '']).toEqual([status, told === undefined])
    if (told !== undefined) expect(JSON.parse(text)).toMatchObject(Object(told))
  })
})
