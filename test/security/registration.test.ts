import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerOf, createApp, signIn } from '../support/app.ts'
import { forCode, newVerifier } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ signing_alg: 'ES256' })
})
afterAll(() => server.close())

const redirectUri = 'https://app.example/callback'
const said = { redirect_uris: [redirectUri] }

const send = (body: string) =>
  fetch(`${server.issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })

async function register(metadata: object) {
  const answer = await send(JSON.stringify({ ...said, ...metadata }))
  expect(answer.status).toBe(201)
  return (await answer.json()) as Readonly<Record<string, unknown>>
}

const appOf = ({ client_id }: Readonly<Record<string, unknown>>) =>
  createApp(server.issuer, { clientId: String(client_id), redirectUri })

describe('a registration', () => {
  it('is refused in JSON that holds no markup of what was sent (RFC 7591 §3.2.2)', async () => {
    const script = '<script>alert(1)</script>'
    for (const metadata of [
      { [script]: script, redirect_uris: [`https://app.example/${script}`] },
      { ...said, client_uri: script },
      { ...said, grant_types: [script] },
      { ...said, response_types: [script] },
      { ...said, jwks: { keys: [{ kty: script }] } },
      { ...said, token_endpoint_auth_method: script },
    ]) {
      const answer = await send(JSON.stringify(metadata))
      expect(answer.status).toBe(400)
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(await answer.text()).not.toContain('<')
    }
  })

  it('chooses neither its id nor what its operator decides (RFC 9700 §4.15, ASVS 15.3.3)', async () => {
    const wished = {
      client_id: 'demo-web',
      first_party: true,
      enabled: false,
      source: 'operator',
      skip_consent: true,
      registration_access_token: 'x'.repeat(43),
    }
    const given = await register(wished)
    expect(given['client_id']).toMatch(/^[\w-]{22}$/)
    expect(given['registration_access_token']).not.toBe(wished.registration_access_token)
    for (const name of ['first_party', 'enabled', 'source', 'skip_consent']) {
      expect(given).not.toHaveProperty(name)
    }
    const alice = createVisitor(server.issuer)
    const asked = await appOf(given).ask(alice, forCode(newVerifier()))
    expect((await signIn(alice, asked)).page.has('consent')).toBe(true)
  })

  it('gets no access token in an address that does not ask for one (RFC 7591 §2)', async () => {
    const app = appOf(await register({}))
    for (const response_type of ['token', 'id_token token', 'code token', 'id_token']) {
      const visit = await app.ask(createVisitor(server.issuer), { response_type })
      expect(answerOf(visit).values.get('error')).toBe('unauthorized_client')
    }
  })

  it('says no more than 16 kB (ASVS 2.4.1)', async () => {
    const uris = (count: number) =>
      Array.from({ length: count }, (_, at) => `https://app.example/callback-${at}`)
    expect((await send(JSON.stringify({ redirect_uris: uris(300) }))).status).toBe(201)
    expect((await send(JSON.stringify({ redirect_uris: uris(600) }))).status).toBe(413)
    const named = { ...said, client_name: 'n'.repeat(201) }
    expect((await send(JSON.stringify(named))).status).toBe(400)
  })
})
