import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { responseTypes, returnsToken } from '../../src/protocol/response/response-type.ts'
import { type Answer, answerOf, type Changes, createApp, decide, signIn } from '../support/app.ts'
import { call, challengeFor, newVerifier, redemption } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { atHash, readToken, userinfo } from '../support/tokens.ts'
import { createVisitor, type Visit, type Visitor } from '../support/visitor.ts'

const redirectUri = 'https://app.example/callback'
const registered = {
  redirect_uris: [redirectUri],
  response_types: [...responseTypes],
}

let server: TestServer
let alice: Visitor

beforeAll(async () => {
  server = await startServer({
    clients: [
      { ...registered, client_id: 'plain' },
      { ...registered, client_id: 'signed', authorization_signed_response_alg: 'ES256' },
      { ...registered, client_id: 'one-mode', response_modes: ['fragment', 'fragment.jwt'] },
    ],
  })
  alice = createVisitor(server.issuer)
  const asked = await appOf('signed').ask(alice, { prompt: 'consent', response_mode: 'jwt' })
  await decide(alice, await signIn(alice, asked), 'remember')
})
afterAll(() => server.close())

const appOf = (clientId: string) => createApp(server.issuer, { clientId, redirectUri })

/** What the JWT of an answer says, once it is verified as its client would; nothing may be beside it. */
async function opened(answer: Answer, audience = 'signed', alg = 'ES256'): Promise<JWTPayload> {
  expect([...answer.values.keys()]).toEqual(['response'])
  const keys = createRemoteJWKSet(new URL(`${server.issuer}/.well-known/jwks.json`))
  const { payload } = await jwtVerify(answer.values.get('response') ?? '', keys, {
    ...{ issuer: server.issuer, audience, algorithms: [alg] },
    requiredClaims: ['exp'],
  })
  return payload
}

const carriers = {
  jwt: (type: string) => (/token/.test(type) ? 'fragment' : 'query'),
  'query.jwt': () => 'query',
  'fragment.jwt': () => 'fragment',
  'form_post.jwt': () => 'form_post',
} as const

type Mode = keyof typeof carriers
const modes = Object.keys(carriers) as readonly Mode[]

const members = {
  code: ['code'],
  token: ['access_token', 'token_type', 'expires_in', 'scope'],
  id_token: ['id_token'],
  none: [],
} as const

const membersOf = (type: string): readonly string[] =>
  type.split(' ').flatMap((word) => members[word as keyof typeof members])

const combinations = responseTypes.flatMap((type) =>
  modes
    .filter((mode) => mode !== 'query.jwt' || !returnsToken(type))
    .map((mode) => ({ type, mode, carrier: carriers[mode](type) })),
)

describe('an answer as a JWT', () => {
  it.each(combinations)(
    'of $type in the mode $mode travels by $carrier, with all that belongs to it (JARM §2.1, §2.3)',
    async ({ type, mode, carrier }) => {
      const verifier = newVerifier()
      const app = appOf('signed')
      const answer = answerOf(
        await app.ask(alice, {
          ...{ response_type: type, response_mode: mode, prompt: 'none' },
          ...{ code_challenge: challengeFor(verifier), code_challenge_method: 'S256' },
        }),
      )
      expect(answer.by).toBe(carrier)
      expect(answer.address).toBe(redirectUri)
      const said = await opened(answer)
      expect(new Set(Object.keys(said))).toEqual(
        new Set([...membersOf(type), 'session_state', 'state', 'iss', 'aud', 'exp']),
      )
      expect(said['state']).toBe('a state of +/= and %26')
      const now = server.clock.now()
      expect(said.exp).toBeGreaterThan(now)
      expect(said.exp).toBeLessThanOrEqual(now + 600)
      await expectGoodTokens(said)
      if (typeof said['code'] === 'string') {
        const form = redemption(app, said['code'], verifier)
        expect((await call(`${server.issuer}/token`, form)).status).toBe(200)
      }
    },
  )

  it('is signed as the realm signs, where its client says only how it travels', async () => {
    const changes = { response_mode: 'jwt', prompt: 'none' }
    const answer = answerOf(await appOf('one-mode').ask(createVisitor(server.issuer), changes))
    expect(answer.by).toBe('fragment')
    expect(await opened(answer, 'one-mode', 'RS256')).toMatchObject({ error: 'login_required' })
  })

  it('is for an app that nobody has configured too, in every mode', async () => {
    for (const mode of modes) {
      const app = createApp(server.issuer)
      const changes = { response_type: 'none', nonce: undefined, response_mode: mode }
      const visit = await app.ask(createVisitor(server.issuer), { ...changes, prompt: 'none' })
      const said = await opened(answerOf(visit), app.clientId, 'RS256')
      expect(said).toMatchObject({ error: 'login_required' })
    }
  })

  it('comes of a request that was pushed as well (RFC 9126 §2)', async () => {
    const app = appOf('signed')
    const sent = app.parameters({ response_mode: 'form_post.jwt', prompt: 'none' })
    const pushed = await call(`${server.issuer}/par`, Object.fromEntries(sent))
    const asked = new URLSearchParams({
      client_id: 'signed',
      request_uri: String(pushed.body['request_uri']),
    })
    const answer = answerOf(await alice.open(`${server.issuer}/authorize?${asked}`))
    expect(answer.by).toBe('form_post')
    await expectGoodTokens(await opened(answer))
  })
})

async function expectGoodTokens({ access_token, id_token, ...said }: JWTPayload): Promise<void> {
  if (typeof access_token === 'string') {
    expect(said).toMatchObject({ token_type: 'Bearer', expires_in: '3600' })
    expect((await userinfo(server.issuer, access_token)).claims['sub']).toBe('alice')
  }
  if (typeof id_token !== 'string') return
  const { claims } = await readToken(server.issuer, id_token, { audience: 'signed' })
  expect(claims.sub).toBe('alice')
  expect(claims['at_hash']).toBe(
    typeof access_token === 'string' ? atHash(access_token, id_token) : undefined,
  )
}

describe('an error as a JWT', () => {
  const errors: readonly [string, Changes][] = [
    ['login_required', { prompt: 'none' }],
    ['invalid_scope', { scope: 'profile' }],
    ['invalid_request', { nonce: undefined }],
    ['request_uri_not_supported', { request_uri: 'https://app.example/request' }],
  ]

  it.each(
    errors.flatMap(([error, changes]) =>
      (['jwt', 'fragment.jwt', 'form_post.jwt'] as const).map((mode) => ({ error, changes, mode })),
    ),
  )('says $error in the mode $mode, and nothing beside it (JARM §2.1)', async (row) => {
    const changes = { ...row.changes, response_mode: row.mode }
    const answer = answerOf(await appOf('signed').ask(createVisitor(server.issuer), changes))
    expect(answer.by).toBe(row.mode === 'form_post.jwt' ? 'form_post' : 'fragment')
    expect(await opened(answer)).toMatchObject({
      error: row.error,
      error_description: expect.stringMatching(/\.$/),
      state: 'a state of +/= and %26',
    })
  })

  it('says in the query what was wrong with a request for a code', async () => {
    const changes = { response_type: 'code', response_mode: 'jwt', scope: 'nothing "' }
    const answer = answerOf(await appOf('signed').ask(alice, changes))
    expect(answer.by).toBe('query')
    expect(await opened(answer)).toMatchObject({ error: 'invalid_scope' })
  })

  it('says that the user did not sign in, or did not approve', async () => {
    const bob = createVisitor(server.issuer)
    const app = appOf('signed')
    const login = await app.ask(bob, { response_mode: 'jwt' })
    const cancelled = answerOf(await bob.submit(login, 'cancel', 'login-cancel'))
    const asked = await app.ask(bob, { response_mode: 'form_post.jwt' })
    const denied = answerOf(await decide(bob, await signIn(bob, asked, 'bob'), 'deny'))
    expect([cancelled.by, denied.by]).toEqual(['fragment', 'form_post'])
    for (const answer of [cancelled, denied]) {
      expect(await opened(answer)).toMatchObject({ error: 'access_denied' })
    }
  })
})

describe('query.jwt', () => {
  it.each(responseTypes.filter(returnsToken))(
    'is refused for %s: a JWT that is not encrypted shows its tokens (JARM §2.3.1)',
    async (response_type) => {
      const changes = { response_type, response_mode: 'query.jwt', prompt: 'none' }
      const answer = answerOf(await appOf('signed').ask(alice, changes))
      expect(answer.by).toBe('fragment')
      const said = await opened(answer)
      expect(said).toMatchObject({ error: 'invalid_request' })
      expect(said['error_description']).toContain('keep tokens out of the query in a JWT too')
    },
  )
})

describe('a client that registered no such mode', () => {
  it.each([
    ['plain', 'jwt'],
    ['plain', 'form_post.jwt'],
    ['one-mode', 'form_post.jwt'],
  ])('%s is refused %s, in the mode that it knows (OAuth Responses §2.1)', async (id, mode) => {
    const answer = answerOf(await appOf(id).ask(alice, { response_mode: mode, prompt: 'none' }))
    expect(answer.by).toBe('fragment')
    expect(Object.fromEntries(answer.values)).toMatchObject({
      error: 'invalid_request',
      error_description:
        'The request must ask for a response_mode that the client registered, if for any.',
      state: 'a state of +/= and %26',
    })
  })
})

describe('the page of form_post.jwt', () => {
  const postsByItself = ({ page, body, headers }: Visit): boolean => {
    expect(page.has('form-post-submit')).toBe(true)
    expect(body).not.toContain('name="state"')
    expect(headers.get('cache-control')).toBe('no-store')
    const mayRun = headers.get('content-security-policy')?.includes('script-src') ?? false
    expect(mayRun).toBe(body.includes('form-post.js'))
    return mayRun
  }
  const silent = { response_mode: 'form_post.jwt', prompt: 'none' }

  it('posts by itself to a registered address, and to the app alone (OAuth Form Post §2)', async () => {
    const visit = await appOf('signed').ask(alice, silent)
    expect(postsByItself(visit)).toBe(true)
    expect(visit.headers.get('content-security-policy')).toContain(
      'form-action https://app.example;',
    )
  })

  it('has no script where nobody has approved the address (RFC 9700 §4.11.2)', async () => {
    const app = createApp(server.issuer, { redirectUri: 'http://localhost:9472/api/delete?id=1' })
    expect(postsByItself(await app.ask(createVisitor(server.issuer), silent))).toBe(false)
  })
})

describe('the metadata', () => {
  it('list the modes and the algorithms where some client may have them (JARM §4)', async () => {
    const metadataOf = async ({ issuer }: TestServer) =>
      (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as Readonly<
        Record<string, readonly string[]>
      >
    const name = 'authorization_signing_alg_values_supported'
    const known = await metadataOf(server)
    expect(known[name]).toEqual(['RS256', 'ES256'])
    expect(known['response_modes_supported']).toEqual(expect.arrayContaining([...modes]))
    const shut = await startServer({ registration: 'off', loopback_clients: false })
    const other = await metadataOf(shut)
    expect(other[name]).toBeUndefined()
    expect(other['response_modes_supported']).toEqual(['query', 'fragment', 'form_post'])
    await shut.close()
  })
})
