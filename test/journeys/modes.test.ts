import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { hashPassword } from '../../src/adapters/passwords/password-hasher.ts'
import type { FragrantOptions } from '../../src/index.ts'
import { answerOf, createApp, decide, goThrough, signIn, silently } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const redirectUri = 'https://app.example/callback'
const app = {
  client_id: 'app',
  redirect_uris: [redirectUri],
  response_types: ['id_token token' as const],
}

describe('strict mode', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer({
      mode: 'strict',
      clients: [
        app,
        { client_id: 'usual', redirect_uris: [redirectUri] },
        {
          ...app,
          client_id: 'native',
          redirect_uris: ['http://127.0.0.1/cb'],
          application_type: 'native',
        },
      ],
      users: [
        { username: 'carol', password: await hashPassword('a long enough secret') },
        { username: 'dave', password: 'dave' },
      ],
    })
  })
  afterAll(() => server.close())

  it('has no demo users, no picker and no hint of a password', async () => {
    const guest = createVisitor(server.issuer)
    const login = await createApp(server.issuer, { clientId: 'app', redirectUri }).ask(guest)
    expect(login.page.has('picker')).toBe(false)
    expect(login.page.has('demo-hint')).toBe(false)
    expect(login.body).not.toContain('dave')
    expect((await signIn(guest, login, 'alice')).status).toBe(400)
    const { action, fields } = login.page.form('login')
    const picked = await guest.post(new URL(action, login.url), [...fields, ['pick', 'carol']])
    expect(picked.status).toBe(400)
    const joined = [...fields, ['new_name', 'mallory']] as const
    expect((await guest.post(new URL(action, login.url), [...joined])).status).toBe(400)
    const consent = await signIn(guest, login, 'carol', 'a long enough secret')
    expect(answerOf(await decide(guest, consent, 'remember')).values.has('id_token')).toBe(true)
    const again = createApp(server.issuer, { clientId: 'app', redirectUri })
    expect(await silently(again, guest)).toBe('ok')
  })

  it('takes in no client, and tells no configuration on its "why" page', async () => {
    const refused = await createApp(server.issuer).ask(createVisitor(server.issuer))
    expect(refused.status).toBe(400)
    expect(refused.location).toBeUndefined()
    expect(refused.page.has('snippet')).toBe(false)
  })

  it('shows neither users nor clients nor a playground', async () => {
    const home = await createVisitor(server.issuer).open(`${server.issuer}/`)
    expect(home.body).not.toContain('carol')
    expect(home.body).not.toContain('app.example')
    expect(home.page.has('try-it')).toBe(false)
    expect((await fetch(`${server.issuer}/playground`)).status).toBe(404)
  })

  it('offers an access token in the address only where a client names it (RFC 9700 §2.1.2)', async () => {
    const metadata = await fetch(`${server.issuer}/.well-known/openid-configuration`)
    expect(await metadata.json()).toMatchObject({
      response_types_supported: ['code', 'id_token', 'id_token token'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'implicit'],
    })
    const usual = createApp(server.issuer, { clientId: 'usual', redirectUri })
    for (const response_type of ['token', 'id_token token', 'code token', 'code id_token token']) {
      const { values } = answerOf(
        await usual.ask(createVisitor(server.issuer), { response_type, prompt: 'none' }),
      )
      expect([response_type, values.get('error')]).toEqual([response_type, 'unauthorized_client'])
      expect(values.get('error_description')).toContain(`${server.issuer}/moving-to-code`)
    }
    for (const response_type of ['code', 'id_token']) {
      const changes = { response_type, prompt: 'none', code_challenge: 'x'.repeat(43) }
      const asked = { ...changes, code_challenge_method: 'S256' }
      const { values } = answerOf(await usual.ask(createVisitor(server.issuer), asked))
      expect([response_type, values.get('error')]).toEqual([response_type, 'login_required'])
    }
  })

  it('asks a client on loopback each time (RFC 8252 §8.6)', async () => {
    const native = { clientId: 'native', redirectUri: 'http://127.0.0.1:49152/cb' }
    const guest = createVisitor(server.issuer)
    const asking = createApp(server.issuer, native)
    const consent = await signIn(guest, await asking.ask(guest), 'carol', 'a long enough secret')
    expect(consent.page.has('remember')).toBe(false)
    await decide(guest, consent, 'allow')
    expect(await silently(asking, guest)).toBe('consent_required')
  })
})

describe('the conveniences of local mode', () => {
  let server: TestServer | undefined
  const start = async (options: FragrantOptions) => {
    server = await startServer(options)
    return server
  }
  afterEach(() => server?.close())

  it('signs a user in without asking, when login.mode is auto', async () => {
    const { issuer } = await start({ login: { mode: 'auto', user: 'bob' }, consent: 'ask' })
    const guest = createVisitor(issuer)
    const consent = await createApp(issuer).ask(guest)
    expect(consent.url.pathname).toMatch(/^\/consent\//)
    expect(consent.body).toContain('Bob James Example')
  })

  it('answers at once, when consent is auto too', async () => {
    const { issuer } = await start({ login: { mode: 'auto', user: 'bob' }, consent: 'auto' })
    const guest = createVisitor(issuer)
    const asking = createApp(issuer)
    expect(answerOf(await asking.ask(guest)).values.has('id_token')).toBe(true)
    expect(await silently(asking, guest)).toBe('ok')
  })

  it('asks for consent all the same when the request says prompt=consent', async () => {
    const { issuer } = await start({ consent: 'auto', login: { mode: 'auto', user: 'bob' } })
    const shown = await createApp(issuer).ask(createVisitor(issuer), { prompt: 'consent' })
    expect(shown.page.has('consent')).toBe(true)
  })

  it('signs in by one click, from the page only', async () => {
    const { issuer } = await start({})
    const guest = createVisitor(issuer)
    const login = await createApp(issuer).ask(guest)
    expect(login.page.text('demo-hint')).toContain('alice / alice and bob / bob')
    const consent = await guest.submit(login, 'picker', 'pick-2')
    expect(consent.body).toContain('Bob James Example')
  })

  it('spares the users of a first-party client the question', async () => {
    const { issuer } = await start({ clients: [{ ...app, first_party: true }] })
    const guest = createVisitor(issuer)
    const asking = createApp(issuer, { clientId: 'app', redirectUri })
    const answered = await signIn(guest, await asking.ask(guest))
    expect(answerOf(answered).values.has('id_token')).toBe(true)
  })

  it('accepts a client on loopback once for each origin, and the last log line registers them all', async () => {
    const { issuer, log } = await start({})
    const origins = ['http://localhost:5173', 'http://localhost:5174', 'http://127.0.0.1:5173']
    for (const origin of [...origins, ...origins]) {
      const app = createApp(issuer, { clientId: 'spa', redirectUri: `${origin}/callback` })
      const { values } = await goThrough(app, createVisitor(issuer))
      expect(values.has('id_token')).toBe(true)
    }
    const accepted = log.filter(({ event }) => event === 'client.accepted')
    expect(accepted.map(({ origin }) => origin)).toEqual(origins)
    const { register } = accepted.at(-1) ?? {}
    for (const origin of origins) expect(register).toContain(`"${origin}/callback"`)
  })

  it('warns of a client on loopback whose frames get no session cookie, and says where to open it', async () => {
    const { issuer, log } = await start({})
    const warnings = () => log.filter(({ event }) => event === 'client.on-another-site')
    const ask = (origin: string) =>
      createApp(issuer, { clientId: 'spa', redirectUri: `${origin}/cb` }).ask(createVisitor(issuer))
    await ask('http://localhost:5173')
    expect(warnings()).toEqual([])
    await ask('http://127.0.0.1:5173')
    await ask('http://127.0.0.1:5173')
    expect(warnings()).toMatchObject([
      {
        level: 40,
        clientId: 'spa',
        origin: 'http://127.0.0.1:5173',
        openAt: 'http://localhost:5173',
      },
    ])
  })

  it('gives nobody the name of an app by what other pages ask for (newcomers would be kept out)', async () => {
    const { issuer, log } = await start({})
    const squatted = { clientId: 'my-app', redirectUri: 'http://localhost:1/x' }
    await createApp(issuer, squatted).ask(createVisitor(issuer))
    const own = { clientId: 'my-app', redirectUri: 'http://localhost:5173/callback' }
    const { values } = await goThrough(createApp(issuer, own), createVisitor(issuer))
    expect(values.has('id_token')).toBe(true)
    const lines = log.filter(({ event }) => event === 'client.accepted')
    expect(lines.at(-1)?.['register']).not.toContain('http://localhost:1/x')
  })

  it('keeps a registered client to its redirect URIs, on loopback too (RFC 6749 §3.1.2.3)', async () => {
    const { issuer } = await start({
      clients: [{ ...app, redirect_uris: ['http://localhost:3000/callback'] }],
    })
    for (const uri of [
      'http://localhost:3001/callback',
      'http://localhost:3000/other',
      'http://127.0.0.1:3000/callback',
    ]) {
      const sent = { clientId: 'app', redirectUri: uri }
      const asked = await createApp(issuer, sent).ask(createVisitor(issuer))
      expect([uri, asked.status, asked.location]).toEqual([uri, 400, undefined])
    }
  })

  it('accepts no app at an address of its own (RFC 9700 §4.1.3)', async () => {
    const { issuer, log } = await start({ allowed_hosts: ['auth.localhost'] })
    const { port } = new URL(issuer)
    const inner = 'authorize?client_id=other&redirect_uri=http%3A%2F%2Flocalhost%3A9472%2Fstolen'
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'auth.localhost']) {
      const redirectUri = `http://${host}:${port}/${inner}`
      const asked = await createApp(issuer, { redirectUri }).ask(createVisitor(issuer))
      expect([host, asked.status, asked.location]).toEqual([host, 400, undefined])
      expect(log.at(-1)).toMatchObject({ error: 'own_address', shown: 'page' })
    }
  })

  it('takes nobody in from beyond loopback', async () => {
    const { issuer } = await start({})
    for (const uri of [
      'https://app.example/cb',
      'http://192.168.0.7/cb',
      'http://localhost.evil.example/cb',
      'com.example.app:/cb',
      'javascript:alert(1)',
    ]) {
      const asked = await createApp(issuer, { clientId: 'far', redirectUri: uri }).ask(
        createVisitor(issuer),
      )
      expect([uri, asked.status, asked.location]).toEqual([uri, 400, undefined])
    }
  })

  it('takes nobody in when it is switched off', async () => {
    const { issuer } = await start({ loopback_clients: false })
    expect((await createApp(issuer).ask(createVisitor(issuer))).status).toBe(400)
  })

  it('says on the "why" page what would make a wrong port right', async () => {
    const registered = { ...app, redirect_uris: ['http://localhost:3000/callback'] }
    const { issuer } = await start({ clients: [registered] })
    const sent = { clientId: 'app', redirectUri: 'http://localhost:3001/callback' }
    const why = await createApp(issuer, sent).ask(createVisitor(issuer))
    expect(why.status).toBe(400)
    expect(why.page.text('sent')).toBe('http://localhost:3001/callback')
    expect(why.page.text('comparison')).toContain('The port differs.')
    expect(why.body).toContain('<mark>0</mark>')
    expect(why.page.text('snippet')).toContain('http://localhost:3001/callback')
    expect(why.page.text('cites')).toContain('RFC 6749')
  })

  it('shows the five registered redirect URIs that come nearest, and compares none with a long text', async () => {
    const redirect_uris = Array.from({ length: 12 }, (_, at) => `http://localhost:30${10 + at}/cb`)
    const { issuer } = await start({ clients: [{ ...app, redirect_uris }] })
    const ask = (redirectUri: string) =>
      createApp(issuer, { clientId: 'app', redirectUri }).ask(createVisitor(issuer))
    const why = await ask('http://localhost:3018/CB')
    const registered = why.page.text('comparison')
    expect(registered).toContain('http://localhost:3018/cb')
    expect(registered?.match(/Only the case of letters differs\./g)).toHaveLength(1)
    expect(registered?.match(/localhost:30\d\d\/cb/g)).toHaveLength(5)
    expect(why.page.text('unlisted')).toBe('and 7 more')
    const long = await ask(`http://localhost:3018/${'a'.repeat(2048)}`)
    expect(long.status).toBe(400)
    expect(long.body).not.toContain('<mark>')
  })
})
