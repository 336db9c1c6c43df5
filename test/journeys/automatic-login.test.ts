import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, type Changes, createApp, silently } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Visit, type Visitor } from '../support/visitor.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({
    login: { mode: 'auto', user: 'alice' },
    consent: 'auto',
    users: [
      { username: 'alice', password: 'alice' },
      { username: 'bob', password: 'bob', claims: { email: 'bob@example.com' } },
      { username: 'carol', password: 'carol', enabled: false },
    ],
  })
})
afterAll(() => server.close())

const ask = (changes: Changes = {}, visitor: Visitor = createVisitor(server.issuer)) =>
  createApp(server.issuer).ask(visitor, changes)

/** Whose tokens an answer holds. */
const userOf = (visit: Visit) => decodeJwt(answerOf(visit).values.get('id_token') ?? '').sub

describe('automatic login', () => {
  it('signs in the configured user, and keeps them', async () => {
    const visitor = createVisitor(server.issuer)
    const first = await ask({}, visitor)
    expect(userOf(first)).toBe(userOf(await ask({}, visitor)))
  })

  it.each(['bob', 'bob@example.com'])('signs in whom login_hint names: %s', async (login_hint) => {
    const bob = userOf(await ask({ login_hint }))
    expect(bob).not.toBe(userOf(await ask()))
    const visitor = createVisitor(server.issuer)
    await ask({}, visitor)
    expect(userOf(await ask({ login_hint }, visitor))).toBe(bob)
    expect(userOf(await ask({}, visitor))).toBe(bob)
  })

  it('signs in whom id_token_hint names', async () => {
    const asking = createApp(server.issuer)
    const bob = await asking.ask(createVisitor(server.issuer), { login_hint: 'bob' })
    const id_token_hint = answerOf(bob).values.get('id_token')
    const other = createVisitor(server.issuer)
    await asking.ask(other)
    expect(userOf(await asking.ask(other, { id_token_hint }))).toBe(userOf(bob))
  })

  it.each(['bbo', 'carol'])(
    'shows the page when login_hint names nobody: %s',
    async (login_hint) => {
      const shown = await ask({ login_hint })
      expect(shown.url.pathname).toMatch(/^\/login\//)
      expect(
        await silently(createApp(server.issuer), createVisitor(server.issuer), { login_hint }),
      ).toBe('login_required')
    },
  )

  it.each([
    ['login', /^\/login\//],
    ['select_account', /^\/choose-account\//],
    ['consent', /^\/consent\//],
  ])('shows the page that prompt=%s asks for (OIDC Core §3.1.2.1)', async (prompt, path) => {
    const visitor = createVisitor(server.issuer)
    await ask({}, visitor)
    expect((await ask({ prompt }, visitor)).url.pathname).toMatch(path)
  })

  it.each([{}, { login_hint: 'bob' }])(
    'signs a browser that nobody has used in with prompt=none %o',
    async (hint) => {
      const visitor = createVisitor(server.issuer)
      const app = createApp(server.issuer)
      expect(await silently(app, visitor, hint)).toBe('ok')
      expect(await silently(app, visitor, hint)).toBe('ok')
    },
  )

  it('lets nobody make way with prompt=none (OIDC Core §3.1.2.1)', async () => {
    const visitor = createVisitor(server.issuer)
    const alice = userOf(await ask({}, visitor))
    const app = createApp(server.issuer)
    expect(await silently(app, visitor, { login_hint: 'bob' })).toBe('login_required')
    expect(await silently(app, visitor, { max_age: '0' })).toBe('login_required')
    expect(userOf(await ask({}, visitor))).toBe(alice)
  })

  it('is over with a logout, until the app asks for a page', async () => {
    const visitor = createVisitor(server.issuer)
    const app = createApp(server.issuer)
    const id_token_hint = answerOf(await app.ask(visitor)).values.get('id_token') ?? ''
    await visitor.open(`${server.issuer}/logout?${new URLSearchParams({ id_token_hint })}`)
    expect(await silently(app, visitor)).toBe('login_required')
    expect(await silently(app, visitor)).toBe('login_required')
    await app.ask(visitor)
    expect(await silently(app, visitor)).toBe('ok')
  })

  it('renews a login that is too old without a page', async () => {
    const visitor = createVisitor(server.issuer)
    await ask({}, visitor)
    expect(answerOf(await ask({ max_age: '0' }, visitor)).values.has('id_token')).toBe(true)
  })
})
