import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp, decide, signIn } from '../support/app.ts'
import { elementsOf } from '../support/pages.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Visit } from '../support/visitor.ts'

/** What breaks out of text, attributes, templates, scripts, addresses and lines. */
const hostileValues: readonly string[] = [
  `"><script>alert(1)</script>`,
  `' onmouseover='alert(1)`,
  `</title></textarea></pre></noscript><!--`,
  `<%= 7*7 %>\${7*7}{{7*7}}`,
  `&lt;b&gt;&amp;quot;`,
  `javascript:alert(1)`,
  `]]><svg/onload=alert(1)>`,
  '\u202egnp.exe',
  `__proto__`,
  `constructor`,
]

/** What turns or hides text no operator can put there; a stranger still can. */
const configurable = (value: string): string => value.replace('\u202e', '')

const redirectUri = 'https://app.example/callback'
const scopeOf = (at: number) => `scope-${at}`

let server: TestServer
/** The shape of each page with harmless values in it. */
let harmless: ReadonlyMap<string, string>

const clientOf = (name: string, at: number) => ({
  client_id: `${name.replace(/[^\x21-\x7e]/g, '')}${at}`,
  client_name: name,
  redirect_uris: [redirectUri],
  post_logout_redirect_uris: ['https://app.example/bye'],
  response_types: ['id_token token' as const],
  client_uri: `https://app.example/?${encodeURIComponent(name)}`,
})

const userOf = (name: string, at: number) => ({
  username: name,
  sub: `sub-${at}`,
  password: `password-${at}`,
  claims: { name },
})

const all = [...hostileValues, 'harmless']

beforeAll(async () => {
  server = await startServer({
    clients: all.map(configurable).map(clientOf),
    users: all.map(configurable).map(userOf),
    scopes: all.map((words, at) => ({ name: scopeOf(at), words: configurable(words) })),
  })
  harmless = shapesOf(await visitsWith('harmless'))
})
afterAll(() => server.close())

/** Every page of a login, a consent, an error and a logout in which `value` is all that can be named. */
async function visitsWith(value: string): Promise<ReadonlyMap<string, Visit>> {
  const at = all.indexOf(value)
  const guest = createVisitor(server.issuer)
  const app = createApp(server.issuer, { clientId: clientOf(value, at).client_id, redirectUri })
  // names with spaces and beyond ASCII are dropped, for no user can have such a claim
  const claim = ascii(value).replaceAll(' ', '-')
  const claims = JSON.stringify({ userinfo: { [claim === '__proto__' ? 'proto' : claim]: null } })
  const scope = `openid ${scopeOf(at)}`
  const login = await app.ask(guest, { login_hint: hintOf(value), state: 's', claims, scope })
  const wrong = await signIn(guest, login, value, 'wrong')
  const consent = await signIn(guest, login, configurable(value), `password-${at}`)
  const answered = await decide(guest, consent, 'allow')
  expect(answered.location?.origin).toBe('https://app.example')
  const account = await app.ask(guest, { prompt: 'select_account' })
  const mine = await guest.open(`${server.issuer}/account`)
  const posted = await app.ask(guest, {
    response_mode: 'form_post',
    state: ascii(value),
    prompt: 'none',
  })
  const why = await app.ask(guest, { redirect_uri: `${redirectUri} ${value}` })
  const nobody = await app.ask(guest, { client_id: `${value} nobody` })
  const logout = await guest.open(
    `${server.issuer}/logout?client_id=${encodeURIComponent(app.clientId)}`,
  )
  const out = await guest.submit(logout, 'logout', 'logout-confirm')
  const home = await guest.open(`${server.issuer}/`)
  return new Map(
    Object.entries({
      login,
      wrong,
      consent,
      account,
      mine,
      posted,
      why,
      nobody,
      logout,
      out,
      home,
    }),
  )
}

/** The name of nobody, so that the page says so of every value. */
const hintOf = (value: string): string => `${value} nobody`

const ascii = (value: string): string => value.replace(/[^\x20-\x7e]/g, '')

/** The elements of a page and the names of their attributes: all that a value must not change. */
function shapeOf({ body }: Visit): string {
  return elementsOf(body)
    .map(({ tagName, attrs }) => `${tagName}[${attrs.map(({ name }) => name).join(' ')}]`)
    .join('\n')
}

const shapesOf = (visits: ReadonlyMap<string, Visit>) =>
  new Map([...visits].map(([name, visit]) => [name, shapeOf(visit)]))

describe.each(hostileValues)(
  'a value such as %j, wherever a stranger or an operator can put it',
  (value) => {
    it('changes no page, sets no header, and comes back as text (ASVS 1.2.1)', async () => {
      const visits = await visitsWith(value)
      expect(shapesOf(visits)).toEqual(harmless)
      for (const [name, { status, headers, page }] of visits) {
        expect([name, status < 500]).toEqual([name, true])
        expect(headers.get('content-security-policy')).not.toContain('alert')
        expect(page.heading).not.toContain('49')
      }
      expect(visits.get('login')?.page.form('login').fields.get('username')).toBe(hintOf(value))
      expect(visits.get('wrong')?.page.form('login').fields.get('username')).toBe(value)
      expect(visits.get('consent')?.page.text('scopes')).toContain(configurable(value))
      expect(visits.get('mine')?.page.text('apps')).toContain(configurable(value))
      expect(visits.get('posted')?.page.form('form-post').fields.get('state')).toBe(ascii(value))
      expect(visits.get('why')?.body).not.toContain('<script>alert')
    })
  },
)

describe('names of objects', () => {
  it('are names like any others: nothing was added to Object.prototype (ASVS 15.3.6)', async () => {
    const guest = createVisitor(server.issuer)
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
    for (const name of names) {
      const query = new URLSearchParams([
        [`${name}[polluted]`, 'yes'],
        [name, 'yes'],
        ['client_id', name],
        ['redirect_uri', redirectUri],
        ['response_type', name],
        ['scope', name],
        ['prompt', name],
        ['claims', `{"${name}":{"polluted":true},"userinfo":{"${name}":null}}`],
      ])
      for (const path of [
        `/authorize?${query}`,
        `/login/${name}`,
        `/realms/${name}/authorize`,
        `/assets/${name}`,
        `/${name}`,
      ]) {
        const { status } = await guest.open(server.issuer + path)
        expect(status).toBeOneOf([400, 404])
      }
    }
    expect('polluted' in {}).toBe(false)
    expect(Object.keys(Object.prototype)).toEqual([])
  })
})

describe('a host of foreign letters', () => {
  it('is shown in ASCII, as it is registered (RFC 9700 §4.11.2)', async () => {
    const own = await startServer({
      clients: [
        {
          client_id: 'idn',
          redirect_uris: ['https://xn--pple-43d.com/cb'],
          response_types: ['id_token token'],
        },
      ],
    })
    const app = createApp(own.issuer, {
      clientId: 'idn',
      redirectUri: 'https://xn--pple-43d.com/cb',
    })
    const guest = createVisitor(own.issuer)
    const login = await app.ask(guest)
    expect(login.body).toContain('https://xn--pple-43d.com')
    expect(login.body).not.toContain('аpple')
    const refused = await app.ask(guest, { redirect_uri: 'https://аpple.com/cb' })
    expect(refused.status).toBe(400)
    await own.close()
  })
})
