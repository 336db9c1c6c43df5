import { afterEach, describe, expect, it } from 'vitest'
import { startFragrant } from '../../src/testing/index.ts'
import { createApp } from '../support/app.ts'
import { call, challengeFor, newVerifier } from '../support/code-flow.ts'
import { createDpopKey } from '../support/dpop.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { getJson, walk } from './provider.ts'

let server: TestServer | undefined
afterEach(() => server?.close())

const at = (path: string) => `${server?.issuer}${path}`

describe('A path of a provider', () => {
  it('may be what a DPoP proof names, as the app has asked there (RFC 9449 §4.3)', async () => {
    server = await startServer({ preset: 'wso2' })
    const { clientId, redirectUri, parameters } = createApp(server.issuer)
    const verifier = newVerifier()
    const { values } = await walk(at('/oauth2/authorize'), {
      ...Object.fromEntries(parameters()),
      ...{ response_type: 'code', scope: 'openid' },
      ...{ code_challenge: challengeFor(verifier), code_challenge_method: 'S256' },
    })
    const key = await createDpopKey()
    const form = {
      ...{ grant_type: 'authorization_code', code: values.get('code'), client_id: clientId },
      ...{ redirect_uri: redirectUri, code_verifier: verifier },
    }
    const { body } = await call(at('/oauth2/token'), form, {
      dpop: await key.prove(at('/oauth2/token')),
    })
    expect(body['token_type']).toBe('DPoP')
    const userinfo = at('/oauth2/userinfo')
    const headers = await key.present(userinfo, String(body['access_token']))
    expect((await fetch(userinfo, { headers })).status).toBe(200)
    const elsewhere = await key.present(at('/oauth2/other'), String(body['access_token']))
    expect((await fetch(userinfo, { headers: elsewhere })).status).toBe(401)
  })

  it('has the methods of ours, and tells of them (RFC 9110 §15.5.6)', async () => {
    server = await startServer({ preset: 'wso2' })
    const answer = await fetch(at('/oauth2/token'))
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'OPTIONS, POST'])
  })

  it('is open to scripts of every origin as ours is', async () => {
    server = await startServer({ preset: 'wso2' })
    const headers = {
      origin: 'https://app.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    }
    const answer = await fetch(at('/oauth2/userinfo'), { method: 'OPTIONS', headers })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-headers')).toContain('authorization')
  })

  it('comes and goes with a reload, and its issuer with it', async () => {
    server = await startServer({})
    const document = at('/oauth2/token/.well-known/openid-configuration')
    expect((await fetch(document)).status).toBe(404)
    server.reload({ preset: 'wso2' })
    expect((await getJson(document)).body['issuer']).toBe(at('/oauth2/token'))
    const request = Object.fromEntries(createApp(server.issuer).parameters())
    const { values } = await walk(at('/oauth2/authorize'), request)
    const token = values.get('access_token')
    expect((await getJson(at('/oauth2/userinfo'), token)).status).toBe(200)
    server.reload({})
    expect((await fetch(document)).status).toBe(404)
    // what the other issuer has issued is no token of this one
    expect((await getJson(at('/userinfo'), token)).status).toBe(401)
  })
})

describe('The pages of a realm under a preset', () => {
  it('name its issuer and the endpoints of the provider, and find them', async () => {
    server = await startServer({ preset: 'wso2' })
    const [overview, playground] = await Promise.all(
      ['/', '/playground'].map(async (path) => (await fetch(at(path))).text()),
    )
    expect(overview).toContain(at('/oauth2/authorize'))
    expect(overview).toContain(at('/oidc/logout'))
    expect(playground).toContain(at('/oauth2/token/.well-known/openid-configuration'))
    expect(playground).toContain(at('/playground/callback'))
  })
})

describe('A test that controls a realm under a preset', () => {
  it('is given tokens as its apps are', async () => {
    const fragrant = await startFragrant()
    try {
      const realm = await fragrant.realm('shop', { preset: 'wso2' })
      const { claims } = await realm.tokens.issue({ sub: 'alice', clientId: 'pizza' })
      expect(claims).toMatchObject({ iss: realm.issuer, aud: 'pizza', aut: 'APPLICATION_USER' })
    } finally {
      await fragrant.stop()
    }
  })

  it('is told its issuer and endpoints, and finds in the journal what was sent', async () => {
    const fragrant = await startFragrant()
    try {
      const { issuer, endpoints, journal } = await fragrant.realm('shop', { preset: 'wso2' })
      expect(issuer).toBe(`${fragrant.origin}/realms/shop/oauth2/token`)
      const request = Object.fromEntries(createApp(issuer).parameters())
      await walk(endpoints.authorization, request)
      const [first] = await journal.all({ endpoint: 'authorize' })
      expect(first?.request.url).toMatch(/^\/realms\/shop\/oauth2\/authorize\?/)
    } finally {
      await fragrant.stop()
    }
  })
})
