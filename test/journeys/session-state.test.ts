import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, answerOf, createApp, decide, goThrough, signIn } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Visitor } from '../support/visitor.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ realms: { red: {} } })
})
afterAll(() => server.close())

const stateIn = ({ cookies }: Visitor): string | undefined =>
  [...cookies].find(([name]) => name.startsWith('fragrant_state_'))?.[1]

/** Whether an answer tells of the state that the browser has, worked out from OIDC Session §3.2. */
function holds(answer: Answer, clientId: string, visitor: Visitor): boolean {
  const told = answer.values.get('session_state') ?? ''
  const [hash, salt] = told.split('.')
  const text = `${clientId} ${new URL(answer.address).origin} ${stateIn(visitor)} ${salt}`
  return hash === createHash('sha256').update(text).digest('base64url') && /^[\w.-]+$/.test(told)
}

describe('session_state', () => {
  it.each([
    { response_type: 'id_token token' },
    { response_type: 'id_token' },
    { response_type: 'token' },
    { response_type: 'code', nonce: undefined },
    { response_type: 'code id_token', response_mode: 'form_post' },
    { response_type: 'id_token', response_mode: 'form_post' },
    { response_type: 'none' },
  ])('comes with every answer, for its app and origin: %o (OIDC Session §2)', async (changes) => {
    const alice = createVisitor(server.issuer)
    const app = createApp(server.issuer)
    const answer = await goThrough(app, alice, { changes, decision: 'remember' })
    expect(holds(answer, app.clientId, alice)).toBe(true)
    const again = answerOf(await app.ask(alice, { ...changes, prompt: 'none' }))
    expect(again.values.has('error')).toBe(false)
    expect(holds(again, app.clientId, alice)).toBe(true)
    expect(again.values.get('session_state')).not.toBe(answer.values.get('session_state'))
  })

  it('changes with a sign-in, with another user, and with a sign-out; not with a renewal (OIDC Session §3.2)', async () => {
    const visitor = createVisitor(server.issuer)
    const app = createApp(server.issuer)
    const first = await goThrough(app, visitor, { decision: 'remember' })
    const states = [stateIn(visitor)]
    await app.ask(visitor, { prompt: 'none' })
    expect(stateIn(visitor)).toBe(states[0])
    await decide(
      visitor,
      await signIn(visitor, await app.ask(visitor, { prompt: 'login' }), 'bob'),
      'allow',
    )
    states.push(stateIn(visitor))
    expect(holds(first, app.clientId, visitor)).toBe(false)
    const asked = await visitor.open(`${server.issuer}/logout`)
    await visitor.submit(asked, 'logout', 'logout-confirm')
    states.push(stateIn(visitor))
    expect(new Set(states).size).toBe(3)
    expect(states[2]).toBe('signed-out')
  })

  it('comes with the errors of prompt=none, for apps that wait for a sign-in, and with no other error (OIDC Session §2)', async () => {
    const nobody = createVisitor(server.issuer)
    const app = createApp(server.issuer)
    const refused = answerOf(await app.ask(nobody, { prompt: 'none' }))
    expect(refused.values.get('error')).toBe('login_required')
    expect(holds(refused, app.clientId, nobody)).toBe(true)
    expect(stateIn(nobody)).toBe('signed-out')
    const wrong = answerOf(await app.ask(nobody, { response_type: 'nonsense' }))
    expect(wrong.values.has('session_state')).toBe(false)
    const cancelled = await nobody.submit(await app.ask(nobody), 'cancel', 'login-cancel')
    expect(answerOf(cancelled).values.has('session_state')).toBe(false)
  })

  it('follows a session that has ended by itself at the next answer', async () => {
    const alice = createVisitor(server.issuer)
    const app = createApp(server.issuer)
    await goThrough(app, alice, { decision: 'remember' })
    server.clock.ahead += 200_000
    const late = answerOf(await app.ask(alice, { prompt: 'none' }))
    server.clock.ahead = 0
    expect(late.values.get('error')).toBe('login_required')
    expect(stateIn(alice)).toBe('signed-out')
  })
})

describe('the check_session page', () => {
  it.each(['', '/realms/red'])(
    'of %j may be framed, and names its own cookie alone (OIDC Session §3.2)',
    async (base) => {
      const discovered = await fetch(`${server.issuer}${base}/.well-known/openid-configuration`)
      const { check_session_iframe: url } = (await discovered.json()) as Record<string, string>
      expect(url).toBe(`${server.issuer}${base}/check-session`)
      const page = await fetch(String(url))
      expect(page.status).toBe(200)
      expect(page.headers.get('x-frame-options')).toBeNull()
      expect(page.headers.get('content-security-policy')).toContain('frame-ancestors *')
      expect(page.headers.getSetCookie()).toEqual([])
      const { port } = new URL(server.issuer)
      const name = `fragrant_state_${port}${base === '' ? '' : '_red'}`
      expect(await page.text()).toContain(`data-cookie="${name}"`)
    },
  )
})
