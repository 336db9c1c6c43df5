import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { FragrantOptions } from '../../src/index.ts'
import { connectFragrant } from '../../src/testing/client.ts'
import type { Realm } from '../../src/testing/realm/realm.ts'
import { answerOf, createApp, decide, signIn } from '../support/app.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Visit } from '../support/visitor.ts'

const token = 'a-token-that-only-tests-have'
const callback = 'http://localhost:5173/callback'
const shop = { client_id: 'shop', redirect_uris: [callback] }

let server: TestServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

/** Starts over a data folder; whatever ran before is stopped. */
async function start(folder: string | undefined, options: FragrantOptions = {}) {
  await server?.close()
  server = undefined
  const keeping = folder === undefined ? { store: 'memory' } : { data_dir: folder }
  const control = { control: true, control_token: token }
  server = await startServer({ signing_alg: 'ES256', ...control, ...keeping, ...options })
  return server
}

const realmAt = async ({ issuer }: TestServer, id = 'default'): Promise<Realm> =>
  (await connectFragrant({ url: issuer, token })).realm(id)

const fileIn = (folder: string) => join(folder, 'users-and-clients.json')

const keptText = (folder: string): string =>
  existsSync(fileIn(folder)) ? readFileSync(fileIn(folder), 'utf8') : ''

const open = ({ issuer }: TestServer, path: string): Promise<Visit> =>
  createVisitor(issuer).open(issuer + path)

async function fillIn(
  at: TestServer,
  path: string,
  [form, button]: readonly [string, string],
  typed: Record<string, string> = {},
): Promise<Visit> {
  const visitor = createVisitor(at.issuer)
  return visitor.submit(await visitor.open(at.issuer + path), form, button, typed)
}

const register = (at: TestServer, typed: Record<string, string>) =>
  fillIn(at, '/new-application', ['application', 'create'], typed)

async function clientCredentials({ issuer }: TestServer, id: string, secret: string) {
  const body = new URLSearchParams({ grant_type: 'client_credentials' })
  const basic = Buffer.from(`${id}:${secret}`).toString('base64')
  const headers = { authorization: `Basic ${basic}` }
  return (await fetch(`${issuer}/token`, { method: 'POST', body, headers })).status
}

describe('An application that was made in the console', () => {
  it('is there after a restart with both sets of keys, whose secrets nobody can read', async () => {
    const folder = scratchFolder()
    const first = await start(folder)
    const service = { name: 'Mailer', kind: 'service', 'grant-client-credentials': 'on' }
    const made = await register(first, service)
    const secret = made.page.text('client-secret')
    const other = await fillIn(first, '/applications/mailer', ['form-keys', 'keys'])
    const sandboxSecret = other.page.text('client-secret')
    expect(secret).toMatch(/^[\w-]{43}$/)
    for (const one of [secret, sandboxSecret]) expect(keptText(folder)).not.toContain(one)

    const second = await start(folder)
    expect(await clientCredentials(second, 'mailer', secret)).toBe(200)
    expect(await clientCredentials(second, 'mailer-sandbox', sandboxSecret)).toBe(200)
    const page = await open(second, '/applications/mailer-sandbox')
    expect(page.page.text('key-rows')).toContain('Sandboxmailer-sandbox')
    expect(page.page.text('kept')).toBe('Kept beyond a restart of the server.')
  })

  it('stays disabled, and stays deleted', async () => {
    const folder = scratchFolder()
    const first = await start(folder)
    for (const name of ['one', 'two']) {
      await register(first, { name, callbacks: callback, 'grant-code': 'on' })
    }
    await fillIn(first, '/applications/one', ['form-disable', 'disable'])
    await fillIn(first, '/applications/two/delete', ['form-delete', 'delete'])
    const realm = await realmAt(await start(folder))
    expect(await realm.clients.get('one')).toMatchObject({ enabled: false, kept: true })
    await expect(realm.clients.get('two')).rejects.toMatchObject({ status: 404 })
  })

  it('is gone where nothing is kept, as its page says, and no file is written', async () => {
    const first = await start(undefined)
    await register(first, { name: 'One', callbacks: callback, 'grant-code': 'on' })
    const where = 'in memory: gone when the server starts again'
    expect((await open(first, '/applications/one')).page.text('kept')).toContain(where)
    for (const path of ['/applications', '/people']) {
      expect((await open(first, path)).page.text('kept')).toContain(`${where}. Set data_dir`)
    }
    expect((await open(await start(undefined), '/applications/one')).status).toBe(404)
  })
})

describe('An app that was accepted on loopback', () => {
  it('is the operator’s own after a restart when it was kept, and not there when it was not', async () => {
    const folder = scratchFolder()
    const first = await start(folder, { consent: 'auto' })
    const ask = async (at: TestServer, clientId: string) => {
      const visitor = createVisitor(at.issuer)
      const login = await createApp(at.issuer, { clientId, redirectUri: callback }).ask(visitor)
      return answerOf(await signIn(visitor, login, 'alice')).values.get('access_token')
    }
    await ask(first, 'spa')
    await ask(first, 'other')
    const typed = { callbacks: callback }
    await fillIn(first, '/applications/spa', ['form-keep', 'keep'], typed)

    const second = await start(folder, { consent: 'auto', loopback_clients: false })
    expect(await ask(second, 'spa')).toBeDefined()
    const { clients } = await realmAt(second)
    expect(await clients.get('spa')).toMatchObject({
      ...{ source: 'operator', redirect_uris: [callback], kept: true },
    })
    await expect(clients.get('other')).rejects.toMatchObject({ status: 404 })
  })
})

describe('People', () => {
  it('who were added sign in after a restart by a password that nobody can read', async () => {
    const folder = scratchFolder()
    const first = await start(folder)
    const typed = { username: 'carol', password: 'a long secret', 'claim.email': 'c@shop.example' }
    const added = await fillIn(first, '/people', ['add', 'add-submit'], typed)
    expect(added.page.text('origin')).toBe('Kept beyond a restart of the server.')
    const saving = ['claims-form', 'save-claims'] as const
    await fillIn(first, '/people/carol', saving, { 'claim.name': 'Carol C' })
    expect(keptText(folder)).not.toContain('a long secret')

    const second = await start(folder)
    const visitor = createVisitor(second.issuer)
    const login = await createApp(second.issuer).ask(visitor)
    expect((await signIn(visitor, login, 'carol', 'not hers')).page.has('consent')).toBe(false)
    const again = await createApp(second.issuer).ask(visitor)
    const consent = await signIn(visitor, again, 'carol', 'a long secret')
    expect(consent.page.has('consent')).toBe(true)
    const { claims, kept } = await (await realmAt(second)).users.get('carol')
    expect([claims, kept]).toEqual([{ name: 'Carol C', email: 'c@shop.example' }, true])
  })

  it('who were new on the login page are still told as they were typed', async () => {
    const folder = scratchFolder()
    const first = await start(folder)
    const visitor = createVisitor(first.issuer)
    const login = await createApp(first.issuer).ask(visitor)
    const typed = { new_name: 'Zoë', new_claims: 'team: blue' }
    await visitor.submit(login, 'newcomer-form', 'newcomer-submit', typed)
    const [, , zoe] = await (await realmAt(first)).users.list()

    const second = await start(folder)
    expect(await (await realmAt(second)).users.get(zoe?.sub ?? '')).toEqual(zoe)
    const other = createVisitor(second.issuer)
    const app = createApp(second.issuer)
    const picked = await other.submit(await app.ask(other), 'picker', 'pick-3')
    const { values } = answerOf(await decide(other, picked, 'allow'))
    const headers = { authorization: `Bearer ${values.get('access_token')}` }
    const told = await (await fetch(`${second.issuer}/userinfo`, { headers })).json()
    expect(told).toMatchObject({ sub: zoe?.sub, team: 'blue' })
  })

  it('of the demo stay as they were changed, until users are configured', async () => {
    const folder = scratchFolder()
    const realm = await realmAt(await start(folder))
    await realm.users.update('alice', { claims: { name: 'Alice B' }, enabled: false })
    await realm.users.remove('bob')
    const again = await realmAt(await start(folder))
    const [alice, ...others] = await again.users.list()
    expect(alice).toMatchObject({ from: 'demo', changed: true, kept: true, enabled: false })
    expect([alice?.claims['name'], others]).toEqual(['Alice B', []])
    const users = [{ username: 'zoe' }]
    const configured = await realmAt(await start(folder, { users }))
    expect((await configured.users.list()).map(({ sub }) => sub)).toEqual(['zoe'])
    const back = await realmAt(await start(folder))
    expect((await back.users.list()).map(({ sub }) => sub)).toEqual(['alice'])
  })
})

describe('What is kept', () => {
  it('is of one realm, and not of realms that tests make', async () => {
    const folder = scratchFolder()
    const options = { realms: { one: {}, two: {} } }
    const first = await start(folder, options)
    const one = await realmAt(first, 'one')
    await one.users.add({ username: 'carol' })
    const made = await realmAt(first)
    expect(await made.clients.add(shop)).toMatchObject({ kept: true })
    const own = await (await connectFragrant({ url: first.issuer, token })).isolate({})
    expect(await own.clients.add(shop)).toMatchObject({ kept: false })
    expect(readdirSync(join(folder, 'realms'))).not.toContain(own.id)
    await own[Symbol.asyncDispose]()

    const second = await start(folder, options)
    const namesIn = async (id?: string) =>
      (await (await realmAt(second, id)).users.list()).map(({ sub }) => sub)
    expect(await namesIn('one')).toEqual(['alice', 'bob', 'carol'])
    expect(await namesIn('two')).toEqual(['alice', 'bob'])
    expect(await namesIn()).toEqual(['alice', 'bob'])
  })

  it('is no secret that a call has given, and nothing that the configuration says', async () => {
    const folder = scratchFolder()
    const users = [{ username: 'carol' }]
    const realm = await realmAt(await start(folder, { users }))
    await realm.users.update('carol', { claims: { name: 'Changed' } })
    expect(keptText(folder)).toBe('')
    const secret = 'a secret that a call has given'
    const service = { client_id: 'service', grant_types: ['client_credentials'] }
    await realm.clients.add({ ...service, client_secret: secret })
    expect(keptText(folder)).not.toContain(secret)
    const second = await start(folder, { users })
    expect(await clientCredentials(second, 'service', encodeURIComponent(secret))).toBe(200)
    expect((await (await realmAt(second)).users.get('carol')).claims).toEqual({})
  })

  it('gives way to the configuration file, which is told, and is back when that is silent', async () => {
    const folder = scratchFolder()
    const realm = await realmAt(await start(folder))
    await realm.clients.add({ ...shop, client_name: 'Kept' })
    await realm.users.add({ username: 'carol', sub: 'id-7' })
    const options = {
      clients: [{ ...shop, client_name: 'Of the file' }],
      users: [{ username: 'carol', sub: 'another' }],
    }
    const second = await start(folder, options)
    const told = second.log.find(({ event }) => event === 'data-folder.set-aside')
    expect(told).toMatchObject({ realm: 'default', users: ['id-7'], clients: ['shop'] })
    expect(told?.['msg']).toContain(fileIn(folder))
    const now = await realmAt(second)
    expect(await now.clients.get('shop')).toMatchObject({
      ...{ client_name: 'Of the file', from: 'configuration', kept: true },
    })
    expect((await now.users.list()).map(({ sub }) => sub)).toEqual(['another'])
    const back = await realmAt(await start(folder))
    expect(await back.clients.get('shop')).toMatchObject({ client_name: 'Kept', from: 'added' })
  })

  it('gives way to a file that is read again, and is back when that is silent', async () => {
    const folder = scratchFolder()
    const first = await start(folder)
    const realm = await realmAt(first)
    await realm.clients.add({ ...shop, client_name: 'Kept' })
    const nameNow = async () => (await realm.clients.get('shop'))['client_name']
    first.reload({ data_dir: folder, clients: [{ ...shop, client_name: 'Of the file' }] })
    expect(await nameNow()).toBe('Of the file')
    expect(first.log.some(({ event }) => event === 'data-folder.set-aside')).toBe(true)
    first.reload({ data_dir: folder })
    expect(await nameNow()).toBe('Kept')
  })

  it('keeps its logins when the file is read again', async () => {
    const first = await start(scratchFolder(), { consent: 'auto' })
    const realm = await realmAt(first)
    await realm.clients.add({ ...shop, response_types: ['id_token token'] })
    await realm.users.add({ username: 'carol', password: 'carol' })
    const visitor = createVisitor(first.issuer)
    const login = await createApp(first.issuer, { clientId: 'shop' }).ask(visitor)
    const { values } = answerOf(await signIn(visitor, login, 'carol'))
    first.clock.ahead += 10
    first.reload({ consent: 'auto' })
    const headers = { authorization: `Bearer ${values.get('access_token')}` }
    expect((await fetch(`${first.issuer}/userinfo`, { headers })).status).toBe(200)
  })

  it('stops the start where the configuration does not take it any more, by its name', async () => {
    const folder = scratchFolder()
    const realm = await realmAt(
      await start(folder, { scopes: [{ name: 'deals', words: 'See deals' }] }),
    )
    await realm.clients.add({ ...shop, scope: 'openid deals' })
    await expect(start(folder)).rejects.toThrow(/realm default, client shop: scope.*users-and/)
  })

  it('lets a file that is read again not take hold that it does not fit', async () => {
    const scopes = [{ name: 'deals', words: 'See deals' }]
    const first = await start(scratchFolder(), { scopes })
    const realm = await realmAt(first)
    await realm.clients.add({ ...shop, scope: 'openid deals' })
    expect(() => first.reload({})).toThrow(/realm default, client shop: scope/)
    expect(await realm.clients.get('shop')).toMatchObject({ scope: 'openid deals' })
    expect((await fetch(`${first.issuer}/health`)).status).toBe(200)
    first.reload({ scopes })
    await realm.clients.update('shop', { client_name: 'Changed' })
  })

  it('stops the start where its file is damaged', async () => {
    const folder = scratchFolder()
    writeFileSync(fileIn(folder), '{')
    await expect(start(folder)).rejects.toThrow(
      `data_dir: The file ${fileIn(folder)} does not hold the users and clients`,
    )
  })

  it('goes with a reset of its realm', async () => {
    const folder = scratchFolder()
    const realm = await realmAt(await start(folder))
    await realm.users.add({ username: 'carol' })
    await realm.users.update('alice', { enabled: false })
    await realm.reset()
    expect(existsSync(fileIn(folder))).toBe(false)
  })

  it('is nothing where it cannot be written: then nothing has changed', async () => {
    const folder = scratchFolder()
    const first = await start(folder)
    // no file takes the place of a folder
    mkdirSync(fileIn(folder))
    const refused = await fillIn(first, '/people', ['add', 'add-submit'], { username: 'carol' })
    expect(refused.page.text('problem')).toContain('Nothing was changed. The file')
    const realm = await realmAt(first)
    expect((await realm.users.list()).map(({ sub }) => sub)).toEqual(['alice', 'bob'])
    await expect(realm.clients.add(shop)).rejects.toMatchObject({ status: 507 })
    await expect(realm.clients.get('shop')).rejects.toMatchObject({ status: 404 })
    rmdirSync(fileIn(folder))
    expect(await realm.clients.add(shop)).toMatchObject({ kept: true })
  })
})
