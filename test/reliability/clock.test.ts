import { afterEach, describe, expect, it } from 'vitest'
import { answerOf, createApp, goThrough, signIn, silently } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const hour = 3600
const tenYears = 10 * 365 * 24 * hour
const to1970 = -Math.floor(Date.now() / 1000)

let server: TestServer
afterEach(() => server.close())

const clients = [
  {
    client_id: 'opaque',
    redirect_uris: ['http://localhost:5173/callback'],
    access_token_format: 'opaque' as const,
    response_types: ['id_token token' as const],
  },
]

async function signedIn(options: { readonly clientId?: string; readonly ahead?: number } = {}) {
  const { ahead = 0, ...own } = options
  server = await startServer({ clients })
  server.clock.ahead = ahead
  const app = createApp(server.issuer, own)
  const visitor = createVisitor(server.issuer)
  const { values } = await goThrough(app, visitor, { decision: 'remember' })
  const readUserinfo = async () => {
    const authorization = `Bearer ${values.get('access_token')}`
    return (await fetch(`${server.issuer}/userinfo`, { headers: { authorization } })).status
  }
  return { app, visitor, readUserinfo }
}

describe.each(['app-of-nobody', 'opaque'])(
  'when the clock jumps, for the client %s,',
  (clientId) => {
    it('a session outlives one hour ahead, and its token does not', async () => {
      const { app, visitor, readUserinfo } = await signedIn({ clientId })
      expect(await readUserinfo()).toBe(200)
      server.clock.ahead = hour + 1
      expect(await readUserinfo()).toBe(401)
      expect(await silently(app, visitor)).toBe('ok')
    })

    it('a session does not outlive ten years ahead, and the user may sign in again', async () => {
      const { app, visitor, readUserinfo } = await signedIn({ clientId })
      server.clock.ahead = tenYears
      expect(await silently(app, visitor)).toBe('login_required')
      expect(await readUserinfo()).toBe(401)
      const { values } = answerOf(await signIn(visitor, await app.ask(visitor)))
      expect(values.has('id_token')).toBe(true)
    })

    it('a minute back changes nothing: clocks are set right all the time (RFC 7519 §4.1.4)', async () => {
      const { app, visitor, readUserinfo } = await signedIn({ clientId })
      server.clock.ahead = -50
      expect(await readUserinfo()).toBe(200)
      expect(await silently(app, visitor)).toBe('ok')
    })

    it.each([
      ['an hour', hour],
      ['ten years', tenYears],
    ])('what was issued %s ahead is void once the clock is right again', async (_, ahead) => {
      const { app, visitor, readUserinfo } = await signedIn({ clientId, ahead })
      expect(await readUserinfo()).toBe(200)
      server.clock.ahead = 0
      expect(await readUserinfo()).toBe(401)
      expect(await silently(app, visitor)).toBe('login_required')
    })

    it('a login page that was opened ten years ahead has expired once it is right again', async () => {
      server = await startServer({ clients })
      server.clock.ahead = tenYears
      const app = createApp(server.issuer, { clientId })
      const visitor = createVisitor(server.issuer)
      const page = await app.ask(visitor)
      server.clock.ahead = 0
      const after = await signIn(visitor, page)
      expect(after.status).toBe(400)
      expect(after.body).toContain('This page has expired')
    })
  },
)

describe('on a machine whose clock says 1970', () => {
  it('no tokens are issued and nobody is asked to sign in, and the app is told why', async () => {
    server = await startServer()
    server.clock.ahead = to1970
    const app = createApp(server.issuer)
    const { values } = answerOf(await app.ask(createVisitor(server.issuer)))
    expect(values.get('error')).toBe('temporarily_unavailable')
    expect(values.get('error_description')).toBe(
      'The clock of this server is wrong, so it issues no tokens.',
    )
    expect(values.has('id_token') || values.has('access_token')).toBe(false)
    const lines = server.log.filter(({ event }) => event === 'request.refused')
    expect(lines).toHaveLength(1)
  })

  it('not even to somebody who has signed in before', async () => {
    const { app, visitor } = await signedIn()
    server.clock.ahead = to1970
    expect(await silently(app, visitor)).toBe('temporarily_unavailable')
  })

  it('everything works once the clock is set', async () => {
    server = await startServer()
    server.clock.ahead = to1970
    const app = createApp(server.issuer)
    const visitor = createVisitor(server.issuer)
    await app.ask(visitor)
    server.clock.ahead = 0
    expect((await goThrough(app, visitor)).values.has('id_token')).toBe(true)
  })
})
