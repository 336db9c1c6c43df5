import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type Answer,
  type App,
  answerOf,
  type Changes,
  createApp,
  decide,
  goThrough,
  signIn,
} from '../support/app.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Visit, type Visitor } from '../support/visitor.ts'

let server: TestServer
let app: App
let alice: Visitor

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())
beforeEach(() => {
  app = createApp(server.issuer)
  alice = createVisitor(server.issuer)
})

type Ask = (changes: Changes) => Promise<Visit>

const asking: Ask = (changes) => app.ask(alice, changes)

/** Every form of every step, each with what it takes to get there. */
const steps: readonly {
  readonly form: 'login' | 'consent' | 'accounts'
  readonly fields: Readonly<Record<string, string>>
  arrive(ask?: Ask): Promise<Visit>
}[] = [
  {
    form: 'login',
    fields: { username: 'alice', password: 'alice' },
    arrive: (ask = asking) => ask({}),
  },
  {
    form: 'consent',
    fields: { decision: 'allow' },
    arrive: async (ask = asking) => signIn(alice, await ask({})),
  },
  {
    form: 'accounts',
    fields: { choice: 'continue' },
    arrive: async (ask = asking) => {
      await goThrough(app, alice, { decision: 'remember' })
      return ask({ prompt: 'select_account' })
    },
  },
]

for (const { form, fields, arrive } of steps) {
  describe(`the ${form} form`, () => {
    const partsOf = (shown: Visit) => {
      const { action, fields: own } = shown.page.form(form)
      return { action: new URL(action, shown.url), csrf: own.get('csrf') ?? '' }
    }
    const without = Object.entries(fields)

    it('is refused without its CSRF token, and with a made-up one (RFC 6749 §10.12)', async () => {
      const { action } = partsOf(await arrive())
      const missing = await alice.post(action, without)
      const madeUp = await alice.post(action, [...without, ['csrf', 'made-up']])
      expect([missing.status, madeUp.status]).toEqual([403, 403])
      expect(madeUp.page.heading).toBe('This form did not come from this page')
    })

    it('is refused with the CSRF token of another visit', async () => {
      const { action } = partsOf(await arrive())
      const other = createVisitor(server.issuer)
      const login = await createApp(server.issuer).ask(other)
      const csrf = login.page.form('login').fields.get('csrf') ?? ''
      expect((await alice.post(action, [...without, ['csrf', csrf]])).status).toBe(403)
    })

    it('is refused when a page of another site posts it (Fetch Metadata)', async () => {
      const { action, csrf } = partsOf(await arrive())
      const all = [...without, ['csrf', csrf] as const]
      for (const headers of [
        { origin: 'https://evil.example' },
        { origin: 'http://localhost:5173' },
        { 'sec-fetch-site': 'cross-site', origin: 'null' },
        { 'sec-fetch-site': 'same-site' },
      ]) {
        expect((await alice.post(action, all, headers)).status).toBe(403)
      }
      const own = await alice.post(action, all, { 'sec-fetch-site': 'same-origin', origin: 'null' })
      expect([200, 303]).toContain(own.status)
    })

    it('is refused to another browser, to see and to send', async () => {
      const shown = await arrive()
      const { action, csrf } = partsOf(shown)
      for (const stranger of [createVisitor(server.issuer), await visitorWithCookies()]) {
        const seen = await stranger.open(shown.url)
        const sent = await stranger.post(action, [...without, ['csrf', csrf]])
        expect([seen.status, sent.status]).toEqual([403, 403])
        expect(seen.page.heading).toBe('This page belongs to another browser')
      }
    })

    it('is used once: a replay is told so, and offers a way on', async () => {
      const shown = await arrive()
      const { action, csrf } = partsOf(shown)
      const first = await alice.post(action, [...without, ['csrf', csrf]])
      expect([200, 303]).toContain(first.status)
      const replayed = await alice.post(action, [...without, ['csrf', csrf]])
      const back = await alice.open(shown.url)
      for (const page of [replayed, back]) {
        expect(page.status).toBe(400)
        expect(page.page.heading).toBe('This step is already done')
        expect(page.page.text('way-on')).toBe('Start again')
      }
    })

    it('expires, says so, and starts again', async () => {
      const shown = await arrive()
      const { action, csrf } = partsOf(shown)
      server.clock.ahead += 601
      const expired = await alice.post(action, [...without, ['csrf', csrf]])
      expect(expired.status).toBe(400)
      expect(expired.page.heading).toBe('This page has expired')
      const href = hrefOf(expired, 'way-on')
      const again = await alice.open(new URL(href, server.issuer))
      expect(again.status).toBe(200)
      expect(again.page.has(form)).toBe(true)
      server.clock.ahead -= 601
    })

    it('starts again, by POST as well, and no page and no address tells what was sent', async () => {
      const secrets = { state: 'state-secret', nonce: 'nonce-secret', login_hint: 'hint-secret' }
      const shown = await arrive((changes) => app.askByPost(alice, { ...changes, ...secrets }))
      const { action, csrf } = partsOf(shown)
      await alice.post(action, [...without, ['csrf', csrf]])
      const back = await alice.open(shown.url)
      expect(back.body).not.toMatch(/secret/)
      const href = hrefOf(back, 'way-on')
      expect(href).toMatch(/^\/again\/[\w-]{22}$/)
      const stranger = createVisitor(server.issuer)
      expect((await stranger.open(new URL(href, server.issuer))).status).toBe(403)
      const again = await alice.open(new URL(href, server.issuer))
      expect(again.url.href).not.toMatch(/secret/)
      const { values } = await endOf(again)
      expect(values.get('state')).toBe('state-secret')
    })

    it('takes no parameter of the request a second time (immutable interactions)', async () => {
      const shown = await arrive()
      const { action, csrf } = partsOf(shown)
      const forged = {
        client_id: 'evil',
        redirect_uri: 'https://evil.example/',
        scope: 'openid phone',
        response_type: 'token',
        state: 'changed',
      }
      const next = await alice.post(action, [...without, ['csrf', csrf], ...Object.entries(forged)])
      const end = next.page.has('consent') ? await decide(alice, next, 'allow') : next
      const { address, values } = answerOf(end)
      expect(address).toBe(app.redirectUri)
      expect(values.get('state')).toBe('a state of +/= and %26')
      expect(values.get('scope')).toBe('openid profile email')
      expect(values.has('id_token')).toBe(true)
    })
  })
}

async function visitorWithCookies(): Promise<Visitor> {
  const other = createVisitor(server.issuer)
  await goThrough(createApp(server.issuer), other, { user: 'bob' })
  return other
}

/** Answers whatever step is shown, to the end. */
async function endOf(shown: Visit): Promise<Answer> {
  if (shown.page.has('login')) return endOf(await signIn(alice, shown))
  if (shown.page.has('accounts')) {
    return endOf(await alice.submit(shown, 'accounts', 'account-continue'))
  }
  return answerOf(shown.page.has('consent') ? await decide(alice, shown, 'allow') : shown)
}

function hrefOf({ page }: Visit, id: string): string {
  return page.element(id)?.attrs.find(({ name }) => name === 'href')?.value ?? ''
}

describe('two tabs of one browser', () => {
  it('do not mix their requests, answered crosswise', async () => {
    const other = createApp(server.issuer, { redirectUri: 'http://localhost:4200/' })
    const [one, two] = [
      await app.ask(alice, { state: 'one' }),
      await other.ask(alice, { state: 'two', scope: 'openid' }),
    ]
    const secondConsent = await signIn(alice, two)
    const firstConsent = await signIn(alice, one)
    const first = answerOf(await decide(alice, firstConsent, 'allow'))
    expect(first.address).toBe('http://localhost:5173/callback')
    expect(first.values.get('state')).toBe('one')
    expect(first.values.get('scope')).toBe('openid profile email')
    // The second login is the same session to apps, so the first tab's page is still good.
    const second = answerOf(await decide(alice, secondConsent, 'allow'))
    expect(second.address).toBe('http://localhost:4200/')
    expect(second.values.get('state')).toBe('two')
    expect(second.values.get('scope')).toBe('openid')
  })

  it('keep a page that waits while other tabs come and go', async () => {
    const waiting = await app.ask(alice)
    for (let visit = 0; visit < 4; visit += 1) {
      await goThrough(createApp(server.issuer), alice, { changes: { prompt: 'login' } })
    }
    const consent = await signIn(alice, waiting)
    expect(consent.page.has('consent')).toBe(true)
  })

  it('ask the consent of whoever is signed in by now, not of whoever was', async () => {
    const consentOfAlice = await signIn(alice, await app.ask(alice))
    const login = await createApp(server.issuer).ask(alice, { prompt: 'login' })
    await signIn(alice, login, 'bob')
    const landed = await decide(alice, consentOfAlice, 'allow')
    expect(landed.location).toBeUndefined()
    expect(landed.page.form('consent').action).toMatch(/^\/consent\//)
    expect(landed.body).toContain('Bob James Example')
  })
})

describe('a step', () => {
  it('is not reached out of order: a consent needs its login first', async () => {
    const login = await app.ask(alice)
    const id = login.url.pathname.split('/').pop()
    for (const path of ['/consent/', '/choose-account/']) {
      const page = await alice.open(`${server.issuer}${path}${id}`)
      expect(page.status).toBe(400)
    }
  })

  it('that never was is no error of the server', async () => {
    const page = await alice.open(`${server.issuer}/login/never-was`)
    expect(page.status).toBe(400)
    expect(page.page.heading).toBe('This page is not here any more')
  })

  it('without a decision is shown again', async () => {
    const consent = await signIn(alice, await app.ask(alice))
    const { action, fields } = consent.page.form('consent')
    const shown = await alice.post(new URL(action, consent.url), [...fields])
    expect(shown.page.has('consent')).toBe(true)
    expect(answerOf(await decide(alice, shown, 'allow')).values.has('id_token')).toBe(true)
  })

  it('gives a new session id at each login, and the old one is dead', async () => {
    await goThrough(app, alice, { decision: 'remember' })
    const [name, before] = sessionOf(alice)
    await signIn(alice, await app.ask(alice, { prompt: 'login' }))
    expect(sessionOf(alice)[1]).not.toBe(before)
    const thief = createVisitor(server.issuer)
    thief.cookies.set(name, before)
    const { values } = answerOf(await app.ask(thief, { prompt: 'none' }))
    expect(values.get('error')).toBe('login_required')
  })
})

function sessionOf({ cookies }: Visitor): readonly [string, string] {
  const found = [...cookies].find(([name]) => name.includes('session'))
  if (found === undefined) throw new Error('There is no session cookie.')
  return found
}
