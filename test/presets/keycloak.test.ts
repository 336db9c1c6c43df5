import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'
import { getJson, walk } from './provider.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({
    preset: 'keycloak',
    realms: { shop: {}, plain: { preset: 'none' } },
  })
})
afterAll(() => server.close())

const addresses = () => [`${server.issuer}/realms/master`, `${server.issuer}/realms/shop`] as const

async function tokenAt(realm: string, scope: string): Promise<string> {
  const { values } = await walk(`${realm}/protocol/openid-connect/auth`, {
    ...{ response_type: 'token', client_id: 'spa', redirect_uri: 'http://localhost:5173/', scope },
  })
  return values.get('access_token') ?? ''
}

async function profileAt(realm: string, token: string) {
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` }
  const answer = await fetch(`${realm}/account`, { headers })
  return { status: answer.status, body: await answer.json() }
}

describe('The account of a realm of Keycloak', () => {
  it('is told to a script that asks for JSON, as far as its scopes go', async () => {
    for (const realm of addresses()) {
      const all = await profileAt(realm, await tokenAt(realm, 'openid profile email'))
      expect(all).toEqual({
        status: 200,
        body: {
          ...{ id: 'alice', username: 'alice', firstName: 'Alice', lastName: 'Liddell' },
          ...{ email: 'alice@people.example', emailVerified: true },
        },
      })
      const { body } = await profileAt(realm, await tokenAt(realm, 'openid'))
      expect(body).toEqual({ id: 'alice', username: 'alice' })
    }
  })

  it('is told to nobody without a token of its realm (RFC 6750 §3)', async () => {
    const [master, shop] = addresses()
    expect((await profileAt(master, 'a-token-of-nobody')).status).toBe(401)
    expect((await profileAt(master, await tokenAt(shop, 'openid'))).status).toBe(401)
    expect((await profileAt(master, await tokenAt(master, 'email'))).status).toBe(403)
  })

  it('may be asked for by scripts of every origin', async () => {
    const headers = {
      origin: 'https://app.example',
      ...{ 'access-control-request-method': 'GET' },
      ...{ 'access-control-request-headers': 'authorization' },
    }
    for (const realm of addresses()) {
      const answer = await fetch(`${realm}/account`, { method: 'OPTIONS', headers })
      expect([answer.status, answer.headers.get('access-control-allow-headers')]).toEqual([
        ...[204, 'authorization'],
      ])
    }
  })

  it('is a page to whoever opens it', async () => {
    for (const realm of addresses()) {
      const url = `${realm}/account?referrer=spa&referrer_uri=http%3A%2F%2Flocalhost%3A5173%2F`
      const answer = await fetch(url, { headers: { accept: 'text/html' } })
      expect(await answer.text()).toContain('id="login"')
    }
  })

  it('is none of a realm without the preset', async () => {
    expect((await getJson(`${server.issuer}/realms/plain/userinfo/profile`)).status).toBe(404)
  })
})
