import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, goThrough } from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type Reply, type StaticServer, serveApp } from '../support/static-server.ts'
import { readToken } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

let site: StaticServer
let server: TestServer
beforeAll(async () => {
  site = await serveApp({
    '/told': () => ({ status: 200 }),
    '/redirects': () => ({ status: 302, headers: { location: `${site.origin}/elsewhere` } }),
    '/hangs': () => new Promise<Reply>(() => undefined),
    '/shouts': () => ({ body: Buffer.alloc(30_000_000) }),
    '/refuses': () => ({ status: 400 }),
  })
  const client = (name: string) => ({
    client_id: name,
    redirect_uris: [`https://${name}.example/cb`],
    response_types: ['id_token token' as const],
    backchannel_logout_uri: `${site.origin}/${name}`,
    backchannel_logout_session_required: true,
    ...(name === 'told' && { id_token_signed_response_alg: 'ES256' as const }),
  })
  server = await startServer({
    clients: ['told', 'redirects', 'hangs', 'shouts', 'refuses'].map(client),
  })
})
afterAll(async () => {
  await server.close()
  await site.close()
})

/** Signs alice in to an app and out again; answers the ID Token that it had. */
async function signInAndOut(clientId: string) {
  const alice = createVisitor(server.issuer)
  const app = createApp(server.issuer, { clientId, redirectUri: `https://${clientId}.example/cb` })
  const { values } = await goThrough(app, alice, { changes: { prompt: 'consent' } })
  const idToken = values.get('id_token') ?? ''
  const begun = performance.now()
  const page = await alice.open(`${server.issuer}/logout?id_token_hint=${idToken}`)
  expect(page.status).toBe(200)
  // nobody waits for an app
  expect(performance.now() - begun).toBeLessThan(1_500)
  return (await readToken(server.issuer, idToken)).claims
}

const lineOf = (clientId: string, event: string) =>
  server.log.find((line) => line['event'] === event && line['clientId'] === clientId)

const callsOf = (path: string) => site.requests.filter(({ url }) => url.pathname === path)

describe('an app with a backchannel_logout_uri', () => {
  it('gets a logout token that it can verify by the published keys (OIDC Back-Channel Logout §2.4, §2.6)', async () => {
    const { sid } = await signInAndOut('told')
    await expect.poll(() => callsOf('/told').length).toBe(1)
    const [call] = callsOf('/told')
    expect(call?.method).toBe('POST')
    const fields = new URLSearchParams(call?.body)
    expect([...fields.keys()]).toEqual(['logout_token'])
    const keys = createRemoteJWKSet(new URL(`${server.issuer}/.well-known/jwks.json`))
    const { payload, protectedHeader } = await jwtVerify(fields.get('logout_token') ?? '', keys, {
      issuer: server.issuer,
      audience: 'told',
      typ: 'logout+jwt',
      algorithms: ['ES256'],
      maxTokenAge: 60,
      requiredClaims: ['iat', 'exp', 'jti', 'events', 'sub', 'sid'],
    })
    expect(protectedHeader.kid).toBeDefined()
    expect(payload).toMatchObject({
      sub: 'alice',
      sid,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    })
    expect(payload).not.toHaveProperty('nonce')
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(120)
    await expect.poll(() => lineOf('told', 'client.told')).toMatchObject({ sid, attempts: 1 })
  })

  it('cannot use the logout token as an ID Token, for it is no hint either (OIDC Back-Channel Logout §3)', async () => {
    const before = callsOf('/told').length
    await signInAndOut('told')
    await expect.poll(() => callsOf('/told').length).toBe(before + 1)
    const token = new URLSearchParams(callsOf('/told').at(-1)?.body).get('logout_token') ?? ''
    const alice = createVisitor(server.issuer)
    const app = createApp(server.issuer, {
      clientId: 'told',
      redirectUri: 'https://told.example/cb',
    })
    await goThrough(app, alice, { changes: { prompt: 'consent' } })
    const asked = await alice.open(`${server.issuer}/logout?id_token_hint=${token}`)
    expect(asked.page.has('logout')).toBe(true)
  })

  it('is called where it is registered, and not where it redirects to', async () => {
    await signInAndOut('redirects')
    await expect
      .poll(() => lineOf('redirects', 'client.not-told'))
      .toMatchObject({ why: 'redirected', attempts: 1, level: 40 })
    expect(callsOf('/elsewhere')).toEqual([])
  })

  it('may refuse, and the log says so', async () => {
    await signInAndOut('refuses')
    await expect
      .poll(() => lineOf('refuses', 'client.not-told'))
      .toMatchObject({ why: 'refused', attempts: 1 })
  })

  it('may answer with megabytes, of which nothing is read', async () => {
    await signInAndOut('shouts')
    await expect.poll(() => lineOf('shouts', 'client.told')).toMatchObject({ attempts: 1 })
  })

  it('may hang: it is tried three times of two seconds, and the log says so', async () => {
    await signInAndOut('hangs')
    await expect
      .poll(() => lineOf('hangs', 'client.not-told'), { timeout: 16_000, interval: 200 })
      .toMatchObject({ why: 'too-slow', attempts: 3 })
    expect(callsOf('/hangs')).toHaveLength(3)
  })
})
