import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exchange } from '../../src/control/operations/journal.ts'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'
import type { Realm } from '../../src/testing/realm/realm.ts'
import { controlCall, token } from './interfaces.ts'

const secret = 'a-client-secret-that-nobody-may-read'
const password = 'correct-horse-battery'
const redirect = 'http://localhost:5173/callback'

const app = {
  ...{ client_id: 'spa', redirect_uri: redirect, response_type: 'code', scope: 'openid' },
  ...{ state: 's-1', code_challenge: 'Ds9moUJQ_2pu2J7Q8S1mNGtgVsiTDsm_Mln_Z739fZY' },
  code_challenge_method: 'S256',
}

/** A browser that keeps cookies and follows nothing by itself. */
function browser() {
  const cookies = new Map<string, string>()
  const go = async (url: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, {
      ...init,
      headers: { ...init.headers, cookie },
      redirect: 'manual',
    })
    for (const text of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? []
      cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    return { text: await answer.text(), location: location && new URL(location, url).href }
  }
  return { cookies, go }
}

const csrfIn = (page: string): string => /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''

const posted = (members: Record<string, string>, headers: Record<string, string> = {}) => ({
  ...{ method: 'POST', body: new URLSearchParams(members), headers },
})

describe('a journal', () => {
  let idp: TestServer
  let realm: Realm
  const secrets: string[] = [secret, password]

  /** Everything that a journal has of a sign-in, of a client with a secret, and of a registration. */
  beforeAll(async () => {
    idp = await startFragrant({ control_token: token, log: { level: 'silent' } })
    realm = await idp.realm('secrets', {
      ...{ login: { mode: 'form' }, consent: 'ask', registration: 'open' },
      users: [{ username: 'alice', password }],
      clients: [
        { client_id: 'spa', redirect_uris: [redirect] },
        {
          ...{ client_id: 'web', client_secret: secret, redirect_uris: [redirect] },
          ...{
            grant_types: ['authorization_code', 'client_credentials'],
            response_types: ['code'],
          },
        },
      ],
    })
    const { cookies, go } = browser()
    const asked = `${realm.endpoints.authorization}?${new URLSearchParams({ ...app, password })}`
    const login = (await go(asked)).location ?? ''
    const csrf = csrfIn((await go(login)).text)
    const form = { username: 'alice', password, csrf, decision: 'log-in' }
    const consent = (await go(login, posted(form, { referer: login }))).location ?? ''
    const again = csrfIn((await go(consent)).text)
    const answer = await go(consent, posted({ csrf: again, decision: 'allow' }))
    expect(answer.location).toContain('code=')
    const basic = { authorization: `Basic ${btoa(`web:${secret}`)}` }
    await fetch(realm.endpoints.token, posted({ grant_type: 'client_credentials' }, basic))
    const inBody = { grant_type: 'client_credentials', client_id: 'web', client_secret: secret }
    await fetch(realm.endpoints.token, posted(inBody))
    const registered = await fetch(realm.endpoints.registration, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        redirect_uris: ['https://x.example/'],
        token_endpoint_auth_method: 'client_secret_basic',
      }),
    })
    const client = (await registered.json()) as Record<string, string>
    const mine = { headers: { authorization: `Bearer ${client['registration_access_token']}` } }
    await fetch(client['registration_client_uri'] ?? '', mine)
    secrets.push(...cookies.values(), csrf, again, login, consent, btoa(`web:${secret}`))
    secrets.push(client['client_secret'] ?? '', client['registration_access_token'] ?? '')
  })
  afterAll(() => idp.stop())

  it('holds no password, no cookie and no secret', async () => {
    const all = await realm.journal.all()
    expect(new Set(all.map(({ endpoint }) => endpoint))).toEqual(
      new Set(['authorize', 'login', 'consent', 'token', 'registration']),
    )
    expect(secrets.length).toBeGreaterThan(9)
    const text = JSON.stringify(all)
    const ids = secrets.map((value) => value.split('/').at(-1) ?? '')
    for (const value of [...secrets, ...ids]) {
      expect(value.length).toBeGreaterThan(12)
      expect(text).not.toContain(value)
    }
  })

  it('says what was there all the same', async () => {
    const signedIn = await realm.journal.last({ endpoint: 'login' })
    expect(signedIn).toMatchObject({ user: 'alice', request: { method: 'POST' } })
    expect(signedIn?.request.url).toBe('/realms/secrets/login/:id')
    expect(signedIn?.request.headers['referer']).toMatch(/\/login\/:id$/)
    expect(signedIn?.request.parameters).toMatchObject({
      ...{ username: 'alice', password: '[redacted]', csrf: '[redacted]' },
    })
    expect(signedIn?.response.headers).toMatchObject({
      location: '/realms/secrets/consent/:id',
      'set-cookie': expect.stringMatching(/^fragrant_session\w+=\[redacted\]; .*HttpOnly/),
    })
    const answered = await realm.journal.last({ endpoint: 'consent' })
    expect(answered?.response).toMatchObject({ mode: 'query', parameters: { state: 's-1' } })
    const [basic, inBody] = await realm.journal.all({ endpoint: 'token' })
    expect(basic).toMatchObject({ clientId: 'web', response: { status: 200 } })
    expect(basic?.request.headers['authorization']).toBe('Basic web:[redacted]')
    expect(inBody?.request.parameters['client_secret']).toBe('[redacted]')
    const [registered] = await realm.journal.all({ endpoint: 'registration' })
    expect(registered?.request.body).toMatchObject({ redirect_uris: ['https://x.example/'] })
    expect(registered?.response.parameters).toMatchObject({ client_secret: '[redacted]' })
  })

  it('joins the pages of a login with what they lead to', async () => {
    const pages = await realm.journal.all()
    const ofAlice = pages.filter(({ channel }) => channel === 'front')
    expect(ofAlice).toHaveLength(5)
    expect(new Set(ofAlice.map(({ login }) => login)).size).toBe(1)
  })

  it('has the shape that the document of the API says', async () => {
    const answer = await controlCall(idp, '/realms/secrets/requests?client_id=spa')
    const all = (await answer.json()) as unknown[]
    expect(all.length).toBeGreaterThan(1)
    for (const one of all) expect(exchange.safeParse(one).error).toBeUndefined()
  })
})
