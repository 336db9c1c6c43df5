import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Realm } from '../../src/testing/realm/realm.ts'
import type { TestServer } from '../../src/testing/server.ts'
import { interfaces } from './interfaces.ts'

const configured = { client_id: 'shop', redirect_uris: ['http://localhost:3000/callback'] }

/** An app on loopback that nobody has registered, and what it is answered while somebody is signed in. */
async function signIn(realm: Realm, user: string, own: Readonly<Record<string, string>> = {}) {
  const [cookie] = await realm.sessions.cookiesFor(user)
  const query = new URLSearchParams({
    ...{ client_id: 'spa', redirect_uri: 'http://localhost:5173/callback', state: 's' },
    ...{ response_type: 'id_token token', scope: 'openid profile', nonce: 'n', ...own },
  })
  const answer = await fetch(`${realm.endpoints.authorization}?${query}`, {
    redirect: 'manual',
    headers: { cookie: `${cookie?.name}=${cookie?.value}` },
  })
  const location = answer.headers.get('location') ?? 'none://none'
  return new URLSearchParams(new URL(location).hash.slice(1))
}

const userinfoStatus = async (realm: Realm, token: string | null) =>
  (await fetch(realm.endpoints.userinfo, { headers: { authorization: `Bearer ${token}` } })).status

/** What a service with a secret is answered at the token endpoint. */
async function serviceStatus(realm: Realm, secret: string) {
  const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'service' })
  body.set('client_secret', secret)
  return (await fetch(realm.endpoints.token, { method: 'POST', body })).status
}

const service = {
  client_id: 'service',
  grant_types: ['client_credentials'],
  client_secret_sha256: 'revoked',
}

async function register(realm: Realm) {
  const answer = await fetch(realm.endpoints.registration, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_name: 'Registered', redirect_uris: ['https://app.example/cb'] }),
  })
  return (await answer.json()) as { client_id: string; client_secret: string }
}

describe.each(interfaces)('the clients of a realm %s', (_, start) => {
  let idp: TestServer

  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256', consent: 'auto', clients: [configured] })
  })
  afterAll(() => idp.stop())

  const fresh = () => idp.isolate()
  const sourcesOf = async (realm: Realm) =>
    Object.fromEntries(
      (await realm.clients.list()).map(({ client_id: id, source, from }) => [id, [source, from]]),
    )

  it('are told with where they come from', async () => {
    const realm = await fresh()
    await realm.clients.add({ client_id: 'mine', redirect_uris: ['https://mine.example/'] })
    await signIn(realm, 'alice')
    const { client_id: registered } = await register(realm)
    expect(await sourcesOf(realm)).toEqual({
      shop: ['operator', 'configuration'],
      mine: ['operator', 'added'],
      spa: ['loopback', 'itself'],
      [registered]: ['registered', 'itself'],
    })
    const spa = await realm.clients.get('spa')
    expect(spa).toMatchObject({ origins: ['http://localhost:5173'], has_secret: false })
    expect(await realm.clients.get(registered)).toMatchObject({ has_secret: true })
  })

  it('keep an app that was taken in, for its addresses alone and without a break', async () => {
    const realm = await fresh()
    const token = (await signIn(realm, 'alice')).get('access_token')
    await realm.clock.advance('10s')
    const kept = await realm.clients.keep('spa', {
      redirect_uris: ['http://localhost:5173/callback'],
    })
    expect(kept).toMatchObject({ source: 'operator', from: 'added' })
    expect(await userinfoStatus(realm, token)).toBe(200)
    expect((await signIn(realm, 'alice')).get('access_token')).not.toBeNull()
    const elsewhere = { redirect_uri: 'http://localhost:5173/other' }
    expect((await signIn(realm, 'alice', elsewhere)).get('access_token')).toBeNull()
    expect(await sourcesOf(realm)).toMatchObject({ spa: ['operator', 'added'] })
    await expect(realm.clients.keep('spa')).rejects.toThrow(/is the operator.s already/)
    await expect(realm.clients.keep('nobody')).rejects.toThrow('There is no client nobody')
  })

  it('keep no app without the addresses that it may be answered at', async () => {
    const realm = await fresh()
    await signIn(realm, 'alice')
    await expect(realm.clients.keep('spa')).rejects.toThrow('at least one redirect URI')
    expect(await sourcesOf(realm)).toMatchObject({ spa: ['loopback', 'itself'] })
  })

  it('keep one that has registered itself, with the secret that it was given', async () => {
    const realm = await fresh()
    const { client_id: id, client_secret: secret } = await register(realm)
    const kept = await realm.clients.keep(id, {
      ...{ grant_types: ['authorization_code', 'client_credentials'], client_name: 'Kept' },
    })
    expect(kept).toMatchObject({ client_id: id, client_name: 'Kept', has_secret: true })
    const body = new URLSearchParams({ grant_type: 'client_credentials' })
    const basic = Buffer.from(`${id}:${secret}`).toString('base64')
    const headers = { authorization: `Basic ${basic}` }
    const answer = await fetch(realm.endpoints.token, { method: 'POST', body, headers })
    expect(answer.status).toBe(200)
    expect((await realm.clients.list()).filter((one) => one.client_id === id)).toHaveLength(1)
  })

  it('forget what was taken in', async () => {
    const realm = await fresh()
    await signIn(realm, 'alice')
    const { client_id: id } = await register(realm)
    await realm.clients.remove('spa')
    await realm.clients.remove(id)
    expect(await sourcesOf(realm)).toEqual({ shop: ['operator', 'configuration'] })
  })

  it('have a secret that is told once, exchanged, and ended', async () => {
    const realm = await fresh()
    await realm.clients.add(service)
    expect(await serviceStatus(realm, 'revoked')).toBe(401)
    const first = await realm.clients.giveSecret('service')
    expect(first).toMatch(/^[\w-]{43}$/)
    expect(await serviceStatus(realm, first)).toBe(200)
    const second = await realm.clients.giveSecret('service')
    expect(await serviceStatus(realm, first)).toBe(401)
    expect(await serviceStatus(realm, second)).toBe(200)
    const told = JSON.stringify(await realm.clients.get('service'))
    expect(told).not.toContain(second)
    await realm.clients.revokeSecret('service')
    expect(await serviceStatus(realm, second)).toBe(401)
    await expect(realm.clients.giveSecret('nobody')).rejects.toThrow('There is no client nobody')
  })

  it('lose their secret in the configuration for the one that they are given', async () => {
    const realm = await idp.isolate({ clients: [{ ...configured, client_secret: 'written' }] })
    await realm.clients.giveSecret('shop')
    const told = await realm.clients.get('shop')
    expect(told).toMatchObject({ has_secret: true })
    expect(JSON.stringify(told)).not.toContain('written')
  })

  it('have a secret or the hash of one, not both', async () => {
    const realm = await fresh()
    const both = { ...service, client_secret: 'x'.repeat(43) }
    await expect(realm.clients.add(both)).rejects.toThrow('must not be there beside client_secret')
  })

  it('have no secret before they are kept', async () => {
    const realm = await fresh()
    await signIn(realm, 'alice')
    await expect(realm.clients.giveSecret('spa')).rejects.toThrow('must be kept before')
  })

  it('say who granted them what, until it is withdrawn', async () => {
    const realm = await fresh()
    const token = (await signIn(realm, 'alice')).get('access_token')
    await signIn(realm, 'bob')
    const granted = await realm.clients.grants('spa')
    expect(granted.map(({ username }) => username).toSorted()).toEqual(['alice', 'bob'])
    expect(granted[0]?.grants).toEqual(['openid', 'profile'])
    expect(decodeJwt(token ?? '').sub).toBe('alice')
    expect(await realm.clients.withdraw('spa', 'alice')).toBe(1)
    expect(await userinfoStatus(realm, token)).toBe(401)
    expect((await realm.clients.grants('spa')).map(({ sub }) => sub)).toEqual(['bob'])
    expect(await realm.clients.withdraw('spa')).toBe(1)
    expect(await realm.clients.grants('spa')).toEqual([])
    expect(await realm.clients.grants('nobody')).toEqual([])
  })
})
