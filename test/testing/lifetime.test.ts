import { describe, expect, it } from 'vitest'
import { startFragrant } from '../../src/testing/index.ts'
import { controlCall, interfaces, token } from './interfaces.ts'

const stopped = /^The server was stopped by this test/

describe.each(interfaces)('a server %s', (_, start) => {
  it('that was stopped answers nothing, and says so', async () => {
    const idp = await start({ signing_alg: 'ES256' })
    const realm = await idp.isolate()
    await idp.stop()
    await idp.stop()
    await expect(idp.users.list()).rejects.toThrow(stopped)
    await expect(idp.isolate()).rejects.toThrow(stopped)
    await expect(realm.tokens.issue()).rejects.toThrow(stopped)
    await expect(realm.journal.waitFor({ endpoint: 'token' })).rejects.toThrow(stopped)
    await expect(realm.on('exchange', () => undefined).ready).rejects.toThrow(stopped)
    await realm[Symbol.asyncDispose]()
  })

  it('takes a realm out once, however often it is disposed of', async () => {
    await using idp = await start({ signing_alg: 'ES256' })
    const realm = await idp.isolate()
    await Promise.all([realm[Symbol.asyncDispose](), realm[Symbol.asyncDispose]()])
    await realm[Symbol.asyncDispose]()
    await expect(realm.users.list()).rejects.toMatchObject({ status: 404 })
    const other = await idp.isolate({ id: realm.id })
    await realm[Symbol.asyncDispose]()
    expect(await other.users.list()).toHaveLength(2)
  })

  it('finds users and clients by any name that they can have', async () => {
    await using idp = await start({ signing_alg: 'ES256' })
    for (const sub of ['a/b', '/', '...', 'a+b', 'x y', '%2F', '%', 'a?b#c', 'a/../b', 'a\\b']) {
      await idp.users.add({ username: `user of ${sub}`, sub })
      expect((await idp.users.get(sub)).sub).toBe(sub)
      expect((await idp.users.update(sub, { claims: { name: 'A' } })).claims).toEqual({ name: 'A' })
      await idp.users.remove(sub)
      await expect(idp.users.get(sub)).rejects.toMatchObject({ status: 404 })
    }
    const client = { client_id: 'https://app.example/', redirect_uris: ['http://localhost/cb'] }
    await idp.clients.add(client)
    expect(await idp.clients.get(client.client_id)).toMatchObject(client)
  })

  it.each(['.', '..'])('takes nobody whom no address can name: %s', async (name) => {
    await using idp = await start({ signing_alg: 'ES256' })
    const told = (member: string) => ({ status: 400, answer: { member } })
    const dora = { username: 'dora' }
    await expect(idp.users.add({ ...dora, sub: name })).rejects.toMatchObject(told('sub'))
    await expect(idp.users.add({ username: name })).rejects.toMatchObject(told('username'))
    const client = { client_id: name, redirect_uris: ['http://localhost/cb'] }
    await expect(idp.clients.add(client)).rejects.toMatchObject(told('client_id'))
    await expect(idp.keys.add({ jwk: {}, kid: name })).rejects.toMatchObject(told('kid'))
    expect(await idp.users.list()).toHaveLength(2)
  })
})

it('A plus sign in a path, as curl asks, is a plus sign (RFC 3986 §3.3)', async () => {
  await using idp = await startFragrant({ control_token: token, signing_alg: 'ES256' })
  await idp.users.add({ username: 'alice+test@shop.example' })
  const answer = await controlCall(idp, '/realms/default/users/alice+test@shop.example')
  expect(await answer.json()).toMatchObject({ username: 'alice+test@shop.example' })
})
