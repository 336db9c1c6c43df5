import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Changes, createApp } from '../support/app.ts'
import { call, codeFor, newVerifier, redemption } from '../support/code-flow.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { readToken } from '../support/tokens.ts'
import { createVisitor } from '../support/visitor.ts'

const a = 'https://a.example'
const b = 'https://b.example'
const redirectUri = 'http://localhost:5173/callback'
const refused = { status: 400, body: { error: 'invalid_target' } }

let server: TestServer
beforeAll(async () => {
  const both = { client_id: 'both', redirect_uris: [redirectUri], audience: [a, b] }
  server = await startServer({ signing_alg: 'ES256', clients: [both] })
})
afterAll(() => server.close())

/** Signs in for `changes`, and gives what redeems the code and what refreshes. */
async function grantFor(clientId: string | undefined, changes: Changes) {
  const { issuer } = server
  const app = createApp(issuer, { redirectUri, ...(clientId !== undefined && { clientId }) })
  const verifier = newVerifier()
  const code = await codeFor(app, createVisitor(issuer), verifier, {
    changes: { scope: 'openid offline_access', ...changes },
  })
  const token = `${issuer}/token`
  return {
    redeem: (form = {}) => call(token, redemption(app, code, verifier, form)),
    refresh: (refreshToken: unknown, form = {}) =>
      call(token, {
        ...{ grant_type: 'refresh_token', client_id: app.clientId },
        refresh_token: String(refreshToken),
        ...form,
      }),
  }
}

const audienceOf = async (token: unknown) =>
  (await readToken(server.issuer, String(token))).claims.aud

describe.each([
  ['a client that lists two APIs', 'both'],
  ['an app that nobody has listed any for', undefined],
])('the tokens of %s', (_, clientId) => {
  it('are for the API that was approved, by code and by refresh (RFC 8707 §2.2)', async () => {
    const { redeem, refresh } = await grantFor(clientId, { resource: a })
    expect(await redeem({ resource: b })).toMatchObject(refused)
    expect(await redeem({ audience: b })).toMatchObject(refused)
    const { body } = await redeem({ resource: a })
    expect(await audienceOf(body['access_token'])).toBe(a)
    expect(await refresh(body['refresh_token'], { resource: b })).toMatchObject(refused)
    expect(await refresh(body['refresh_token'], { audience: b })).toMatchObject(refused)
    const again = await refresh(body['refresh_token'])
    expect(await audienceOf(again.body['access_token'])).toBe(a)
  })

  it('may be for one of two, and by the next refresh for the other (RFC 8707 §2.2)', async () => {
    const { redeem, refresh } = await grantFor(clientId, { resource: a, audience: b })
    const { body } = await redeem({ resource: b })
    expect(await audienceOf(body['access_token'])).toBe(b)
    const other = await refresh(body['refresh_token'], { resource: a })
    expect(await audienceOf(other.body['access_token'])).toBe(a)
    const all = await refresh(other.body['refresh_token'])
    expect(await audienceOf(all.body['access_token'])).toEqual([a, b])
  })

  it('are for the usual API where the request named none (RFC 8707 §2.2)', async () => {
    const { redeem } = await grantFor(clientId, {})
    expect(await redeem({ resource: b })).toMatchObject(refused)
    const { body } = await redeem()
    expect(await audienceOf(body['access_token'])).toBe(clientId ? a : server.issuer)
  })
})
