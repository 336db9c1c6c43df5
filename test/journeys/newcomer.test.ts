import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectFragrant } from '../../src/testing/client.ts'
import { answerOf, createApp, decide } from '../support/app.ts'
import { isOnStore, startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Visit, type Visitor } from '../support/visitor.ts'

let server: TestServer
let visitor: Visitor
let login: Visit

const ask = async () => createApp(server.issuer).ask(visitor)

beforeEach(async () => {
  server = await startServer({ control: true, control_token: 'a-token-that-only-tests-have' })
  visitor = createVisitor(server.issuer)
  login = await ask()
})
afterEach(() => server.close())

const join = (name: string, claims = '') =>
  visitor.submit(login, 'newcomer-form', 'newcomer-submit', { new_name: name, new_claims: claims })

const connected = () =>
  connectFragrant({ url: server.issuer, token: 'a-token-that-only-tests-have' })

describe('Somebody new, on the login page of local mode,', () => {
  it('is signed in, with the claims that were typed', async () => {
    const consent = await join('carol', 'email: carol@shop.example\nemail_verified: true\n\n')
    const { values } = answerOf(await decide(visitor, consent, 'allow'))
    expect(decodeJwt(values.get('id_token') ?? '')).toMatchObject({ sub: 'carol' })
    const headers = { authorization: `Bearer ${values.get('access_token')}` }
    const userinfo = await (await fetch(`${server.issuer}/userinfo`, { headers })).json()
    expect(userinfo).toEqual({
      ...{ sub: 'carol', name: 'carol' },
      ...{ email: 'carol@shop.example', email_verified: true },
    })
  })

  it('is a user from then on: in the picker, for tests, and after a reload', async () => {
    await join('carol', 'roles: ["admin"]')
    const origin = { from: 'added', changed: false, kept: isOnStore }
    const user = { sub: 'carol', username: 'carol', enabled: true, ...origin }
    const claims = { name: 'carol', roles: ['admin'] }
    const realm = await connected()
    expect(await realm.users.get('carol')).toEqual({ ...user, claims })
    server.reload({ control: true })
    expect(await realm.users.get('carol')).toEqual({ ...user, claims })
    const other = createVisitor(server.issuer)
    const page = await createApp(server.issuer).ask(other)
    expect(page.body).toContain('value="carol"')
    await realm.users.remove('carol')
    expect((await createApp(server.issuer).ask(other)).body).not.toContain('value="carol"')
  })

  it('has a sub of their own where the name is not ASCII (OIDC Core §2)', async () => {
    await join('Zoë')
    const [, , zoe] = await (await connected()).users.list()
    expect(zoe).toMatchObject({ username: 'Zoë', claims: { name: 'Zoë' } })
    expect(zoe?.sub).toMatch(/^new-[\x21-\x7e]+$/)
  })

  it.each([
    ['alice', '', 'There is a user alice already.'],
    [' ', '', 'The name must be text'],
    ['carol', '{ "role": "admin"', 'The claims begin with { and are no JSON object.'],
    ['carol', '"role": "admin",', 'Line 1 of the claims must be a name, a colon and a value.'],
    ['carol', '{ "iss": "https://evil.example" }', 'The claim iss must'],
    ['carol', 'admin', 'Line 1 of the claims must be a name, a colon and a value.'],
    ['carol', 'a: 1\nb:', 'Line 2 of the claims must be'],
    ['carol', 'email_verified: "yes"', 'The claim email_verified must be'],
    ['carol', 'iss: https://evil.example', 'The claim iss must'],
  ])('is told what is wrong of %s, %s, and keeps what was typed', async (name, claims, problem) => {
    const again = await join(name, claims)
    expect(again.status).toBe(400)
    expect(again.page.text('newcomer-problem')).toContain(problem)
    expect(again.page.has('problem')).toBe(false)
    expect(await (await connected()).users.list()).toHaveLength(2)
    expect((await join('dora')).page.has('consent')).toBe(true)
  })

  it('is no markup', async () => {
    const consent = await join('<b>carol</b>', 'nickname: <img src=x>')
    expect(consent.page.has('consent')).toBe(true)
    expect(consent.body).not.toMatch(/<b>carol|<img src=x/)
  })

  it('is nobody to a form that was not made for this browser', async () => {
    const { action } = login.page.form('newcomer-form')
    const forged = [['new_name', 'mallory']] as const
    const answer = await visitor.post(new URL(action, login.url), [...forged])
    expect(answer.status).toBe(403)
    const stranger = createVisitor(server.issuer)
    const { fields } = login.page.form('newcomer-form')
    await stranger.post(new URL(action, login.url), [...fields, ...forged])
    expect(await (await connected()).users.list()).toHaveLength(2)
  })

  it('signs in to the account page too', async () => {
    login = await visitor.open(`${server.issuer}/account`)
    const account = await join('carol')
    expect(account.url.pathname).toBe('/account')
    expect(account.body).toContain('carol')
  })

  it('is one of 100 at the most, whom a page has made and who are still there', async () => {
    const realm = await connected()
    await realm.users.add({ username: 'emil' })
    await realm.users.remove('emil')
    for (let made = 0; made < 100; made += 1) {
      await join(`user-${made}`)
      visitor = createVisitor(server.issuer)
      login = await ask()
    }
    const again = await join('carol')
    expect(again.page.text('newcomer-problem')).toContain('This realm has 100 new users')
    await realm.users.add({ username: 'emil' })
    await realm.users.remove('user-7')
    expect((await join('carol')).page.has('consent')).toBe(true)
  })

  it('is told to apps by all that was typed, whatever they ask for, at every login', async () => {
    const narrow = createApp(server.issuer)
    login = await narrow.ask(visitor, { scope: 'openid' })
    const consent = await join('carol', '{ "role": "admin", "email": "carol@shop.example" }')
    const claims = { sub: 'carol', name: 'carol', role: 'admin', email: 'carol@shop.example' }
    const { values } = answerOf(await decide(visitor, consent, 'allow'))
    expect(decodeJwt(values.get('id_token') ?? '')).toMatchObject(claims)
    expect(decodeJwt(values.get('access_token') ?? '')).toMatchObject(claims)
    const other = createVisitor(server.issuer)
    const page = await narrow.ask(other, { scope: 'openid' })
    const picked = await other.submit(page, 'picker', 'pick-3')
    const again = answerOf(await decide(other, picked, 'allow'))
    expect(decodeJwt(again.values.get('id_token') ?? '')).toMatchObject(claims)
  })
})

it('Nobody is new where users sign in by password alone, whatever is posted', async () => {
  await server.close()
  server = await startServer({ login: { mode: 'form' } })
  visitor = createVisitor(server.issuer)
  login = await ask()
  expect(login.page.has('newcomer-form')).toBe(false)
  const { action, fields } = login.page.form('login')
  const answer = await visitor.post(new URL(action, login.url), [
    ...fields,
    ['new_name', 'mallory'],
  ])
  expect([answer.status, answer.page.has('login')]).toEqual([400, true])
})
