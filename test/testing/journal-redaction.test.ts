import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { TestServer } from '../../src/testing/index.ts'
import type { Realm } from '../../src/testing/realm/realm.ts'
import { createDpopKey } from '../support/dpop.ts'
import { controlCall, interfaces, token } from './interfaces.ts'

/** Each turns up nowhere, however it was sent. */
const planted = (what: string): string => `planted-${what}-that-nobody-may-read`

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = (header: object, claims: object, signature: string): string =>
  `${part(header)}.${part(claims)}.${signature}`

const privateKey = (what: string) => ({
  ...{ kty: 'EC', crv: 'P-256', kid: 'k-1', x: 'public-x', y: 'public-y', d: planted(what) },
})

/** Lists within lists. */
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const json = { 'content-type': 'application/json' }

describe.each(interfaces)('what a journal blackens, %s', (_, start) => {
  let idp: TestServer
  let realm: Realm
  const heard: string[] = []

  const post = (url: string, body: string, headers: Record<string, string>) =>
    fetch(url, { method: 'POST', body, headers })

  const everything = async (): Promise<string> => {
    const har = await realm.journal.toHar()
    return JSON.stringify([await realm.journal.all(), har, heard])
  }

  beforeAll(async () => {
    idp = await start({ control_token: token, log: { level: 'silent' } })
    realm = await idp.realm('redaction', { registration: 'open' })
    const off = realm.on('exchange', (exchange) => heard.push(JSON.stringify(exchange)))
    await off.ready
    realm.on('authorize:request', (asked) => heard.push(JSON.stringify(asked)))
  })
  afterAll(() => idp.stop())

  it.each([
    ['client%5Fsecret', 'client_secret'],
    ['client%5fsecre%74', 'client_secret'],
    ['Client-Secret', 'Client-Secret'],
    ['clientSecret', 'clientSecret'],
    ['api_key', 'api_key'],
    ['%61ssertion', 'assertion'],
    ['client_assertion', 'client_assertion'],
    ['passphrase', 'passphrase'],
  ])('a parameter %s in a query, a form and a referer', async (sent, parameter) => {
    const { authorization, token: endpoint } = realm.endpoints
    const value = planted(`parameter ${sent}`)
    const text = `client_id=spa&${sent}=${encodeURIComponent(value)}&scope=openid`
    await fetch(`${authorization}?${text}`, {
      headers: { referer: `http://app.test/?${text}` },
      redirect: 'manual',
    })
    await post(endpoint, text, form)
    const [asked, posted] = (await realm.journal.all()).slice(-2)
    expect(asked?.request.parameters).toMatchObject({ [parameter]: '[redacted]', scope: 'openid' })
    expect(posted?.request.parameters).toMatchObject({ [parameter]: '[redacted]', scope: 'openid' })
    expect(asked?.request.url).toContain(`${sent}=[redacted]&scope=openid`)
    const told = await everything()
    expect(told).not.toContain(value)
    expect(told).not.toContain(encodeURIComponent(value))
  })

  it('secrets in JSON, in a URL and in a request object that a parameter holds', async () => {
    const value = planted('inside')
    const members = {
      ...{ client_id: 'spa', claims: JSON.stringify({ userinfo: { password: { value } } }) },
      ...{ redirect_uri: `http://localhost:5173/?client_secret=${value}&ok=1` },
      ...{ request: jwt({ alg: 'none' }, { client_secret: value }, '') },
      jwks: JSON.stringify({ keys: [{ d: value }] }),
    }
    const asked = `${realm.endpoints.authorization}?${new URLSearchParams(members)}`
    await fetch(asked, { redirect: 'manual' })
    const last = await realm.journal.last()
    expect(last?.request.parameters).toMatchObject({
      ...{ claims: '{"userinfo":{"password":"[redacted]"}}', request: '[redacted]' },
      ...{ redirect_uri: 'http://localhost:5173/?client_secret=[redacted]&ok=1' },
      jwks: '{"keys":[{"d":"[redacted]"}]}',
    })
    expect(last?.tokens).toMatchObject([
      { name: 'request', claims: { client_secret: '[redacted]' } },
    ])
    const told = await everything()
    expect(told).not.toContain(value)
    expect(told).not.toContain(members.request)
  })

  it.each([
    ['an address of an app', 'com.app:/cb?ok=1&client_secret=SECRET'],
    ['an address after a space', ' http://app.test/?client_secret=SECRET'],
    ['a path', '/callback#client%5Fsecret=SECRET'],
    ['a form', 'client_secret=SECRET&ok=1'],
    ['JSON that breaks off', '{"client_secret":"SECRET"'],
    ['JSON that nobody can read to its end', `${'['.repeat(9000)}"SECRET"${']'.repeat(9000)}`],
  ])('secrets in %s that a parameter holds', async (what, sent) => {
    const value = planted(`text ${what}`).replaceAll(' ', '-')
    const text = `client_id=spa&next=${encodeURIComponent(sent.replace('SECRET', value))}`
    // brackets travel as they are: encoded they would be too long
    await post(realm.endpoints.token, text.replace(/%5[BD]/g, decodeURIComponent), form)
    const last = await realm.journal.last({ endpoint: 'token' })
    expect(last?.request.parameters['next']).toContain('[redacted]')
    expect(await everything()).not.toContain(value)
  })

  it.each([
    ['addresses within addresses', 'http:?a='.repeat(3900)],
    ['lists within lists', nested(7_000)],
    ['a token', `e30.${Buffer.from(`{"a":${nested(5_000)}}`).toString('base64url')}.`],
  ])('what is nested without end: %s cannot break it', async (_what, sent) => {
    await post(
      realm.endpoints.token,
      `grant_type=x&request=${sent}&login_hint=${sent}`.slice(0, 32_000),
      form,
    )
    expect((await realm.journal.last())?.request.parameters['grant_type']).toBe('x')
    expect(await realm.journal.toHar()).toBeDefined()
  })

  it('what only its owner knows of a key, and none of the rest', async () => {
    const body = {
      redirect_uris: ['https://x.example/'],
      jwks: {
        keys: [
          privateKey('d'),
          { kty: 'oct', k: planted('k') },
          {
            ...{ kty: 'RSA', n: 'public-n', e: 'AQAB', d: planted('d'), p: planted('p') },
            ...{ q: planted('q'), dp: planted('dp'), dq: planted('dq'), qi: planted('qi') },
            oth: [{ r: planted('r') }],
          },
          // a key whose type was left out
          { d: planted('untyped') },
        ],
      },
    }
    await post(realm.endpoints.registration, JSON.stringify(body), json)
    const last = await realm.journal.last({ endpoint: 'registration' })
    const keys = expect.arrayContaining([{ ...privateKey('d'), d: '[redacted]' }])
    expect(last?.request.body).toMatchObject({ jwks: { keys } })
    expect(await everything()).not.toContain('planted-')
  })

  it('the control token, wherever it is sent', async () => {
    const { authorization, userinfo, token: endpoint } = realm.endpoints
    const bearer = { authorization: `Bearer ${token}` }
    await fetch(userinfo, { headers: bearer })
    await post(endpoint, `grant_type=${token}&token=${token}`, { ...form, ...bearer })
    const encoded = token.replaceAll('-', '%2D')
    await fetch(`${authorization}?state=${encoded}&${encoded}=1`, {
      headers: { 'user-agent': token },
    })
    await fetch(userinfo, { headers: { authorization: `Basic ${btoa(`${token}:x`)}` } })
    expect(await realm.journal.all()).not.toEqual([])
    const told = await everything()
    for (const text of [token, encoded, btoa(`${token}:x`)]) expect(told).not.toContain(text)
  })

  it('every header that is not known to hold no secret: its name is told', async () => {
    const value = planted('header')
    const headers = {
      ...{ 'x-api-key': value, 'x-auth-token': value, 'proxy-authorization': value },
      ...{ 'x-amz-security-token': value, apikey: value, 'sec-websocket-protocol': value },
      authorization: `Digest ${value}`,
    }
    await fetch(realm.endpoints.userinfo, {
      headers: { ...headers, accept: 'application/json', 'x-request-id': 'r-1' },
    })
    const shown = (await realm.journal.last())?.request.headers
    for (const header of Object.keys(headers)) expect(shown?.[header]).toContain('[redacted]')
    expect(shown).toMatchObject({ accept: 'application/json', 'x-request-id': 'r-1' })
    expect(await everything()).not.toContain(value)
  })

  it('a bearer token where none is taken, and not where one is', async () => {
    const { token: own } = await realm.tokens.issue({ sub: 'alice' })
    const headers = { authorization: `Bearer ${own}` }
    await fetch(realm.endpoints.userinfo, { headers })
    const bearer = `Bearer ${planted('of-another-server')}`
    await post(realm.endpoints.token, 'grant_type=x', { ...form, authorization: bearer })
    const [right, wrong] = (await realm.journal.all()).slice(-2)
    expect(right?.request.headers['authorization']).toBe(headers.authorization)
    expect(wrong?.request.headers['authorization']).toBe('Bearer [redacted]')
  })

  it('proofs and assertions, so that nobody can send them again: they are told decoded', async () => {
    const key = await createDpopKey()
    const endpoint = realm.endpoints.token
    const proof = await key.prove(endpoint)
    const assertion = jwt({ alg: 'ES256' }, { iss: 'web', jti: 'j-1' }, 'signature')
    const members = { client_assertion: assertion, assertion, grant_type: 'x' }
    await post(endpoint, `${new URLSearchParams(members)}`, { ...form, dpop: proof })
    const last = await realm.journal.last()
    expect(last?.request.headers['dpop']).toBe('[redacted]')
    expect(last?.tokens).toMatchObject([
      { name: 'assertion', claims: { iss: 'web', jti: 'j-1' } },
      { name: 'client_assertion', claims: { iss: 'web', jti: 'j-1' } },
      { name: 'dpop', header: { typ: 'dpop+jwt' }, claims: { htm: 'POST', htu: endpoint } },
    ])
    const told = await everything()
    expect(told).not.toContain(proof)
    expect(told).not.toContain(assertion)
  })

  it('is heard by nobody else either', async () => {
    const { authorization } = realm.endpoints
    await fetch(`${authorization}?client_id=spa`, { redirect: 'manual' })
    await vi.waitFor(() => expect(heard.length).toBeGreaterThan(20))
    expect(heard.join()).not.toMatch(/planted-/)
    const answer = await controlCall(idp, '/realms/redaction/requests.har')
    expect(await answer.text()).not.toMatch(/planted-/)
  })
})
