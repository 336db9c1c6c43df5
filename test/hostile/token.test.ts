import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, createApp, decide, signIn } from '../support/app.ts'
import { call, forCode, newVerifier } from '../support/code-flow.ts'
import {
  createRawClient,
  encodeParameters,
  type RawAnswer,
  type RawClient,
} from '../support/raw-http.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { userinfo } from '../support/tokens.ts'
import { createVisitor, type Visitor } from '../support/visitor.ts'

type Pairs = readonly (readonly [name: string, value: string])[]

interface TokenCase {
  readonly id: string
  readonly why: string
  readonly form?: Pairs
  readonly raw_body?: string
  readonly headers?: Pairs
  readonly query?: string
  readonly method?: string
  /** null: none is sent. */
  readonly content_type?: string | null
  /** What has been done with the code or the refresh token before. */
  readonly before?: readonly ('redeem' | 'refresh')[]
  readonly expect: {
    readonly status: number | readonly number[]
    readonly error?: string
    readonly challenge?: string
    /** What becomes of what was given: it ends, or the newest of it goes on; else what was sent still works. */
    readonly after?: 'ended' | 'given'
  }
}

const { cases } = JSON.parse(
  readFileSync(new URL('../corpus/token.json', import.meta.url), 'utf8'),
) as { readonly cases: readonly TokenCase[] }

const redirectUri = 'https://app.example/callback'
const redirect_uris = [redirectUri, 'https://app.example/second']
let server: TestServer
let raw: RawClient
let visitor: Visitor

const everything = {
  redirect_uris,
  response_types: ['code' as const],
  refresh_tokens: 'always' as const,
}

beforeAll(async () => {
  server = await startServer({
    mode: 'strict',
    signing_alg: 'ES256',
    users: [{ username: 'alice', password: 'alice' }],
    scopes: [
      { name: 'orders', words: 'read orders' },
      { name: 'admin', words: 'run everything' },
    ],
    clients: [
      ...['spa', 'other'].map((client_id) => ({ client_id, ...everything })),
      { client_id: 'off', ...everything, enabled: false },
      { client_id: 'web', ...everything, client_secret: 'web-secret' },
      {
        ...{ client_id: 'post', ...everything, client_secret: 'post-secret' },
        token_endpoint_auth_method: 'client_secret_post',
      },
      {
        ...{ client_id: 'basic', ...everything, client_secret: 'basic-secret' },
        token_endpoint_auth_method: 'client_secret_basic',
      },
      {
        client_id: 'service',
        client_secret: 'service-secret',
        grant_types: ['client_credentials'],
      },
      { client_id: 'old', redirect_uris, response_types: ['id_token'] },
    ],
  })
  raw = createRawClient(Number(new URL(server.issuer).port))
  visitor = createVisitor(server.issuer)
})
afterAll(() => {
  raw.close()
  return server.close()
})

/** A code of `clientId`, for a user who has approved it. */
async function newCode(clientId: string, verifier: string | undefined): Promise<string> {
  const app = createApp(server.issuer, { clientId, redirectUri })
  const changes =
    verifier === undefined ? { response_type: 'code', nonce: undefined } : forCode(verifier)
  const asked = await app.ask(visitor, { ...changes, scope: 'openid profile' })
  const entered = asked.page.has('login') ? await signIn(visitor, asked) : asked
  const done = entered.page.has('consent') ? await decide(visitor, entered, 'remember') : entered
  return answerOf(done).values.get('code') ?? ''
}

const redeem = (code: string, code_verifier: string | undefined, client: object) =>
  call(`${server.issuer}/token`, {
    ...{ grant_type: 'authorization_code', redirect_uri: redirectUri, code, code_verifier },
    ...client,
  })

const refreshAsSpa = (refresh_token: string) =>
  call(`${server.issuer}/token`, { grant_type: 'refresh_token', client_id: 'spa', refresh_token })

const asSpa = { client_id: 'spa' }
const asWeb = { client_id: 'web', client_secret: 'web-secret' }

/** The middle of a refresh token. */
const ofTurn = (turn: number): string => Buffer.from(JSON.stringify({ turn })).toString('base64url')

/** Everything that a text of the corpus may name, made anew for each request. */
async function prepare(text: string) {
  const verifier = newVerifier()
  const needs = (name: string) => text.includes(`{{${name}`)
  const code = needs('code') ? await newCode('spa', verifier) : ''
  const ofWeb = needs('code:web}') ? await newCode('web', verifier) : ''
  const plain = needs('code:web:plain') ? await newCode('web', undefined) : ''
  const hasTokens = needs('refresh') || needs('access')
  const first = hasTokens
    ? await redeem(await newCode('spa', verifier), verifier, asSpa)
    : undefined
  const refresh = String(first?.body['refresh_token'] ?? '')
  const [family = '', turn = '', secret = ''] = refresh.split('.')
  const values: Readonly<Record<string, string>> = {
    ...{ code, verifier, refresh, issuer: server.issuer },
    'code:web': ofWeb,
    'code:web:plain': plain,
    'code:cut': code.slice(0, -1),
    'code:upper': code.toUpperCase(),
    other_verifier: newVerifier(),
    challenge: createHash('sha256').update(verifier).digest('base64url'),
    'verifier:cut': verifier.slice(1),
    'verifier:42': verifier.slice(0, 42),
    'verifier:plus': `${verifier.slice(0, -1)}+`,
    'verifier:upper': verifier.toUpperCase(),
    hash: createHash('sha256').update('web-secret').digest('base64url'),
    access: String(first?.body['access_token'] ?? ''),
    'refresh:cut': refresh.slice(0, -1),
    'refresh:forged': `${family}.${turn}.${newVerifier()}`,
    'refresh:turn': `${family}.${ofTurn(2)}.${secret}`,
    'refresh:zero': `${family}.${ofTurn(0)}.${secret}`,
    'refresh:family': `${family.split('').toReversed().join('')}.${turn}.${secret}`,
  }
  const fill = (template: string) =>
    template.replaceAll(/\{\{([^}]+)\}\}/g, (whole, name: string) => values[name] ?? whole)
  return { fill, code, ofWeb, plain, verifier, refresh, accessToken: values['access'] ?? '' }
}

type Prepared = Awaited<ReturnType<typeof prepare>>

function send(row: TokenCase, { fill }: Prepared): Promise<RawAnswer> {
  const pairs = (row.form ?? []).map(([name, value]) => [name, fill(value)] as const)
  const body = Buffer.from(row.raw_body ?? encodeParameters(pairs), 'latin1')
  const type =
    row.content_type === undefined ? 'application/x-www-form-urlencoded' : row.content_type
  const method = row.method ?? 'POST'
  const lines = [
    `${method} /token${row.query === undefined ? '' : `?${row.query}`} HTTP/1.1`,
    `Host: ${raw.host}`,
    ...(row.headers ?? []).map(([name, value]) => `${name}: ${value}`),
    ...(type === null || method !== 'POST' ? [] : [`Content-Type: ${type}`]),
    ...(method === 'POST' ? [`Content-Length: ${body.length}`] : []),
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  return raw.send(method === 'POST' ? Buffer.concat([head, body]) : head)
}

/** Does with the code or the token of a case what has been done with it before; answers what that gave. */
async function before(row: TokenCase, { code, verifier, refresh }: Prepared) {
  if (row.before?.includes('redeem') === true) return (await redeem(code, verifier, asSpa)).body
  if (row.before?.includes('refresh') === true) return (await refreshAsSpa(refresh)).body
  return undefined
}

/** What every answer is like, and what that of a case says besides. */
function judge({ expect: wanted }: TokenCase, answer: RawAnswer): void {
  expect([wanted.status].flat()).toContain(answer.status)
  if (answer.status === 405) return
  expect(answer.header('cache-control')).toBe('no-store')
  const body = JSON.parse(answer.body) as Readonly<Record<string, unknown>>
  if (answer.status === 200) {
    expect(body['token_type']).toBe('Bearer')
    return
  }
  if (wanted.error !== undefined) expect(body['error']).toBe(wanted.error)
  expect(String(body['error_description'])).toMatch(/^[\x20-\x7e]+$/)
  const challenge = wanted.challenge && `${wanted.challenge} realm="fragrant"`
  expect(answer.header('www-authenticate')).toBe(challenge)
}

/** What was given before goes on, or has ended. */
async function judgeGiven(given: Readonly<Record<string, unknown>>, ended: boolean): Promise<void> {
  const { status } = await userinfo(server.issuer, String(given['access_token']))
  expect(status).toBe(ended ? 401 : 200)
  const next = await refreshAsSpa(String(given['refresh_token']))
  expect(next.status).toBe(ended ? 400 : 200)
}

/** A refusal has changed nothing: what the request named works. */
async function judgeUnchanged({ code, ofWeb, plain, verifier, refresh }: Prepared): Promise<void> {
  if (code !== '') expect((await redeem(code, verifier, asSpa)).status).toBe(200)
  if (ofWeb !== '') expect((await redeem(ofWeb, verifier, asWeb)).status).toBe(200)
  if (plain !== '') expect((await redeem(plain, undefined, asWeb)).status).toBe(200)
  if (refresh !== '') expect((await refreshAsSpa(refresh)).status).toBe(200)
}

describe('a hostile request to the token endpoint', () => {
  it.each(cases)('$id: $why', async (row) => {
    const prepared = await prepare(JSON.stringify(row))
    const given = await before(row, prepared)
    const answer = await send(row, prepared)
    judge(row, answer)
    if (given !== undefined) await judgeGiven(given, row.expect.after === 'ended')
    else if (answer.status !== 200) await judgeUnchanged(prepared)
  })

  it('is one of at least a hundred and fifty', () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
    expect(cases.length).toBeGreaterThan(150)
  })

  it('leaves no secret in the log', () => {
    const text = JSON.stringify(server.log)
    for (const secret of ['web-secret', 'post-secret', 'service-secret', 'code_verifier=']) {
      expect(text).not.toContain(secret)
    }
  })
})
