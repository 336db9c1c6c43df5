import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Realm } from '../../src/testing/realm/realm.ts'
import type { TestServer } from '../../src/testing/server.ts'
import { interfaces } from './interfaces.ts'

const app = {
  client_id: 'spa',
  redirect_uri: 'http://localhost:5173/callback',
  response_type: 'id_token token',
  scope: 'openid',
  nonce: 'n-1',
  state: 's-1',
}
const silent = { ...app, prompt: 'none' }

type Params = Readonly<Record<string, string>>

/** A browser that keeps its cookies; `ask` answers `ok` or the error. */
function createBrowser(realm: Realm) {
  const cookies = new Map<string, string>()
  const ask = async (params: Params, headers: Params = {}): Promise<string> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const url = `${realm.endpoints.authorization}?${new URLSearchParams(params)}`
    const answer = await fetch(url, { headers: { cookie, ...headers }, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const { hash } = new URL(answer.headers.get('location') ?? '')
    return new URLSearchParams(hash.slice(1)).get('error') ?? 'ok'
  }
  return { ask }
}

const frame = { 'sec-fetch-dest': 'iframe' }

describe.each(interfaces)('automatic login as a test has it %s', (_, start) => {
  let idp: TestServer
  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256' })
  })
  afterAll(() => idp.stop())

  it('signs a new browser in with prompt=none, and renews that login', async () => {
    await using realm = await idp.isolate()
    const browser = createBrowser(realm)
    expect(await browser.ask(silent)).toBe('ok')
    expect(await browser.ask(silent)).toBe('ok')
    expect(await realm.sessions.list()).toHaveLength(1)
  })

  it('renews nothing once its session was ended, until the app asks for a page', async () => {
    await using realm = await idp.isolate()
    const browser = createBrowser(realm)
    await browser.ask(app)
    await realm.clock.advance('61m')
    expect(await browser.ask(silent)).toBe('ok')
    await realm.sessions.end({ user: 'alice' })
    await realm.clock.advance('61m')
    expect(await browser.ask(silent)).toBe('login_required')
    expect(await browser.ask(silent)).toBe('login_required')
    expect(await browser.ask(app)).toBe('ok')
    expect(await browser.ask(silent)).toBe('ok')
  })

  it('renews nothing where cookies of third parties are blocked', async () => {
    await using realm = await idp.isolate()
    await realm.faults.always({ prompt: 'none' }, { cookies: 'third-party-blocked' })
    expect(await createBrowser(realm).ask(silent, frame)).toBe('login_required')
    const browser = createBrowser(realm)
    await browser.ask(app)
    expect(await browser.ask(silent, frame)).toBe('login_required')
    expect(await browser.ask(silent, { 'sec-fetch-dest': 'document' })).toBe('ok')
    await realm.faults.clear()
    expect(await browser.ask(silent, frame)).toBe('ok')
  })

  it('is over for whom sessions.end names, also without a browser', async () => {
    await using realm = await idp.isolate()
    const error = async (params: Params) => (await realm.authorize(params)).error
    await realm.sessions.end({ user: 'bob' })
    expect(await error(silent)).toBeNull()
    expect(await error(silent)).toBeNull()
    await realm.sessions.end({ user: 'alice' })
    expect(await error(silent)).toBe('login_required')
    expect(await createBrowser(realm).ask(silent)).toBe('login_required')
    const ended = await realm.snapshot()
    expect(await error(app)).toBeNull()
    expect(await error(silent)).toBeNull()
    await realm.sessions.end()
    expect(await error(silent)).toBe('login_required')
    expect(await error({ ...silent, login_hint: 'bob' })).toBe('login_required')
    await realm.reset()
    expect(await error(silent)).toBeNull()
    await realm.restore(ended)
    expect(await error(silent)).toBe('login_required')
  })

  it('renews nothing for a browser that keeps the cookie of a session which has ended', async () => {
    await using realm = await idp.isolate()
    const bob = await realm.authorize(app, { user: 'bob' })
    const sid = bob.sid ?? ''
    expect((await realm.authorize(silent, { sid })).error).toBeNull()
    await realm.sessions.end({ sid })
    expect((await realm.authorize(silent, { sid })).error).toBe('login_required')
  })

  it('signs in whom a test names as the session of one who is not signed out', async () => {
    await using realm = await idp.isolate()
    const { sid } = await realm.authorize(app, { user: 'bob' })
    await realm.authorize(app)
    await realm.sessions.end({ sid: sid ?? '' })
    expect((await realm.authorize(silent)).error).toBeNull()
    expect((await realm.authorize({ ...silent, login_hint: 'bob' })).error).toBe('login_required')
    expect((await realm.authorize(silent, { user: 'bob' })).idToken).toMatchObject({ sub: 'bob' })
  })
})

describe.each(interfaces)('a realm of a server with pages, made %s', (_, start) => {
  it.each([
    ['the first user of the server', {}, 'alice'],
    ['the first of its own', { users: [{ username: 'dora' }] }, 'dora'],
  ])('signs in %s where its login is auto', async (_who, seed, sub) => {
    await using server = await start({ signing_alg: 'ES256', login: { mode: 'picker' } })
    await using realm = await server.isolate({ ...seed, login: { mode: 'auto' }, consent: 'auto' })
    expect((await realm.authorize(app)).idToken?.['sub']).toBe(sub)
    await realm.reset()
    expect((await realm.authorize(app)).idToken?.['sub']).toBe(sub)
  })
})
