import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../support/app.ts'
import { call } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { claimsIn, getJson, walk } from './provider.ts'

const tenant = '0b8f1b2e-7d5c-4a3e-9f10-2c6d7e8f9a0b'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ preset: 'entra', preset_tenant: tenant })
})
afterAll(() => server.close())

const at = (path: string) => `${server.issuer}${path}`
const issuer = () => at(`/${tenant}/v2.0`)

const ask = async (path: string, changes: Record<string, string> = {}) => {
  const { parameters } = createApp(server.issuer)
  return walk(at(path), { ...Object.fromEntries(parameters()), ...changes })
}

/** As MSAL 1.x reads it, to name an account by. */
const clientInfo = (text = '') => JSON.parse(Buffer.from(text, 'base64url').toString())

describe('Microsoft Entra ID', () => {
  it.each([
    `/${tenant}/oauth2/v2.0/authorize`,
    '/common/oauth2/v2.0/authorize',
    '/contoso.example/oauth2/authorize',
  ])('gives tokens of its one tenant at %s', async (path) => {
    const { by, values } = await ask(path)
    expect(by).toBe('fragment')
    const expected = { jwks: at('/common/discovery/v2.0/keys'), issuer: issuer() }
    const claims = { tid: tenant, oid: 'alice', ver: '2.0' }
    expect(await claimsIn(values.get('id_token'), expected)).toMatchObject(claims)
    expect(await claimsIn(values.get('access_token'), expected)).toMatchObject({
      ...{ ...claims, scp: 'openid profile email' },
    })
    expect(clientInfo(values.get('client_info'))).toEqual({ uid: 'alice', utid: tenant })
  })

  it('says nothing of a user beside an error', async () => {
    const { values } = await ask('/common/oauth2/v2.0/authorize', { nonce: '' })
    expect(values.get('error')).toBe('invalid_request')
    expect(values.has('client_info')).toBe(false)
  })

  it('is found below any tenant, by one issuer', async () => {
    for (const path of [`/${tenant}`, '/common', '/organizations']) {
      const { body } = await getJson(at(`${path}/v2.0/.well-known/openid-configuration`))
      expect(body).toMatchObject({
        issuer: issuer(),
        authorization_endpoint: at(`/${tenant}/oauth2/v2.0/authorize`),
        userinfo_endpoint: at('/oidc/userinfo'),
      })
    }
  })

  it('leaves the client-request-id of MSAL out of the query, and nothing else (RFC 6749 §3.2)', async () => {
    const form = { grant_type: 'authorization_code', code: 'none', client_id: 'nobody' }
    const token = at('/common/oauth2/v2.0/token')
    const one = await call(`${token}?client-request-id=0b8f`, form)
    expect(one.body['error_description']).not.toMatch(/query/)
    const other = await call(`${token}?client-request-id=0b8f&scope=openid`, form)
    expect(other.body['error_description']).toMatch(/query/)
  })
})
