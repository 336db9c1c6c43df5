import { decodeJwt, decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestServer } from '../../src/testing/index.ts'
import type { Realm } from '../../src/testing/realm/realm.ts'
import { controlCall, interfaces, token } from './interfaces.ts'

const told = (reason: string) => `The access token is not valid. ${reason}`

const claim = (name: string, must: string) => told(`Its claim ${name} must ${must}.`)

/** What a test may order, and what it is told where the token is read. */
const unfit: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
  ['a scope that is a number', { scope: 7 }, claim('scope', 'be text')],
  ['a scope that is a list', { scope: ['openid'] }, claim('scope', 'be text')],
  ['no scope', { scope: null }, claim('scope', 'be text')],
  ['a subject that is an object', { sub: {} }, claim('sub', 'be text')],
  ['no subject', { sub: null }, claim('sub', 'be text')],
  ['an audience that is a number', { aud: 7 }, claim('aud', 'be text, or a list of text')],
  ['an audience of null', { aud: [null] }, claim('aud', 'be text, or a list of text')],
  ['a client that is a list', { client_id: ['spa'] }, claim('client_id', 'be text')],
  ['a name that is a number', { jti: 1 }, claim('jti', 'be text')],
  ['a session that is true', { sid: true }, claim('sid', 'be text')],
  ['a login at a word', { auth_time: 'now' }, claim('auth_time', 'be a number of seconds')],
  ['an end that is text', { exp: 'tomorrow' }, claim('exp', 'be a number of seconds')],
  ['an end that is null', { exp: null }, claim('exp', 'be a number of seconds')],
  ['a beginning that is text', { iat: '0' }, claim('iat', 'be a number of seconds')],
  ['a time to wait for that is text', { nbf: 'x' }, claim('nbf', 'be a number of seconds')],
  ['a key that is null', { cnf: null }, claim('cnf', 'be an object with the text jkt')],
  [
    'a key without a thumbprint',
    { cnf: { jkt: 7 } },
    claim('cnf', 'be an object with the text jkt'),
  ],
  ['claims that are text', { userinfo_claims: 'a' }, claim('userinfo_claims', 'be a list of text')],
  ['a time to wait for', { nbf: 9e9 }, told('Its time has not come yet: iat or nbf says so.')],
  [
    'a beginning in the future',
    { iat: 9e9, exp: 1e10 },
    told('Its time has not come yet: iat or nbf says so.'),
  ],
  [
    'another issuer',
    { iss: 'https://other.example' },
    told('It was issued by another server or realm; its iss says which.'),
  ],
  [
    'no issuer',
    { iss: null },
    told('It was issued by another server or realm; its iss says which.'),
  ],
]

const introspector = {
  ...{
    client_id: 'api',
    client_secret: 'a-secret-of-an-api',
    redirect_uris: ['https://a.example/'],
  },
  ...{ grant_types: ['authorization_code'], response_types: ['code'] },
}

describe.each(interfaces)('claims that a test orders %s', (_, start) => {
  let idp: TestServer
  const realms = new Map<string, Realm>()
  const at = (format: string): Realm => {
    const realm = realms.get(format)
    if (realm === undefined) throw new Error(`no realm ${format}`)
    return realm
  }

  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256', control_token: token, log: { level: 'silent' } })
    for (const access_token_format of ['jwt', 'opaque']) {
      const api = { ...introspector }
      const users = [{ username: 'alice' }]
      const clients = [
        api,
        { client_id: 'spa', redirect_uris: ['https://b.example/'], access_token_format },
      ]
      realms.set(access_token_format, await idp.realm(access_token_format, { users, clients }))
    }
  })
  afterAll(() => idp.stop())

  describe.each(['jwt', 'opaque'])('in a token of the format %s', (format) => {
    it.each(unfit)(
      '%s: nobody takes it, and what is wrong is told (RFC 6750 §3.1)',
      async (_what, claims, message) => {
        const realm = at(format)
        const { token: bearer } = await realm.tokens.issue({ clientId: 'spa', claims })
        const headers = { authorization: `Bearer ${bearer}` }
        const answer = await fetch(realm.endpoints.userinfo, { headers })
        const body = { error: 'invalid_token', error_description: message }
        expect([answer.status, await answer.json()]).toEqual([401, body])
        const { verdict } = (await realm.journal.last({ endpoint: 'userinfo' })) ?? {}
        expect(verdict).toMatchObject({ ok: false, error: 'invalid_token' })
        const basic = `Basic ${btoa('api:a-secret-of-an-api')}`
        const called = { method: 'POST', headers: { authorization: basic } }
        const form = () => new URLSearchParams({ token: bearer })
        const asked = await fetch(realm.endpoints.introspection, { ...called, body: form() })
        expect([asked.status, await asked.json()]).toEqual([200, { active: false }])
        const revoked = await fetch(realm.endpoints.revocation, { ...called, body: form() })
        expect(revoked.status).toBe(200)
      },
    )

    it('that make no sense harm nobody: the others are ended and listed', async () => {
      const realm = at(format)
      await realm.tokens.issue({ clientId: 'spa', claims: { jti: 7, sub: {}, client_id: [] } })
      const { token: sound } = await realm.tokens.issue({ clientId: 'spa' })
      const ended = await realm.tokens.expire({ clientId: 'spa' })
      expect(ended).toBeGreaterThan(0)
      const answer = await fetch(realm.endpoints.userinfo, {
        headers: { authorization: `Bearer ${sound}` },
      })
      expect(await answer.json()).toMatchObject({ error_description: told('It has expired.') })
      await realm.restore(await realm.snapshot())
      expect((await realm.journal.toHar()).log.entries.length).toBeGreaterThan(0)
    })
  })

  it('are written as they are ordered, null among them', async () => {
    const claims = { iss: null, name: null, constructor: 'c', toString: 't' }
    const issued = await at('jwt').tokens.issue({ claims })
    expect(decodeJwt(issued.token)).toMatchObject(claims)
    expect(issued.claims).toMatchObject(claims)
  })

  it('are refused by name where no token has them', async () => {
    const claims = JSON.parse('{"a":{"__proto__":{"admin":true}}}')
    const order = at('jwt').tokens.issue({ claims })
    await expect(order).rejects.toMatchObject({
      status: 400,
      answer: { member: 'claims.a.__proto__' },
    })
    const users = JSON.parse('{"username":"eve","claims":{"__proto__":1}}')
    await expect(at('jwt').users.add(users)).rejects.toThrow('claims.__proto__: is not taken')
    const deep = JSON.parse(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`)
    await expect(at('jwt').tokens.issue({ claims: deep })).rejects.toThrow(
      /claims: must not be nested/,
    )
  })

  it('name the key that was ordered, where nothing signs too', async () => {
    const [key] = await at('jwt').keys.list()
    const kid = key?.kid ?? ''
    const { token: unsigned } = await at('jwt').tokens.issue({ kid, defect: 'alg-none' })
    expect(decodeProtectedHeader(unsigned)).toEqual({ alg: 'none', typ: 'at+jwt', kid })
    const refused = { status: 400, answer: { member: 'kid' } }
    await expect(at('jwt').tokens.issue({ kid, defect: 'garbage' })).rejects.toMatchObject(refused)
    const opaque = { clientId: 'spa', kid }
    await expect(at('opaque').tokens.issue(opaque)).rejects.toMatchObject(refused)
    const spoilt = { clientId: 'spa', defect: 'expired' } as const
    await expect(at('opaque').tokens.issue(spoilt)).rejects.toMatchObject({
      status: 400,
      answer: { member: 'defect' },
    })
  })

  it('are refused by HTTP in a query and in what is nested without end', async () => {
    const nested = '['.repeat(500_000) + ']'.repeat(500_000)
    const headers = { 'content-type': 'application/json' }
    const sent = { method: 'POST', headers, body: `{"claims":{"a":${nested}}}` }
    expect((await controlCall(idp, '/realms/jwt/tokens', sent)).status).toBe(400)
    expect((await controlCall(idp, '/realms/jwt/requests?__proto__=1')).status).toBe(400)
  })
})
