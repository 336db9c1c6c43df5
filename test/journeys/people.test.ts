import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { answerOf, createApp, decide, signIn } from '../support/app.ts'
import { isOnStore, startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Visit, type Visitor } from '../support/visitor.ts'

let server: TestServer
let visitor: Visitor

beforeEach(async () => {
  server = await startServer()
  visitor = createVisitor(server.issuer)
})
afterEach(() => server.close())

const people = (query = '') => visitor.open(`${server.issuer}/people${query}`)
const person = (sub: string) => visitor.open(`${server.issuer}/people/${encodeURIComponent(sub)}`)

const add = async (filledIn: Record<string, string>) =>
  visitor.submit(await people(), 'add', 'add-submit', filledIn)

/** Presses a button of a user's page that has a form of its own. */
const press = async (sub: string, button: string) =>
  visitor.submit(await person(sub), `form-${button}`, button)

const saveClaims = async (sub: string, filledIn: Record<string, string>) =>
  visitor.submit(await person(sub), 'claims-form', 'save-claims', filledIn)

const typedIn = ({ page }: Visit, id: string) =>
  page.element(id)?.attrs.find(({ name }) => name === 'value')?.value

/** Has alice let an app in; answers its access token. */
async function letAppIn(): Promise<string> {
  const other = createVisitor(server.issuer)
  const login = await createApp(server.issuer, { clientId: 'shop-app' }).ask(other)
  const { values } = answerOf(await decide(other, await signIn(other, login, 'alice'), 'allow'))
  return values.get('access_token') ?? ''
}

const userinfo = async (token: string) => {
  const headers = { authorization: `Bearer ${token}` }
  return (await fetch(`${server.issuer}/userinfo`, { headers })).status
}

describe('The page of people', () => {
  it('finds who is searched for by every word, without a script', async () => {
    await add({ username: 'carol', 'claim.name': 'Carol Jones', 'claim.roles': 'admin, ops' })
    expect((await people('?q=OPS+carol')).page.text('people')).toContain('Carol Jones')
    expect((await people('?q=OPS+carol')).page.text('people')).not.toContain('alice')
    const nobody = await people('?q=nobody-has-this')
    expect(nobody.page.text('none')).toBe('Nobody of 3 fits.')
    expect(typedIn(nobody, 'q')).toBe('nobody-has-this')
  })

  it('adds somebody, who may sign in to an app at once', async () => {
    const page = await add({
      ...{ username: 'carol', password: 'a secret', sub: 'id-7' },
      ...{ 'claim.email': 'carol@shop.example', 'claim.roles': 'admin, ops' },
      claims: '{ "department": { "id": 7 } }',
    })
    expect(page.url.pathname).toBe('/people/id-7')
    expect(page.page.text('card')).toContain('carol@shop.example')
    expect(page.body).toContain('{\n  &quot;department&quot;: {\n    &quot;id&quot;: 7')
    expect(page.body).not.toContain('a secret')
    const other = createVisitor(server.issuer)
    const login = await createApp(server.issuer).ask(other)
    const consent = await signIn(other, login, 'carol', 'a secret')
    expect(consent.page.has('consent')).toBe(true)
  })

  it.each<readonly [Record<string, string>, string, string]>([
    [{}, 'username', 'It must be'],
    [{ username: 'alice' }, 'username', 'There is a user alice already.'],
    [{ username: 'x', sub: 'alice' }, 'sub', 'There is a user alice already.'],
    [{ username: 'x', sub: 'ü' }, 'sub', 'It must be printable ASCII'],
    [{ username: 'x', claims: '{ "a":' }, 'claims', 'This is no JSON object'],
    [{ username: 'x', claims: '["a"]' }, 'claims', 'This is no JSON object'],
    [{ username: 'x', claims: '{ "iss": "me" }' }, 'claims', 'iss must be left out'],
    [{ username: 'x', claims: '{ "a": null }' }, 'claims', 'a must be text'],
    [
      { username: 'x', 'claim.email': 'a@b.example', claims: '{ "email": "c@d.example" }' },
      'claims',
      'email has a field of its own',
    ],
  ])('says what is wrong of %o at its field, and keeps what was typed', async (typed, at, why) => {
    const sent = { 'claim.name': 'Kept <b>', ...typed }
    const again = await add(sent)
    expect(again.status).toBe(400)
    expect(again.page.text(`${at}-problem`)).toContain(why)
    expect(again.page.element('adding')?.attrs.map(({ name }) => name)).toContain('open')
    for (const [name, value] of Object.entries(sent)) {
      const id = name.replaceAll('.', '-')
      expect([name, typedIn(again, id) ?? again.page.text(id)]).toEqual([name, value])
    }
    expect((await people()).page.text('people')).not.toContain('Kept')
  })

  it('has room for a name and a sub of any characters that they may have', async () => {
    const sub = `${'/%?#&<"\''.repeat(31)}x`
    const page = await add({ username: '<b>é+ %2f', sub })
    expect(page.status).toBe(200)
    expect(page.page.text('sub')).toBe(sub)
    expect(typedIn(page, 'username')).toBe('<b>é+ %2f')
    expect((await press(sub, 'disable')).page.has('enable')).toBe(true)
  })
})

describe('A user whose name is a step of an address', () => {
  it.each(['.', '..'])('has a page where they are changed: %s', async (name) => {
    const own = await startServer({ users: [{ username: name, password: 'x' }], clients: [] })
    const guest = createVisitor(own.issuer)
    const { body } = await guest.open(`${own.issuer}/people`)
    const href = /<a class="person" href="([^"]+)"/.exec(body)?.[1] ?? ''
    const page = await guest.open(new URL(href, own.issuer))
    expect(page.page.text('sub')).toBe(name)
    const after = await guest.submit(page, 'form-disable', 'disable')
    expect([after.page.has('enable'), after.page.text('done')]).toEqual([
      true,
      'They cannot sign in any more, and what they had does not count.',
    ])
    await own.close()
  })
})

describe('The page of a user', () => {
  it('changes their claims: in fields, and all others as JSON', async () => {
    const page = await saveClaims('alice', {
      ...{ 'claim.given_name': 'Alice', 'claim.email_verified': 'false' },
      ...{ 'claim.address.street_address': 'Main Street 1\r\nBack', 'claim.updated_at': '7' },
      claims: '{ "address": { "floor": "3" }, "tags": ["a", 1] }',
    })
    expect(page.page.text('done')).toContain('The claims are saved')
    const kept = isOnStore ? 'beyond a restart' : 'gone when the server starts again'
    expect(page.page.text('origin')).toContain(kept)
    const headers = { authorization: `Bearer ${await letAppIn()}` }
    const told = await (await fetch(`${server.issuer}/userinfo`, { headers })).json()
    expect(told).toMatchObject({ email_verified: false })
    // what the page shows is what it would send back
    expect(page.page.text('claims')).toBe('{ "address": { "floor": "3" }, "tags": [ "a", 1 ] }')
    expect(page.page.text('claim-address-street-address')).toBe('Main Street 1 Back')
    expect(typedIn(page, 'claim-updated-at')).toBe('7')
  })

  it.each([
    [{ 'claim.updated_at': 'yesterday' }, 'claim-updated-at', 'It must be a number'],
    [{ claims: '{ "address": { "floor": 3 } }' }, 'claims', 'address must be an object of texts'],
    [{ claims: '{ "email_verified": "x" }' }, 'claims', 'email_verified'],
  ])('says what is wrong of %o at its field, and changes nothing', async (typed, at, why) => {
    const before = await person('bob')
    const again = await saveClaims('bob', { ...typed, 'claim.nickname': 'Kept' })
    expect(again.status).toBe(400)
    expect(again.page.text(`${at}-problem`)).toContain(why)
    expect(typedIn(again, 'claim-nickname')).toBe('Kept')
    expect(typedIn(await person('bob'), 'claim-nickname')).toBe(typedIn(before, 'claim-nickname'))
  })

  it('changes how they sign in, and leaves the password where none is typed', async () => {
    const open = await person('bob')
    const saved = await visitor.submit(open, 'login-form', 'save-login', { username: 'robert' })
    expect(saved.page.text('done')).toBe('How they sign in is saved.')
    const login = await createApp(server.issuer).ask(visitor)
    expect((await signIn(visitor, login, 'robert', 'bob')).page.has('consent')).toBe(true)
    const again = await visitor.submit(saved, 'login-form', 'save-login', { username: 'alice' })
    expect(again.status).toBe(400)
    expect(typedIn(again, 'username')).toBe('alice')
  })

  it('disables them, so that what they had is over, and enables them', async () => {
    const token = await letAppIn()
    const disabled = await press('alice', 'disable')
    expect(disabled.page.text('card')).toContain('disabled')
    expect(disabled.page.has('sign-in')).toBe(false)
    expect(await userinfo(token)).toBe(401)
    expect((await press('alice', 'enable')).page.text('card')).not.toContain('disabled')
  })

  it('removes them in two steps', async () => {
    const open = await person('bob')
    expect(open.page.element('removing')?.tagName).toBe('details')
    expect(open.page.element('removing')?.attrs.map(({ name }) => name)).not.toContain('open')
    const page = await visitor.submit(open, 'form-remove', 'remove')
    expect(page.page.text('done')).toContain('no user of this realm')
    expect(page.page.text('people')).not.toContain('bob')
    expect((await person('bob')).status).toBe(404)
    expect((await visitor.submit(open, 'form-remove', 'remove')).url.pathname).toBe('/people')
  })

  it('removes them for good: whoever is added by their name has nothing of theirs', async () => {
    const token = await letAppIn()
    expect(await userinfo(token)).toBe(200)
    await visitor.submit(await person('alice'), 'form-remove', 'remove')
    // what is given within the second of a removal is not told from what was there before
    server.clock.ahead += 1
    const page = await add({ username: 'alice', password: 'alice' })
    expect(page.page.has('no-sessions')).toBe(true)
    expect(page.page.has('no-grants')).toBe(true)
    expect(await userinfo(token)).toBe(401)
    expect(await userinfo(await letAppIn())).toBe(200)
  })

  it('ends a session, or all of them, and no other user’s', async () => {
    const token = await letAppIn()
    await letAppIn()
    expect((await person('alice')).page.has('end-2')).toBe(true)
    expect((await person('bob')).page.text('no-sessions')).toBe('Nowhere.')
    await press('alice', 'end-1')
    expect((await person('alice')).page.has('end-2')).toBe(false)
    expect((await press('alice', 'end-sessions')).page.has('no-sessions')).toBe(true)
    expect(await userinfo(token)).toBe(401)
  })

  it('withdraws what they have let an app do', async () => {
    const token = await letAppIn()
    expect((await person('alice')).page.text('grant-1')).toBe('shop-app')
    const page = await press('alice', 'withdraw-1')
    expect(page.page.text('done')).toBe('The app has lost its access.')
    expect(page.page.has('no-grants')).toBe(true)
    expect(await userinfo(token)).toBe(401)
  })

  it('makes this browser theirs, and says whose it is', async () => {
    const account = await visitor.submit(await person('bob'), 'form-sign-in', 'sign-in')
    expect(account.url.pathname).toBe('/account')
    expect(account.page.text('done')).toContain('This browser is theirs now')
    expect(account.page.text('account-user')).toContain('bob')
    const other = await visitor.submit(await person('alice'), 'form-sign-in', 'sign-in')
    expect(other.page.text('account-user')).toContain('alice')
    expect((await person('bob')).page.has('no-sessions')).toBe(true)
    const form = (await person('alice')).page.element('form-sign-in')
    expect(form?.attrs).toContainEqual({ name: 'target', value: '_blank' })
  })

  it('makes no browser theirs where users sign in by password alone', async () => {
    await server.close()
    server = await startServer({ login: { mode: 'form' } })
    visitor = createVisitor(server.issuer)
    const page = await person('alice')
    expect(page.page.has('sign-in')).toBe(false)
    const { fields } = page.page.form('form-disable')
    await visitor.post(page.url, new Map([...fields, ['decision', 'sign-in']]))
    expect((await visitor.open(`${server.issuer}/account`)).page.has('login')).toBe(true)
  })

  it('says whom the configuration has named', async () => {
    await server.close()
    server = await startServer({ users: [{ username: 'dora' }] })
    visitor = createVisitor(server.issuer)
    const page = await person('dora')
    expect(page.page.text('origin')).toContain('They come from the configuration file.')
    await saveClaims('dora', { 'claim.name': 'Dora' })
    expect((await people()).page.text('people')).toContain('configuration file, changed')
  })

  it('stays in its realm', async () => {
    await server.close()
    server = await startServer({ realms: { shop: { users: [{ username: 'dora' }] } } })
    visitor = createVisitor(server.issuer)
    const page = await visitor.open(`${server.issuer}/realms/shop/people/dora`)
    const saved = await visitor.submit(page, 'claims-form', 'save-claims', { 'claim.name': 'D' })
    expect(saved.url.pathname).toBe('/realms/shop/people/dora')
    expect((await person('dora')).status).toBe(404)
    const account = await visitor.submit(saved, 'form-sign-in', 'sign-in')
    expect(account.url.pathname).toBe('/realms/shop/account')
  })
})
