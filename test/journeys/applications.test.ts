import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseOptions } from '../../src/config/config.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer({
    control: true,
    control_token: token,
    consent: 'auto',
    login: { mode: 'auto', user: 'alice' },
    realms: {
      named: { clients: [{ client_id: 'shop', redirect_uris: ['https://shop.example/'] }] },
    },
  })
})
afterAll(() => server.close())

const token = 'a-token-that-only-tests-have'
const callback = 'http://localhost:5173/callback'

const get = async (path: string) => {
  const answer = await fetch(server.issuer + path)
  return { status: answer.status, html: await answer.text() }
}

const csrfIn = (html: string) => /name="csrf" value="([^"]+)"/.exec(html)?.[1] ?? ''

/** What a form of ours sends, and the page that follows. */
async function post(path: string, form: Readonly<Record<string, string>>) {
  const csrf = csrfIn((await get('/new-application')).html)
  const answer = await fetch(server.issuer + path, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ csrf, ...form }),
  })
  const location = answer.headers.get('location')
  const html = await answer.text()
  return { status: answer.status, location, html, headers: answer.headers }
}

const spa = { name: 'My shop', kind: 'single-page', callbacks: callback, 'grant-code': 'on' }

const told = async (id: string, realm = 'default') => {
  const headers = { authorization: `Bearer ${token}` }
  const at = `${server.issuer}/_control/v1/realms/${realm}/clients/${id}`
  const answer = await fetch(at, { headers })
  return answer.status === 200 ? ((await answer.json()) as Record<string, unknown>) : undefined
}

/** The redirect of a request that alice answers without a page. */
async function signIn(clientId: string, redirectUri = callback) {
  const query = new URLSearchParams({
    ...{ client_id: clientId, redirect_uri: redirectUri, response_type: 'id_token token' },
    ...{ scope: 'openid', nonce: 'n', state: 's' },
  })
  return fetch(`${server.issuer}/authorize?${query}`, { redirect: 'manual' })
}

const secretIn = (html: string) => /id="client-secret"[^>]*>([^<]+)</.exec(html)?.[1] ?? ''

const clientCredentials = async (id: string, secret: string) => {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: id })
  body.set('client_secret', secret)
  return (await fetch(`${server.issuer}/token`, { method: 'POST', body })).status
}

describe('a new application', () => {
  it('is registered in one form, and signs in', async () => {
    const form = { ...spa, name: 'Café Zoë', 'grant-implicit': 'on' }
    const { status, location } = await post('/new-application', form)
    expect([status, location]).toEqual([303, '/applications/cafe-zoe?done=created'])
    expect((await get('/applications/cafe-zoe?done=created')).html).toContain('can sign in now')
    expect(await told('cafe-zoe')).toMatchObject({
      client_name: 'Café Zoë',
      redirect_uris: [callback],
      response_types: ['code', 'id_token', 'token', 'id_token token'],
      grant_types: ['authorization_code', 'implicit'],
      from: 'added',
    })
    expect((await signIn('cafe-zoe')).headers.get('location')).toContain('id_token=')
  })

  it('says beside the callback URLs that Code and Implicit need one, and loses nothing', async () => {
    const { status, html } = await post('/new-application', { ...spa, callbacks: ' \r\n' })
    expect(status).toBe(400)
    expect(html).toMatch(/id="callbacks-problem">Enter a callback URL: Code and Implicit cannot/)
    expect(html).toContain('value="My shop"')
    expect(html).toMatch(/id="grant-code" name="grant-code" checked/)
    expect(await told('my-shop')).toBeUndefined()
  })

  it('says in which line a callback URL is at fault', async () => {
    const callbacks = `${callback}\r\nhttps://app.example/#x`
    const { status, html } = await post('/new-application', { ...spa, callbacks })
    expect(status).toBe(400)
    expect(html).toMatch(/id="callbacks-problem">Line 2 must /)
    expect(html).toContain('https://app.example/#x</textarea>')
  })

  it.each([
    ['a name', { name: ' ' }, 'name-problem'],
    ['a grant', { 'grant-code': '' }, 'grants-problem'],
    ['scopes that the realm has', { scopes: 'nope' }, 'scopes-problem'],
    ['an id that is free', { client_id: 'demo-web' }, 'client_id-problem'],
  ])('wants %s', async (_, change, problem) => {
    const form = Object.entries({ ...spa, ...change }).filter(([, value]) => value !== '')
    const { status, html } = await post('/new-application', Object.fromEntries(form))
    expect(status).toBe(400)
    expect(html).toContain(`id="${problem}"`)
  })

  it.each([
    ['web', 'Web one', { callbacks: callback, 'grant-code': 'on', 'grant-service': 'on' }],
    ['service', 'Service one', {}],
  ])('of kind %s has a secret that is shown once', async (kind, name, form) => {
    const { status, html, headers } = await post('/new-application', { name, kind, ...form })
    expect(status).toBe(200)
    expect(headers.get('cache-control')).toContain('no-store')
    const id = name.toLowerCase().replace(' ', '-')
    const secret = secretIn(html)
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(await clientCredentials(id, secret)).toBe(200)
    const page = await get(`/applications/${id}`)
    expect(page.html).not.toContain(secret)
    const again = secretIn((await post(`/applications/${id}`, { decision: 'secret' })).html)
    expect(await clientCredentials(id, secret)).toBe(401)
    expect(await clientCredentials(id, again)).toBe(200)
    const revoked = await post(`/applications/${id}`, { decision: 'revoke' })
    expect(revoked.location).toBe(`/applications/${id}?done=revoked`)
    expect(await clientCredentials(id, again)).toBe(401)
    expect((await get(`/applications/${id}`)).html).toContain('It is revoked')
  })

  it('of kind native may have any port on loopback', async () => {
    const callbacks = 'http://127.0.0.1/cb'
    await post('/new-application', { ...spa, kind: 'native', name: 'Native one', callbacks })
    expect(await told('native-one')).toMatchObject({ application_type: 'native' })
  })
})

describe('an application', () => {
  beforeAll(async () => {
    await post('/new-application', { ...spa, name: 'Fixture', 'grant-implicit': 'on' })
  })
  const at = '/applications/fixture'

  it('has a second set of keys for its sandbox, side by side with the first', async () => {
    const { location } = await post(at, { decision: 'keys' })
    expect(location).toBe('/applications/fixture-sandbox?done=generated')
    expect(await told('fixture-sandbox')).toMatchObject({
      ...{ software_id: 'fixture', environment: 'sandbox', redirect_uris: [callback] },
    })
    const { html } = await get(at)
    expect(html).toContain('href="/applications/fixture-sandbox"')
    const list = (await get('/applications')).html
    expect(list).toContain('href="/applications/fixture"')
    expect(list).not.toContain('href="/applications/fixture-sandbox"')
  })

  it('has two sets of keys at most, each by a name of whole characters', async () => {
    const name = `a${'🌸'.repeat(99)}`
    const { location } = await post('/new-application', { ...spa, name, client_id: 'flowers' })
    expect(location).toBe('/applications/flowers?done=created')
    const twice = [0, 1].map(() => post('/applications/flowers', { decision: 'keys' }))
    const statuses = (await Promise.all(twice)).map(({ status }) => status)
    expect(statuses.toSorted()).toEqual([303, 409])
    const { status, html } = await post('/applications/flowers', { decision: 'keys' })
    expect([status, html]).toEqual([409, expect.stringContaining('has keys for production')])
    expect((await told('flowers-sandbox'))?.['client_name']).toMatch(/^a(?:🌸)+ \(sandbox\)$/u)
  })

  it('is told of once it is gone: what is changed of it then is not done', async () => {
    await post('/new-application', { ...spa, client_id: 'short-lived' })
    await post('/applications/short-lived', { decision: 'delete' })
    const { location } = await post('/applications/short-lived', { ...spa, decision: 'save' })
    expect(location).toBe('/applications?done=gone')
    expect((await get('/applications?done=gone')).html).toContain('Nothing was done')
  })

  it('is changed by its form, and keeps what the form does not show', async () => {
    await post('/new-application', { ...spa, name: 'Changed' })
    const form = { ...spa, name: 'Changed name', decision: 'save', scopes: 'openid email' }
    const { location } = await post('/applications/changed', {
      ...form,
      callbacks: `${callback}\r\nhttps://other.example/`,
      audience: 'https://api.example',
    })
    expect(location).toBe('/applications/changed?done=saved')
    expect(await told('changed')).toMatchObject({
      client_name: 'Changed name',
      redirect_uris: [callback, 'https://other.example/'],
      scope: 'openid email',
      audience: ['https://api.example'],
      response_types: ['code'],
    })
    const wrong = await post('/applications/changed', { ...form, callbacks: 'nonsense' })
    expect(wrong.status).toBe(400)
    expect(wrong.html).toMatch(/id="callbacks-problem">Line 1 must /)
  })

  it('that becomes a web app waits for its secret, and loses it when it is none any more', async () => {
    await post('/new-application', { ...spa, name: 'Kinds' })
    await post('/applications/kinds', { ...spa, kind: 'web', decision: 'save' })
    expect(await told('kinds')).toMatchObject({ has_secret: true, client_secret_sha256: 'revoked' })
    await post('/applications/kinds', { ...spa, decision: 'save' })
    expect(await told('kinds')).toMatchObject({ has_secret: false })
  })

  it('counts the users who granted it, and loses what is withdrawn', async () => {
    await signIn('fixture')
    const { html } = await get(at)
    expect(html).toContain('Users who granted it: <span id="granted">1</span>')
    expect(html).toContain('name="which" value="alice"')
    const { location } = await post(at, { decision: 'withdraw', which: 'alice' })
    expect(location).toBe(`${at}?done=withdrawn`)
    expect((await get(at)).html).toContain('<span id="granted">0</span>')
    await signIn('fixture')
    await post(at, { decision: 'withdraw-all' })
    expect((await get(at)).html).toContain('<span id="granted">0</span>')
  })

  it('is disabled and enabled', async () => {
    await post('/new-application', { ...spa, name: 'Off', 'grant-implicit': 'on' })
    await post('/applications/off', { decision: 'disable' })
    expect((await signIn('off')).status).toBe(400)
    expect((await get('/applications/off')).html).toContain('>disabled<')
    await post('/applications/off', { decision: 'enable' })
    expect((await signIn('off')).status).toBe(303)
  })

  it('is deleted with both sets of keys, once somebody has said so twice', async () => {
    await post('/new-application', { ...spa, name: 'Gone' })
    await post('/applications/gone', { decision: 'keys' })
    const { html } = await get('/applications/gone/delete')
    expect(html).toContain('gone-sandbox')
    const { location } = await post('/applications/gone', { decision: 'delete' })
    expect(location).toBe('/applications?done=deleted')
    expect(await told('gone')).toBeUndefined()
    expect(await told('gone-sandbox')).toBeUndefined()
    expect((await get('/applications/gone')).status).toBe(404)
  })

  it('is said as YAML that the configuration takes, secret included', async () => {
    const { html } = await post('/new-application', { name: 'Yaml', kind: 'service' })
    const page = (await get('/applications/yaml')).html
    const [, code = ''] = /<code class="language-yaml">([^<]*)</.exec(page) ?? []
    const yaml = code.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
    const [realm] = parseOptions(parse(yaml)).realms
    expect(realm?.clients).toMatchObject([{ id: 'yaml', grantTypes: ['client_credentials'] }])
    expect(realm?.clients[0]?.auth.secretHash).toMatch(/^[\w-]{43}$/)
    expect(yaml).not.toContain(secretIn(html))
  })

  it('offers snippets with its own id and callback', async () => {
    const { html } = await get(at)
    expect(html).toContain('client_id: &#39;fixture&#39;')
    expect(html).toContain(`redirect_uri: &#39;${callback}&#39;`)
  })
})

describe('an application that was registered here', () => {
  const home = 'http://localhost:5173/'
  const homesOf = async (id: string) => (await told(id))?.['post_logout_redirect_uris']

  it('goes on beside its callbacks after a sign-out, as long as it says no other page', async () => {
    const { location } = await post('/new-application', { ...spa, name: 'Home' })
    expect(location).toContain('/applications/home?')
    expect(await homesOf('home')).toEqual([home])
    const callbacks = `${callback}\nhttps://shop.example/auth/cb\nhttps://shop.example/auth/other`
    await post('/applications/home', { ...spa, callbacks, decision: 'save' })
    expect(await homesOf('home')).toEqual([home, 'https://shop.example/auth/'])
    await fetch(`${server.issuer}/_control/v1/realms/default/clients/home`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ post_logout_redirect_uris: ['https://shop.example/bye'] }),
    })
    await post('/applications/home', { ...spa, decision: 'save' })
    expect(await homesOf('home')).toEqual(['https://shop.example/bye'])
    await post('/new-application', {
      ...spa,
      kind: 'native',
      name: 'App',
      callbacks: 'com.app:/cb',
    })
    expect(await homesOf('app')).toEqual([])
  })

  it('has snippets that use no address that is not registered', async () => {
    const { 'grant-code': _, ...rest } = spa
    const form = { ...rest, name: 'Silent', 'grant-implicit': 'on' }
    await post('/new-application', form)
    const before = (await get('/applications/silent')).html
    expect(before).toContain(`register another callback URL: ${home}silent.html`)
    expect(before).not.toContain('silent_redirect_uri')
    const callbacks = `${callback}\n${home}silent.html`
    await post('/applications/silent', { ...form, callbacks, decision: 'save' })
    const after = (await get('/applications/silent')).html
    expect(after).toContain('silent_redirect_uri: &#39;http://localhost:5173/silent.html&#39;')
    expect(after).toContain('automaticSilentRenew: true')
  })

  it('is corrected here, says the page that refuses its request, to nobody else', async () => {
    await post('/new-application', { ...spa, name: 'Refused' })
    const why = await signIn('refused', 'http://localhost:5173/other')
    const html = await why.text()
    expect(html).toMatch(/<a [^>]*id="application" href="\/applications\/refused"/)
    expect(html).not.toContain('id="snippet"')
    const query = new URLSearchParams({ client_id: 'shop', redirect_uri: callback })
    const ofFile = await fetch(`${server.issuer}/realms/named/authorize?${query}`)
    const lines = await ofFile.text()
    expect(lines).not.toContain('id="application"')
    expect(lines).toContain('id="snippet"')
  })
})

describe('what others have said of an app', () => {
  it('is not changed where the configuration says it', async () => {
    const at = '/realms/named/applications/shop'
    const { html } = await get(at)
    expect(html).toContain('The configuration file says what it is')
    for (const decision of ['save', 'secret', 'revoke', 'disable', 'delete', 'keep']) {
      const { status } = await post(at, { ...spa, decision })
      expect([decision, status]).toEqual([decision, 409])
    }
    expect(await told('shop', 'named')).toMatchObject({ from: 'configuration', has_secret: false })
    expect((await get(`${at}/delete`)).status).toBe(404)
    expect((await post(at, { decision: 'withdraw-all' })).location).toBe(`${at}?done=withdrawn`)
  })

  it('is kept where it was taken in, for the callback URLs that are typed', async () => {
    await signIn('taken')
    const at = '/applications/taken'
    expect((await get('/applications')).html).toContain('accepted on loopback')
    expect((await get(at)).html).toContain('http://localhost:5173')
    const none = await post(at, { decision: 'keep' })
    expect([none.status, none.html.includes('id="keep-problem"')]).toEqual([400, true])
    const { location } = await post(at, { decision: 'keep', callbacks: callback })
    expect(location).toBe(`${at}?done=kept`)
    expect(await told('taken')).toMatchObject({ source: 'operator', redirect_uris: [callback] })
    expect((await signIn('taken', 'http://localhost:5173/other')).status).toBe(400)
    expect((await signIn('taken')).headers.get('location')).toContain('id_token=')
  })

  it('is kept where it registered itself, with the secret that it has', async () => {
    const answer = await fetch(`${server.issuer}/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ client_name: 'By itself', redirect_uris: [callback] }),
    })
    const { client_id: id } = (await answer.json()) as { client_id: string }
    const at = `/applications/${encodeURIComponent(id)}`
    const { html } = await get(at)
    expect(html).toContain('registered itself')
    expect(html).toContain(`${callback}</textarea>`)
    const { location } = await post(at, { decision: 'keep', callbacks: callback })
    expect(location).toBe(`${at}?done=kept`)
    const kept = await told(id)
    expect(kept).toMatchObject({ source: 'operator', client_name: 'By itself', has_secret: true })
  })

  it('is found by an id of any characters', async () => {
    const id = `an/odd?id #1%2F+${'%'.repeat(240)}`
    await fetch(`${server.issuer}/_control/v1/realms/default/clients`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ client_id: id, redirect_uris: [callback] }),
    })
    const { status, html } = await get(`/applications/${encodeURIComponent(id)}`)
    expect(status).toBe(200)
    expect(html).toContain(`action="/applications/${encodeURIComponent(id)}"`)
  })

  it.each(['new', '.', '..', 'delete', 'a/../b', '%2e%2e', '%', 'x'.repeat(256)])(
    'has a page by the id %s, where it is changed and deleted',
    async (id) => {
      // as an app that anybody has on this machine
      const asked = await signIn(id)
      expect(asked.headers.get('location')).toContain('id_token=')
      const { html } = await get('/applications')
      const hrefs = [...html.matchAll(/<h2><a href="([^"]+)"/g)].map(([, href = '']) => href)
      // a browser takes the steps of an address before it asks
      const pages = hrefs.map((href) => new URL(href.replaceAll('&amp;', '&'), server.issuer))
      const found = await Promise.all(
        pages.map(({ href }) => get(href.slice(server.issuer.length))),
      )
      const shown = `id="client-id" data-copy="client id">${id}</bdi>`
      const at = pages.find((_, index) => found[index]?.html.includes(shown))
      const path = at === undefined ? '' : at.pathname + at.search
      expect(path).not.toBe('')
      const kept = await post(path, { decision: 'keep', callbacks: callback })
      expect(kept.status).toBe(303)
      const after = await get(kept.location ?? '')
      expect(after.html).toContain('Kept: it is yours now')
      const removal = /<a [^>]*id="delete" href="([^"]+)"/.exec(after.html)?.[1] ?? ''
      expect((await get(removal.replaceAll('&amp;', '&'))).status).toBe(200)
      const deleted = await post(path, { decision: 'delete' })
      expect(deleted.location).toBe('/applications?done=deleted')
    },
  )
})
