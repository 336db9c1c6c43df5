import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerOf, createApp, decide } from '../support/app.ts'
import { attribute } from '../support/markup.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Visit, type Visitor } from '../support/visitor.ts'

const users = Array.from({ length: 1000 }, (_, index) => ({
  username: `user${index}`,
  sub: `sub-${index}`,
  claims: { name: `Person ${index}`, email: `p${index}@people.example` },
}))
const zoe = { username: 'zoe', claims: { name: 'Zoë Müller' } }

let server: TestServer
let visitor: Visitor

beforeAll(async () => {
  server = await startServer({ users: [...users, zoe] })
})
afterAll(() => server.close())
beforeEach(() => {
  visitor = createVisitor(server.issuer)
})

const picks = ({ page }: Visit): readonly string[] =>
  Array.from({ length: 60 }, (_, index) => page.element(`pick-${index + 1}`)).flatMap(
    (button) => (button && attribute(button, 'value')) ?? [],
  )

const find = (visit: Visit, query: string) => {
  const { action, method } = visit.page.form('search')
  expect(method).toBe('get')
  return visitor.open(new URL(`${action}?${new URLSearchParams({ q: query })}`, visit.url))
}

/** Both pages on which somebody is picked. */
const pages = {
  login: () => createApp(server.issuer).ask(visitor),
  'account choice': async () => {
    const login = await createApp(server.issuer).ask(visitor)
    await visitor.submit(login, 'picker', 'pick-1')
    return createApp(server.issuer).ask(visitor, { prompt: 'select_account' })
  },
}

describe.each(Object.entries(pages))('Among 1,000 people, the page of the %s', (name, open) => {
  it('shows the first of them, says how many more there are, and stays small', async () => {
    const visit = await open()
    expect(picks(visit)).toHaveLength(50)
    const others = name === 'login' ? 951 : 950
    expect(visit.page.text('unlisted')).toContain(`And ${others} more users`)
    expect(visit.body.length).toBeLessThan(40_000)
  })

  it.each([
    ['PERSON 998', 'user998'],
    ['p997@people', 'user997'],
    ['user996', 'user996'],
    ['sub-995', 'user995'],
    ['zoe mull', 'zoe'],
    ['ZOË', 'zoe'],
  ])('finds by name, e-mail and id without a script: %j', async (query, username) => {
    const found = await find(await open(), query)
    expect(picks(found)).toEqual([username])
    expect(found.page.has('unlisted')).toBe(false)
    expect(attribute(found.page.element('find') ?? nothing, 'value')).toBe(query)
  })

  it('signs in whoever was found', async () => {
    const form = name === 'login' ? 'picker' : 'accounts'
    const consent = await visitor.submit(await find(await open(), 'user777'), form, 'pick-1')
    expect(consent.page.text('switch')).toContain('Person 777')
    expect(answerOf(await decide(visitor, consent, 'allow')).values.has('id_token')).toBe(true)
  })

  it('says that no one matches, and leads to someone new', async () => {
    const none = await find(await open(), 'Carol <b>')
    expect(none.page.text('found')).toBe('No one matches Carol <b>.')
    expect(picks(none)).toEqual([])
    const login = none.page.has('accounts')
      ? await visitor.submit(none, 'accounts', 'account-other')
      : none
    expect(login.page.has('newcomer-form')).toBe(true)
  })

  it('takes any query for what it is, and reads no more of it than a name has', async () => {
    const page = await open()
    for (const query of ['%', '\\', '(', '.*', "' OR 1=1", '🌸', 'x'.repeat(5000), '  ']) {
      const visit = await find(page, query)
      expect([query, visit.status]).toEqual([query, 200])
      expect(visit.body.length).toBeLessThan(40_000)
    }
  })
})

const nothing = { attrs: [] } as unknown as Parameters<typeof attribute>[0]

it('whom a search on the login page does not find is somebody new by that name', async () => {
  const login = await pages.login()
  const none = await find(login, 'carol')
  expect(attribute(none.page.element('newcomer') ?? nothing, 'open')).toBe('')
  expect(attribute(none.page.element('new-name') ?? nothing, 'value')).toBe('carol')
  expect(attribute(login.page.element('newcomer') ?? nothing, 'open')).toBeUndefined()
})

it('the account choice marks the current account, which no search hides and no list repeats', async () => {
  const visit = await pages['account choice']()
  expect(picks(visit)).not.toContain('user0')
  for (const query of ['', 'user998', 'nobody']) {
    const found = await find(visit, query)
    expect(found.page.text('account-continue')).toContain('Person 0 signed in')
  }
})

it.each([
  [7, false],
  [8, true],
])('of %i people a search helps: %s', async (count, isThere) => {
  const few = await startServer({ users: users.slice(0, count) })
  const visit = await createApp(few.issuer).ask(createVisitor(few.issuer))
  expect(visit.page.has('search')).toBe(isThere)
  await few.close()
})
