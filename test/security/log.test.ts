import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseOptions } from '../../src/config/config.ts'
import { createServer, type Server } from '../../src/server.ts'
import { createApp, decide, signIn } from '../support/app.ts'
import { createRawClient, requestBytes } from '../support/raw-http.ts'
import { createVisitor } from '../support/visitor.ts'

/** What each secret of the journey holds, so that a part of one is found as well. */
const mark = {
  password: 'PASSWORDofALICE',
  wrongPassword: 'PASSWORDthatISwrong',
  /** Typed into the wrong field. */
  username: 'PASSWORDinTHEnameFIELD',
  state: 'STATEofTHEapp',
  nonce: 'NONCEofTHEapp',
  loginHint: 'HINTofTHEuser',
  code: 'CODEfromELSEWHERE',
  query: 'TOKENinTHEquery',
  redirectQuery: 'RETURNticketOFtheAPP',
  basic: Buffer.from('client:SECRETofTHEclient').toString('base64'),
  path: 'RESETlinkINtheWRONGplace',
  unknownCookie: 'COOKIEofANOTHERapp',
} as const

interface Journey {
  readonly server: Server
  readonly issuer: string
  readonly lines: readonly string[]
  /** Every secret that went over the wire, by what it is. */
  readonly secrets: Map<string, string>
  readonly events: () => readonly string[]
}

async function start(level: 'trace' | 'debug' | 'info'): Promise<Journey> {
  const lines: string[] = []
  const users = [{ username: 'alice', password: mark.password }]
  const config = parseOptions({ port: 0, users, log: { level, format: 'json' } })
  const server = await createServer(config, {
    logTo: {
      dropped: 0,
      write: (line) => void lines.push(line),
      later: (work) => work(),
      flush: async () => true,
    },
  })
  const { issuer } = await server.listen()
  const events = () => lines.map((line) => (JSON.parse(line) as { event?: string }).event ?? '')
  return { server, issuer, lines, secrets: new Map(Object.entries(mark)), events }
}

/** All that a user, an app and a stranger do, with a secret wherever there is room for one. */
async function travel({ issuer, secrets }: Journey): Promise<void> {
  const keep = (what: string, value: string | null | undefined) => {
    if (!value) throw new Error(`There is no ${what} to look for.`)
    secrets.set(what, value)
    return value
  }
  const alice = createVisitor(issuer)
  alice.cookies.set('another_app', mark.unknownCookie)
  const app = createApp(issuer, {
    redirectUri: `http://localhost:5173/callback?ticket=${mark.redirectQuery}`,
  })
  const { state, nonce, loginHint } = mark
  const login = await app.ask(alice, { state, nonce, login_hint: loginHint, code: mark.code })
  keep('csrf', login.page.form('login').fields.get('csrf'))
  keep('interaction', login.url.pathname.split('/').at(-1))
  await signIn(alice, login, 'alice', mark.wrongPassword)
  await signIn(alice, login, mark.username, mark.wrongPassword)
  await alice.submit(login, 'login', 'login-submit', { csrf: 'forged', password: mark.password })
  const consent = await signIn(alice, login, 'alice', mark.password)
  keep('csrf of the consent', consent.page.form('consent').fields.get('csrf'))
  const answered = await decide(alice, consent, 'remember')
  const answer = new URLSearchParams(answered.location?.hash.slice(1))
  const accessToken = keep('access token', answer.get('access_token'))
  const idToken = keep('ID Token', answer.get('id_token'))
  for (const [name, value] of alice.cookies) if (name !== 'another_app') keep(name, value)
  await app.askByPost(alice, { prompt: 'none', id_token_hint: idToken, state, nonce })
  await app.ask(alice, { prompt: 'none', response_mode: 'form_post', state, nonce })
  const signed = await app.ask(alice, { prompt: 'none', response_mode: 'jwt', state, nonce })
  keep('answer as a JWT', new URLSearchParams(signed.location?.hash.slice(1)).get('response'))
  const again = await app.ask(alice, { prompt: 'consent', state, nonce })
  await decide(alice, again, 'deny')
  await refused(issuer, accessToken, app.clientId)
  const body = new URLSearchParams({ access_token: accessToken })
  await fetch(`${issuer}/userinfo`, { method: 'POST', body })
  const bye = await alice.open(`${issuer}/logout?state=${state}`)
  keep('csrf of the logout', bye.page.form('logout').fields.get('csrf'))
  await alice.submit(bye, 'logout', 'logout-confirm')
  await alice.open(`${issuer}/logout?id_token_hint=${idToken}&state=${state}`)
}

/** Requests that end in an error, each with something secret in it. */
async function refused(issuer: string, accessToken: string, clientId: string): Promise<void> {
  const { state, nonce, code, query, redirectQuery, basic, path } = mark
  const secret = `state=${state}&nonce=${nonce}&code=${code}&id_token_hint=${accessToken}`
  const client = createRawClient(Number(new URL(issuer).port))
  const { host } = client
  const get = (target: string, headers: [string, string][] = []) =>
    client.send(requestBytes({ target, host, headers }))
  await get(`/authorize?client_id=${clientId}&redirect_uri=http://evil.example/&${secret}`)
  await get(`/authorize?client_id=nobody&redirect_uri=http://evil.example/${query}&${secret}`)
  for (const host of ['https://evil.example', 'http://192.168.0.7', issuer, 'javascript:']) {
    const uri = encodeURIComponent(`${host}/?ticket=${redirectQuery}`)
    await get(`/authorize?client_id=demo-web&redirect_uri=${uri}`)
    await get(`/authorize?client_id=unknown&redirect_uri=${uri}&response_type=code`)
    await get(`/logout?client_id=demo-web&post_logout_redirect_uri=${uri}`)
  }
  await get(`/authorize?${secret}&a=%zz`)
  await get(`/authorize?${secret}#x`)
  await get(`/login/${path}?${secret}`)
  await get(`/${path}/%zz?${secret}`)
  await get(`/nothing/${path}?${secret}`)
  await get(`/userinfo?access_token=${query}`)
  await get('/userinfo', [['Authorization', `Basic ${basic}`]])
  await get('/userinfo', [['Authorization', `Bearer ${query} twice`]])
  await get('/userinfo', [['Authorization', `Bearer ${accessToken}x`]])
  await get(`/logout?post_logout_redirect_uri=http://evil.example/&client_id=${clientId}&${secret}`)
  const post = (target: string, body: string, contentType?: string) =>
    client.send(requestBytes({ method: 'POST', target, host, body, contentType }))
  await post('/token', `grant_type=authorization_code&code=${code}&client_secret=${query}`)
  await post(`/authorize?${secret}`, secret)
  await post('/authorize', `{"${secret}"}`, 'application/json')
  await post('/authorize', secret + 'x'.repeat(40_000))
  await client.send(Buffer.from(`GET /${path}?${secret} NONSENSE\r\n\r\n`))
  client.close()
}

describe.each(['trace', 'debug', 'info'] as const)('the log at level %s', (level) => {
  let journey: Journey
  beforeAll(async () => {
    journey = await start(level)
    await travel(journey)
  })
  afterAll(() => journey.server.close())

  it('holds nothing secret of all that was sent and answered (ASVS 16.2.5)', () => {
    const text = journey.lines.join('')
    expect(journey.secrets.size).toBeGreaterThan(17)
    expect([...journey.secrets].filter(([, secret]) => text.includes(secret))).toEqual([])
    expect(text).not.toMatch(/eyJ[\w-]+\.[\w-]+/)
  })

  it('tells of every decision about a user or an app (ASVS 16.3.1)', () => {
    expect(new Set(journey.events())).toEqual(
      new Set([
        'client.accepted',
        'user.sign-in-failed',
        'user.signed-in',
        'consent.granted',
        'consent.denied',
        'tokens.issued',
        ...(level === 'info' ? [] : ['userinfo.read', 'http.answered']),
        'http.refused',
        'request.refused',
        'user.signed-out',
      ]),
    )
  })

  it('tells what an app is registered with, and that a query of its address is left out', () => {
    const [accepted] = journey.lines
      .map((line) => JSON.parse(line) as Readonly<Record<string, string>>)
      .filter(({ event }) => event === 'client.accepted')
    expect(accepted?.['register']).toContain(
      '      - "http://localhost:5173/callback"\n      # each',
    )
  })

  it('tells where a refusal went, by which rule, and that of a logout too (ASVS 16.3.3)', () => {
    const refusals = journey.lines
      .map((line) => JSON.parse(line) as Readonly<Record<string, string>>)
      .filter(({ event }) => event === 'request.refused')
    const told = refusals.map(({ shown, error }) => `${shown}: ${error}`)
    expect(new Set(told)).toEqual(
      new Set([
        'client: access_denied',
        'page: not_on_loopback',
        'page: own_address',
        'page: redirect_uri_mismatch',
        'page: invalid_request',
      ]),
    )
    expect(refusals.every(({ rule, cites }) => rule !== '' && /§/.test(cites ?? ''))).toBe(true)
  })

  it('is one JSON object a line, without a control character (ASVS 16.4.1)', () => {
    for (const line of journey.lines) {
      expect(line.endsWith('\n')).toBe(true)
      expect(line.slice(0, -1)).not.toMatch(/\p{Cc}/u)
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), time: expect.anything() })
    }
  })
})
