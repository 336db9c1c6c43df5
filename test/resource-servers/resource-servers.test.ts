import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { curlToken } from '../../src/http/console/snippets/api.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { readToken } from '../support/tokens.ts'
import { type Language, languages } from './languages.ts'
import { isInstalled, type RunningServer, run, serve } from './process.ts'

const audience = 'https://orders.example'

const realms = { 'at+jwt': '', JWT: '/realms/jwt' } as const

let server: TestServer

beforeAll(async () => {
  server = await startServer({
    login: { mode: 'auto', user: 'alice' },
    consent: 'auto',
    audience,
    realms: { jwt: { access_token_typ: 'JWT' }, another: {} },
  })
})
afterAll(() => server.close())

/** Tokens as a script gets them: in auto mode it takes one request. */
async function tokensFrom(issuer: string, changes: Readonly<Record<string, string>> = {}) {
  const query = new URLSearchParams({
    client_id: 'tests',
    redirect_uri: 'http://localhost/cb',
    response_type: 'id_token token',
    scope: 'openid orders:read',
    nonce: 'n',
    ...changes,
  })
  const { headers } = await fetch(`${issuer}/authorize?${query}`, { redirect: 'manual' })
  const answer = new URLSearchParams(new URL(headers.get('location') ?? '').hash.slice(1))
  return { access: answer.get('access_token') ?? '', id: answer.get('id_token') ?? '' }
}

async function ask(url: string, token: string | undefined) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(url, { headers })
  return { status: response.status, body: await response.text() }
}

/** The same header and claims under the signature of another token. */
const mixed = (one: string, other: string) =>
  [...one.split('.').slice(0, 2), other.split('.')[2]].join('.')

function tests(language: Language) {
  const { typ } = language
  let folder: string | undefined
  let api: RunningServer | undefined

  const statusFor = async (token: string | undefined) => (await ask(api?.url ?? '', token)).status
  const issuer = () => server.issuer + realms[typ]

  beforeAll(async () => {
    const own = mkdtempSync(join(tmpdir(), 'fragrant-api-'))
    folder = own
    await language.prepare(own, { issuer: issuer(), audience, typ })
    api = await serve(own, (port) => language.command(own, port))
  })
  afterAll(async () => {
    await api?.stop()
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
  })

  it('takes an access token for it, knowing no more than the issuer (RFC 9068 §4)', async () => {
    const { access } = await tokensFrom(issuer())
    const { status, body } = await ask(api?.url ?? '', access)
    expect([status, JSON.parse(body)]).toMatchObject([
      200,
      { sub: 'alice', client_id: 'tests', scope: 'openid orders:read' },
    ])
  })

  it('takes one that names it among others (RFC 8707 §2)', async () => {
    const { access } = await tokensFrom(issuer(), { resource: audience, audience: 'billing' })
    expect(await statusFor(access)).toBe(200)
  })

  it('refuses a request without a token, and what is none (RFC 6750 §3)', async () => {
    // what is missing altogether is 403 to some
    expect(await statusFor(undefined)).toBeOneOf([401, 403])
    expect(await statusFor('x')).toBe(401)
  })

  it('refuses an access token for another API (RFC 9068 §4)', async () => {
    const { access } = await tokensFrom(issuer(), { audience: 'billing' })
    expect(await statusFor(access)).toBe(401)
  })

  it('refuses an ID Token (RFC 9068 §5)', async () => {
    expect(await statusFor((await tokensFrom(issuer())).id)).toBe(401)
  })

  // With typ JWT nothing tells them apart to an API that looks at typ and aud alone.
  if (typ === 'at+jwt') {
    it('refuses an ID Token of a client that is named like it (RFC 9068 §5)', async () => {
      const { id } = await tokensFrom(issuer(), { client_id: audience })
      expect(await statusFor(id)).toBe(401)
    })
  }

  it('refuses an access token of another realm', async () => {
    const { access } = await tokensFrom(`${server.issuer}/realms/another`)
    expect(await statusFor(access)).toBe(401)
  })

  it('refuses one whose signature belongs to another (RFC 9068 §4)', async () => {
    const [one, other] = await Promise.all([tokensFrom(issuer()), tokensFrom(issuer())])
    expect(await statusFor(mixed(one.access, other.access))).toBe(401)
  })
}

describe('the snippet for curl', () => {
  const needs = ['sh', 'curl', 'sed'].filter((command) => !isInstalled(command))
  it.skipIf(needs.length > 0 && process.env['CI'] !== 'true')(
    'prints an access token',
    async () => {
      expect(needs).toEqual([])
      const { code } = curlToken({ issuer: server.issuer, audience, typ: 'at+jwt' })
      const token = (await run(tmpdir(), 'sh', '-c', code)).trim()
      const { claims } = await readToken(server.issuer, token, { typ: 'at+jwt', audience })
      expect(claims).toMatchObject({ sub: 'alice', client_id: 'tests' })
    },
  )
})

for (const language of languages) {
  const missing = language.needs.filter((command) => !isInstalled(command))
  describe(`an API with the snippet for ${language.name}`, () => {
    if (missing.length === 0) return tests(language)
    const needs = `needs ${missing.join(' and ')}, not installed here`
    return it.skipIf(process.env['CI'] !== 'true')(needs, () => expect(missing).toEqual([]))
  })
}
