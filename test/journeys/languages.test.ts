import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { tables } from '../../src/http/pages/language.ts'
import { languages } from '../../src/protocol/language.ts'
import { type App, createApp, decide, goThrough, signIn } from '../support/app.ts'
import { attribute } from '../support/markup.ts'
import { elementsOf } from '../support/pages.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Visit, type Visitor } from '../support/visitor.ts'

let server: TestServer
let app: App
let visitor: Visitor

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())
beforeEach(() => {
  app = createApp(server.issuer)
  visitor = createVisitor(server.issuer)
})

/** What a page says of its language: in itself, and in its headers. */
function languageOf({ body, headers }: Visit): string | undefined {
  const html = elementsOf(body).find(({ tagName }) => tagName === 'html')
  expect(headers.get('content-language')).toBe(html && attribute(html, 'lang'))
  return headers.get('content-language') ?? undefined
}

const accepting = (languages: string) => ({ 'accept-language': languages })
const { de, fr, es, en } = tables

describe('A page for whoever signs in', () => {
  it.each(languages)(
    'is in %s where the app asks for it (OIDC Core §3.1.2.1)',
    async (language) => {
      const visit = await app.ask(visitor, { ui_locales: language })
      expect(languageOf(visit)).toBe(language)
      expect(visit.page.text('login-submit')).toBe(tables[language].logIn.submit)
      expect(visit.headers.get('vary')).toBeNull()
    },
  )

  it('is in the language of the browser where the app asks for none that is here (RFC 9110 §12.5.4)', async () => {
    const header = accepting('nl, fr-CH;q=0.8, de;q=0.9, en;q=0.1')
    for (const ui_locales of [undefined, 'se', 'nl pt-BR']) {
      const visit = await visitor.open(app.url({ ui_locales }), header)
      // the page of a step comes after a redirect, which a visitor follows without the header
      const page = await visitor.open(visit.url, header)
      expect(languageOf(page)).toBe('de')
      expect(page.headers.get('vary')).toBe('Accept-Language')
    }
  })

  it('is in English where nobody asks for anything', async () => {
    expect(languageOf(await app.ask(visitor))).toBe('en')
  })

  it('is what the app asks for first, whatever the browser says', async () => {
    const { url } = await app.ask(visitor, { ui_locales: 'se fr-CA de' })
    expect(languageOf(await visitor.open(url, accepting('ja')))).toBe('fr')
  })
})

describe('The language that an app asks for', () => {
  const german = { ui_locales: 'de-AT' }

  it('holds from the login to the consent, and where a form comes back', async () => {
    const asked = await app.ask(visitor, german)
    const wrong = await signIn(visitor, asked, 'alice', 'wrong')
    expect(wrong.page.text('problem')).toBe(de.logIn.wrong)
    const consent = await signIn(visitor, wrong)
    expect(languageOf(consent)).toBe('de')
    expect(consent.page.text('consent-allow')).toBe(de.consent.approve)
    expect(consent.page.text('scopes')).toContain(de.scopes.email)
    expect(consent.page.text('lifetime')).toMatch(/Stunde|Minuten/)
  })

  it('holds on the page that carries the answer', async () => {
    const changes = { ...german, response_mode: 'form_post' }
    const answer = await decide(
      visitor,
      await signIn(visitor, await app.ask(visitor, changes)),
      'allow',
    )
    expect(languageOf(answer)).toBe('de')
    expect(answer.page.text('form-post-submit')).toBe(de.answer.submit)
  })

  it('holds for whoever is asked again, from a step that is used or has expired', async () => {
    const asked = await app.ask(visitor, german)
    const consent = await signIn(visitor, asked)
    const used = await visitor.open(asked.url)
    expect([languageOf(used), used.page.heading]).toEqual(['de', de.gone.used.heading])
    server.clock.ahead += 601
    const expired = await visitor.open(consent.url)
    expect([languageOf(expired), expired.page.heading]).toEqual(['de', de.gone.expired.heading])
    const again = expired.page.element('way-on')
    const anew = await visitor.open(
      new URL(again ? (attribute(again, 'href') ?? '') : '', expired.url),
    )
    server.clock.ahead = 0
    expect([anew.status, languageOf(anew)]).toEqual([200, 'de'])
  })

  it('holds for the account choice, and for a form that another site has sent', async () => {
    await goThrough(app, visitor)
    const choice = await app.ask(visitor, { ...german, prompt: 'select_account' })
    expect(choice.page.text('account-other')).toContain(de.chooseAccount.another)
    const { action } = choice.page.form('accounts')
    const forged = await visitor.post(new URL(action, choice.url), [['csrf', 'x']], {
      origin: 'null',
    })
    expect([languageOf(forged), forged.page.heading]).toEqual(['de', de.gone.forged.heading])
  })

  it('holds from the question whether to sign out to its answer (OIDC RP-Initiated Logout §2)', async () => {
    await goThrough(app, visitor)
    const question = await visitor.open(`${server.issuer}/logout?ui_locales=es`)
    expect(question.page.heading).toBe(es.logOut.heading)
    const stayed = await visitor.submit(question, 'logout', 'logout-cancel')
    expect([languageOf(stayed), stayed.page.heading]).toEqual(['es', es.logOut.stayed.heading])
    const asked = await visitor.open(`${server.issuer}/logout?ui_locales=es`)
    const signedOut = await visitor.submit(asked, 'logout', 'logout-confirm')
    expect([languageOf(signedOut), signedOut.page.heading]).toEqual(['es', es.loggedOut.heading])
    const refused = await visitor.open(`${server.issuer}/logout?client_id=nobody&ui_locales=es`)
    expect(refused.page.heading).toBe(es.why.unanswerable)
  })

  it('is that of the "why" page, whose rule stays as it is written', async () => {
    const page = await app.ask(visitor, { ...german, redirect_uri: 'https://evil.example/' })
    expect([page.status, languageOf(page)]).toEqual([400, 'de'])
    expect(page.page.heading).toBe(de.why.headings.not_on_loopback)
    expect(page.page.text('explanation')).toBe(de.why.explanation)
    const rule = page.page.element('description')
    expect(rule && [attribute(rule, 'lang'), attribute(rule, 'dir')]).toEqual(['en', 'ltr'])
  })

  it('comes with a request that was pushed (RFC 9126 §2)', async () => {
    const pushed = await fetch(`${server.issuer}/par`, {
      method: 'POST',
      body: new URLSearchParams([...app.parameters({ ...german, response_type: 'code' })]),
    })
    const { request_uri } = (await pushed.json()) as { readonly request_uri: string }
    const query = new URLSearchParams({ client_id: app.clientId, request_uri })
    expect(languageOf(await visitor.open(`${server.issuer}/authorize?${query}`))).toBe('de')
  })

  it('is kept in a few letters, however long the list is', async () => {
    const visit = await app.ask(visitor, {
      ui_locales: `de-${'x-a-'.repeat(100)}a ${'se '.repeat(5000)}`,
    })
    expect(languageOf(visit)).toBe('de')
  })
})

describe('The language of the browser', () => {
  it('is that of the account page, of its login and of its times', async () => {
    await goThrough(app, visitor, { decision: 'remember' })
    const page = await visitor.open(`${server.issuer}/account`, accepting('de'))
    expect([languageOf(page), page.page.heading]).toEqual(['de', de.account.heading])
    expect(page.page.text('session-1')).toBe(`${de.account.unknownBrowser} ${de.account.thisOne}`)
    expect(page.page.text('sessions')).toMatch(/Seit \d\d\.\d\d\.\d{4}, \d\d:\d\d UTC/)
    const { url } = await createVisitor(server.issuer).open(`${server.issuer}/account`)
    const login = await createVisitor(server.issuer).open(url, accepting('de'))
    expect(login.page.heading).toBe(de.logIn.toAccount)
  })

  it('is that of pages that no app has asked for, and of no answer to a program', async () => {
    const missing = await visitor.open(`${server.issuer}/nothing-here`, accepting('fr'))
    expect([missing.status, languageOf(missing)]).toEqual([404, 'fr'])
    expect(missing.page.text('description')).toBe(fr.failed[404].text)
    const headers = { ...accepting('fr'), 'content-type': 'text/plain' }
    const json = await fetch(`${server.issuer}/token`, { method: 'POST', headers, body: 'x' })
    expect(json.headers.get('content-language')).toBeNull()
    expect(await json.json()).toMatchObject({ error_description: en.failed[415].text })
  })

  it('is not that of the console, which is in English', async () => {
    const page = await visitor.open(`${server.issuer}/people`, accepting('de'))
    expect(page.page.heading).toBe('People')
    expect(page.body).toContain('<html lang="en" dir="ltr">')
    expect(page.headers.get('vary')).toBeNull()
  })

  it.each([
    'de;q=9999999999999999999999',
    ','.repeat(4000),
    'x'.repeat(8000),
    'xx-'.repeat(2000),
    '__proto__, constructor;q=1',
    '"><script>alert(1)</script>',
    '*',
    ';q=1',
    '\u00ff\u00fe',
  ])('does nothing where it is hostile: %j', async (value) => {
    const { url } = await app.ask(visitor)
    const page = await visitor.open(url, accepting(value))
    expect([page.status, languageOf(page)]).toEqual([200, 'en'])
  })

  it.each(['\u0000', '__proto__', 'de\u0000', '../../de', '"><script>', '🌸', '{app}', 'en;q=0'])(
    'is English where an app asks for %j',
    async (ui_locales) => {
      const page = await app.ask(visitor, { ui_locales })
      expect([page.status, languageOf(page)]).toEqual([200, 'en'])
    },
  )

  it('is not read where no page is shown', async () => {
    const changes = { prompt: 'none', ui_locales: 'de' }
    const { headers } = await visitor.open(app.url(changes), accepting('de'))
    expect([headers.get('content-language'), headers.get('vary')]).toEqual([null, null])
  })
})

it('words that the operator has chosen for a scope stay as they are', async () => {
  const own = await startServer({
    scopes: [{ name: 'email', words: 'read where to write to you' }],
  })
  const theirs = createApp(own.issuer)
  const asking = createVisitor(own.issuer)
  const consent = await signIn(asking, await theirs.ask(asking, { ui_locales: 'de' }))
  expect(consent.page.text('scopes')).toContain('read where to write to you')
  expect(consent.page.text('scopes')).toContain(de.scopes.profile)
  await own.close()
})
