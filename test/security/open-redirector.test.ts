import { afterEach, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { answerOf, createApp, decide, goThrough } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

/** What a browser says of itself when a page of another site has sent it here. */
const fromEvil = { 'sec-fetch-site': 'cross-site', referer: 'https://evil.example/' }

const redirector = 'http://localhost:8899/login?next=http://127.0.0.1:9471/loot'

describe('a website with an open redirector on loopback at hand', () => {
  let server: TestServer | undefined
  const start = async (options: FragrantOptions) => {
    server = await startServer(options)
    return server.issuer
  }
  afterEach(() => server?.close())

  const automatic = { login: { mode: 'auto', user: 'alice' }, consent: 'auto' } as const

  it('gets nothing through an app that nobody has approved (attack F3)', async () => {
    const issuer = await start(automatic)
    const app = createApp(issuer, { redirectUri: redirector })
    for (const headers of [fromEvil, { 'sec-fetch-site': 'cross-site' }]) {
      const shown = await createVisitor(issuer).open(app.url(), headers)
      expect(shown.url.pathname).toMatch(/^\/consent\//)
      expect(shown.body).toContain('http://localhost:8899')
      const silent = await createVisitor(issuer).open(app.url({ prompt: 'none' }), headers)
      expect(answerOf(silent).values.get('error')).toBe('consent_required')
    }
  })

  it('gets nothing through another address of an approved app (attack F3)', async () => {
    const issuer = await start({})
    const visitor = createVisitor(issuer)
    const app = createApp(issuer, {
      clientId: 'spa',
      redirectUri: 'http://localhost:8899/callback',
    })
    await goThrough(app, visitor, { decision: 'remember' })
    const open = createApp(issuer, { clientId: 'spa', redirectUri: redirector })
    const shown = await visitor.open(open.url(), fromEvil)
    expect(shown.url.pathname).toMatch(/^\/consent\//)
    expect(answerOf(await visitor.open(app.url(), fromEvil)).values.has('id_token')).toBe(true)
    await decide(visitor, shown, 'allow')
    expect(answerOf(await visitor.open(open.url(), fromEvil)).values.has('id_token')).toBe(true)
  })

  it('gets nothing by way of a login in between', async () => {
    const issuer = await start({})
    const visitor = createVisitor(issuer)
    const address = { clientId: 'spa', redirectUri: 'http://localhost:8899/callback' }
    await goThrough(createApp(issuer, address), visitor, { decision: 'remember' })
    visitor.cookies.clear()
    const open = createApp(issuer, { clientId: 'spa', redirectUri: redirector })
    const login = await visitor.open(open.url(), fromEvil)
    const entered = await visitor.submit(login, 'picker', 'pick-1')
    expect(entered.url.pathname).toMatch(/^\/consent\//)
  })

  it('stops no app that is on another site than this server', async () => {
    const issuer = await start(automatic)
    const app = createApp(issuer, { redirectUri: 'http://127.0.0.1:4200/callback' })
    const referer = 'http://127.0.0.1:4200/'
    const shown = await createVisitor(issuer).open(app.url(), {
      'sec-fetch-site': 'cross-site',
      referer,
    })
    expect(answerOf(shown).values.has('id_token')).toBe(true)
  })

  it.each([{}, { 'sec-fetch-site': 'none' }, { 'sec-fetch-site': 'same-site' }])(
    'is not taken for whoever says %j',
    async (headers) => {
      const issuer = await start(automatic)
      const shown = await createVisitor(issuer).open(createApp(issuer).url(), headers)
      expect(answerOf(shown).values.has('id_token')).toBe(true)
    },
  )
})
