import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { elementsOf } from '../support/pages.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Visit } from '../support/visitor.ts'

/** What breaks out of text, attributes, templates, scripts, addresses, lines and JSON. */
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
  `{"__proto__":{"admin":true}}`,
  `{"a":"</script><script>alert(1)</script>"}`,
  `a\r\nSet-Cookie: x=1`,
  `\u0000`,
  '../../etc/passwd',
  '%00%2e%2e',
  '🌸'.repeat(2000),
]

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

const encoded = (value: string) => encodeURIComponent(value)

/** Every page that takes a value in its address. */
const addresses: readonly (readonly [string, (value: string) => string])[] = [
  ...['app', 'user', 'endpoint', 'login', 'refused', 'before'].map(
    (name) =>
      [`Activity by ${name}`, (value: string) => `/activity?${name}=${encoded(value)}`] as const,
  ),
  ['the HAR', (value) => `/activity/all.har?app=${encoded(value)}&login=${encoded(value)}`],
  ['an exchange', (value) => `/activity/${encoded(value)}`],
  ['people searched for', (value) => `/people?q=${encoded(value)}`],
  ['people, and what was done', (value) => `/people?done=${encoded(value)}`],
  ['a person', (value) => `/people/${encoded(value)}`],
  ['a person beside', (value) => `/person?id=${encoded(value)}`],
  ['an app', (value) => `/applications/${encoded(value)}`],
  ['an app beside', (value) => `/application?id=${encoded(value)}`],
  ['apps, and what was done', (value) => `/applications?done=${encoded(value)}`],
  ['apps searched for', (value) => `/applications?q=${encoded(value)}`],
  ['a page of the documentation', (value) => `/documentation/${encoded(value)}`],
  ['the issuer of the playground', (value) => `/playground?issuer=${encoded(value)}`],
  [
    'the client of the playground',
    (value) => `/playground?issuer=https://id.example&client_id=${encoded(value)}`,
  ],
  ['the request of the playground', (value) => `/playground?scope=${encoded(value)}`],
  ['the app of the start page', (value) => `/?app=${encoded(value)}`],
]

interface Form {
  readonly at: string
  readonly ids: readonly [form: string, button: string]
  readonly slots: readonly string[]
  readonly usual: Readonly<Record<string, string>>
}

const claims = ['name', 'email', 'roles', 'address.formatted', 'updated_at', 'birthdate']

/** Every form, and what may be typed into it. */
const forms: readonly Form[] = [
  {
    at: '/new-application',
    ids: ['application', 'create'],
    slots: [
      ...['name', 'kind', 'callbacks', 'scopes', 'audience', 'client_id', 'grant-code'],
      ...['logo', 'colour'],
    ],
    // one that is no address, so that nothing is registered and all of it is shown again
    usual: { name: 'App', callbacks: 'nowhere' },
  },
  {
    at: '/applications/demo-web',
    ids: ['application', 'save'],
    slots: ['name', 'callbacks', 'scopes', 'audience', 'logo', 'colour'],
    usual: { callbacks: 'nowhere' },
  },
  {
    at: '/people',
    ids: ['add', 'add-submit'],
    slots: ['username', 'sub', 'password', 'claims', 'claim.name', 'claim.email', 'claim.roles'],
    usual: { username: 'alice' },
  },
  {
    at: '/people/alice',
    ids: ['claims-form', 'save-claims'],
    slots: ['claims', ...claims.map((name) => `claim.${name}`)],
    usual: {},
  },
  { at: '/people/bob', ids: ['login-form', 'save-login'], slots: ['username'], usual: {} },
]

/** What no value may bring: elements that run or load, and attributes that do. */
function intruders({ body }: Visit): readonly string[] {
  return elementsOf(body).flatMap(({ tagName, attrs }) => {
    const src = attrs.find(({ name }) => name === 'src')?.value ?? ''
    const isOurs = src.startsWith('/assets/')
    const runs = ['svg', 'iframe', 'object', 'embed', 'base'].includes(tagName)
    const loads = ['script', 'img'].includes(tagName) && !isOurs
    const handlers = attrs.filter(({ name }) => name.startsWith('on')).map(({ name }) => name)
    const links = attrs.filter(
      ({ name, value }) => name === 'href' && /^\s*javascript:/i.test(value),
    )
    return [...(runs || loads ? [tagName] : []), ...handlers, ...links.map(({ value }) => value)]
  })
}

function expectPlain(slot: string, visit: Visit): void {
  const { status, headers, body } = visit
  expect([slot, status < 500]).toEqual([slot, true])
  expect([slot, headers.get('set-cookie')]).toEqual([slot, null])
  expect(headers.get('content-security-policy') ?? '').not.toContain('alert')
  if (!(headers.get('content-type') ?? '').startsWith('text/html')) return
  expect([slot, intruders(visit)]).toEqual([slot, []])
  const evaluated = elementsOf(body).length > 0 && /(?:^|[^\d.-])49\b.*\b49\b/.test(body)
  expect([slot, evaluated && !body.includes('7*7')]).toEqual([slot, false])
}

describe.each(hostileValues.map((value) => [value.slice(0, 40), value] as const))(
  'the console, where %j is typed',
  (_shown, value) => {
    it('shows it as the text that it is, in every address (ASVS 1.2.1)', async () => {
      for (const [slot, at] of addresses) {
        const visit = await createVisitor(server.issuer).open(server.issuer + at(value))
        expectPlain(slot, visit)
        if (slot === 'the HAR' && visit.status === 200)
          expect(JSON.parse(visit.body)).toHaveProperty('log.entries')
      }
    })

    it('shows it as the text that it is, in every slot of every form (ASVS 1.2.1)', async () => {
      for (const { at, ids, slots, usual } of forms) {
        for (const slot of slots) {
          const visitor = createVisitor(server.issuer)
          const page = await visitor.open(server.issuer + at)
          const sent = await visitor.submit(page, ...ids, { ...usual, [slot]: value })
          expectPlain(`${at} ${slot}`, sent)
          expectPlain(`${at} ${slot}, seen again`, await visitor.open(server.issuer + at))
        }
      }
      expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('admin')
    })
  },
)
