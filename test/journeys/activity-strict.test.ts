import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, createApp } from '../support/app.ts'
import { call, codeFor, newVerifier, redemption } from '../support/code-flow.ts'
import { cheapHash } from '../support/passwords.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

const redirectUri = 'https://app.example/callback'
const client = {
  ...{ client_id: 'spa', redirect_uris: [redirectUri] },
  response_types: ['code', 'id_token token'],
  grant_types: ['authorization_code' as const, 'implicit' as const, 'refresh_token' as const],
}

let server: TestServer
/** What the console has, for whoever has signed in to it. */
let seen: string
/** Codes and tokens that were given or shown. */
let bearers: readonly string[]

async function openConsole(): Promise<(path: string) => Promise<string>> {
  const login = `${server.issuer}/console/login`
  const [, csrf = ''] = /name="csrf" value="([^"]+)"/.exec(await (await fetch(login)).text()) ?? []
  const body = new URLSearchParams({ csrf, password: 'open sesame' })
  const answer = await fetch(login, { method: 'POST', redirect: 'manual', body })
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';')
  return async (path) => (await fetch(server.issuer + path, { headers: { cookie } })).text()
}

/** All that an app does with the tokens of alice. */
async function useAll(): Promise<readonly string[]> {
  const app = createApp(server.issuer, { clientId: 'spa', redirectUri })
  const alice = createVisitor(server.issuer)
  const verifier = newVerifier()
  const changes = { scope: 'openid profile offline_access', prompt: 'consent' }
  const code = await codeFor(app, alice, verifier, { changes })
  const { body } = await call(`${server.issuer}/token`, redemption(app, code, verifier))
  const again = await call(`${server.issuer}/token`, {
    ...{ grant_type: 'refresh_token', client_id: 'spa' },
    refresh_token: String(body['refresh_token']),
  })
  const authorization = `Bearer ${again.body['access_token']}`
  await fetch(`${server.issuer}/userinfo`, { headers: { authorization } })
  const posted = { access_token: String(body['access_token']) }
  await call(`${server.issuer}/userinfo`, posted)
  await call(`${server.issuer}/revoke`, {
    ...{ client_id: 'spa', token: String(body['access_token']) },
  })
  const hint = String(body['id_token'])
  const silent = { prompt: 'none', id_token_hint: hint, scope: 'openid profile' }
  const { values } = answerOf(await app.ask(alice, silent))
  await alice.open(`${server.issuer}/logout?id_token_hint=${hint}`)
  const given = [body, again.body, Object.fromEntries(values)].flatMap((one) =>
    ['access_token', 'refresh_token', 'id_token'].map((name) => String(one[name] ?? '')),
  )
  return [code, ...given].filter((text) => text !== '')
}

beforeAll(async () => {
  server = await startServer({
    ...{ mode: 'strict', console: true, console_password: 'open sesame' },
    clients: [client],
    users: [{ username: 'alice', password: cheapHash('alice'), claims: { name: 'Alice A.' } }],
  })
  const open = await openConsole()
  await open('/activity')
  bearers = await useAll()
  const list = await open('/activity')
  const ids = [...list.matchAll(/data-id="([^"]*)"/g)].map(([, id]) => id)
  const pages = await Promise.all(ids.map((id) => open(`/activity/${id}`)))
  seen = [list, ...pages, await open('/activity/all.har')].join('\n')
})
afterAll(() => server.close())

describe('Activity of a strict server', () => {
  it('holds no code and no token of a user, for whoever has them passes for the user', () => {
    expect(bearers.length).toBeGreaterThanOrEqual(8)
    expect(bearers.filter((text) => seen.includes(text))).toEqual([])
  })

  it('holds no signature of a token either', () => {
    const signatures = bearers.flatMap((text) => text.split('.')[2] ?? [])
    expect(signatures.length).toBeGreaterThan(4)
    expect(signatures.filter((text) => seen.includes(text))).toEqual([])
  })

  it('says all the same what they say, what was asked, and what belongs together', () => {
    expect(seen).toContain('Alice A.')
    expect(seen).toContain('asked for tokens by authorization_code')
    expect(seen).toContain('id_token of the answer')
    expect(seen).toContain('asked for userinfo')
    expect(seen).toContain('/authorize?response_type=code')
    expect(seen).toMatch(/id="thread"/)
    expect(seen).toContain('"startedDateTime":')
  })
})
