import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Realm } from '../../src/testing/realm/realm.ts'
import type { TestServer } from '../../src/testing/server.ts'
import { startServer } from '../support/server.ts'
import { createVisitor } from '../support/visitor.ts'
import { interfaces } from './interfaces.ts'

const app = {
  ...{ client_id: 'spa', redirect_uri: 'http://localhost:5173/callback' },
  ...{ response_type: 'id_token', scope: 'openid', nonce: 'n-1', state: 's-1' },
}

const nobody = 'The user of login_hint must be there: nobody has that user name or e-mail address.'
const disabled = 'The user of login_hint must be enabled.'
const takenOut = 'The user of id_token_hint must be there: they were taken out.'

const state = 's'.repeat(43)

const silently = { ...app, prompt: 'none' }

const pageOf = (issuer: string, sent: Record<string, string>) =>
  createVisitor(issuer).open(`${issuer}/authorize?${new URLSearchParams({ ...app, ...sent })}`)

describe.each(interfaces)('a request that names a user who cannot sign in %s', (_, start) => {
  let idp: TestServer
  beforeAll(async () => {
    idp = await start({ signing_alg: 'ES256' })
  })
  afterAll(() => idp.stop())

  /** Bob is gone, carol is disabled, and alice is who is signed in by default. */
  const prepared = async (settings = {}) => {
    const users = ['alice', 'bob', 'carol'].map((username) => ({ username, password: username }))
    const realm = await idp.isolate({ users, ...settings })
    await realm.users.remove('bob')
    await realm.users.update('carol', { enabled: false })
    return realm
  }

  const saidOf = async (realm: Realm, login_hint: string, sid?: string) => {
    const { params } = await realm.authorize({ ...silently, login_hint }, sid ? { sid } : undefined)
    return [params['error'], params['error_description']]
  }

  it.each([
    ['automatic login', {}],
    ['a picker', { login: { mode: 'picker' } }],
    ['a form', { login: { mode: 'form' } }],
  ])('is told so, silent or on a page, with %s', async (_mode, settings) => {
    await using realm = await prepared(settings)
    expect(await saidOf(realm, 'bob')).toEqual(['login_required', nobody])
    expect(await saidOf(realm, 'bob@shop.example')).toEqual(['login_required', nobody])
    expect(await saidOf(realm, 'carol')).toEqual(['login_required', disabled])
    expect((await realm.journal.last())?.verdict).toMatchObject({ rule: disabled })

    const [bobs, carols] = [
      await pageOf(realm.issuer, { login_hint: 'bob' }),
      await pageOf(realm.issuer, { login_hint: 'carol' }),
    ]
    expect(bobs.page.text('hinted')).toBe(
      'No user here has the name bob, by which this app asks for somebody.',
    )
    expect(carols.page.text('hinted')).toBe('carol, for whom this app asks, is disabled.')
    const walked = realm.authorize({ ...app, login_hint: 'carol' })
    await expect(walked).rejects.toMatchObject({
      ...{
        status: 409,
        message: expect.stringContaining(`${disabled} The login page would be shown`),
      },
    })
  })

  it('does not go on as whoever is signed in where login is automatic', async () => {
    await using realm = await prepared()
    const { sid } = await realm.authorize(app)
    expect((await realm.authorize(silently, { sid: sid ?? '' })).idToken).toMatchObject({
      sub: 'alice',
    })
    expect(await saidOf(realm, 'bob', sid ?? '')).toEqual(['login_required', nobody])
    await realm.users.add({ username: 'bob' })
    const signedIn = await realm.authorize({ ...app, login_hint: 'bob' }, { sid: sid ?? '' })
    expect(signedIn.idToken).toMatchObject({ sub: 'bob' })
  })

  it('is told so by an ID Token of theirs', async () => {
    await using realm = await idp.isolate({ login: { mode: 'form' } })
    const { params } = await realm.authorize(app, { user: 'bob' })
    const asked = { ...silently, id_token_hint: params['id_token'] ?? '' }
    await realm.users.remove('bob')
    expect((await realm.authorize(asked)).params['error_description']).toBe(takenOut)
    await realm.users.add({ username: 'bob', enabled: false })
    expect((await realm.authorize(asked)).params['error_description']).toBe(
      'The user of id_token_hint must be enabled.',
    )
  })

  it('signs in as anybody by hand all the same', async () => {
    await using realm = await prepared()
    const visitor = createVisitor(realm.issuer)
    const asked = new URLSearchParams({ ...app, login_hint: 'bob' })
    const page = await visitor.open(`${realm.endpoints.authorization}?${asked}`)
    const typed = { username: 'alice', password: 'alice' }
    const answer = await visitor.submit(page, 'login', 'login-submit', typed)
    expect(answer.location?.hash).toContain('id_token=')
  })
})

it('A strict server says of nobody whether they are there', async () => {
  const client = {
    ...{ client_id: 'spa', redirect_uris: [app.redirect_uri] },
    response_types: ['id_token' as const],
  }
  const users = [{ username: 'carol', enabled: false }]
  const server = await startServer({ mode: 'strict', clients: [client], users })
  try {
    const asked = (sent: Record<string, string>) => pageOf(server.issuer, { state, ...sent })
    for (const login_hint of ['bob', 'carol']) {
      const { page } = await asked({ login_hint })
      expect([page.has('login'), page.has('hinted')]).toEqual([true, false])
      const { location } = await asked({ login_hint, prompt: 'none' })
      const answer = new URLSearchParams(location?.hash.slice(1))
      expect(answer.get('error_description')).toBe('The user must sign in.')
    }
  } finally {
    await server.close()
  }
})
