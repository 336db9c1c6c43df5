import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from '../support/app.ts'
import { describeInBrowser, type TestBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'
import { fillIn } from './application-scenes.ts'

let server: TestServer
let site: StaticServer

beforeAll(async () => {
  server = await startServer()
  site = await serveApp({ '/': '<!doctype html><title>App</title><h1>The app</h1>' })
})
afterAll(async () => {
  await server.close()
  await site.close()
})

/** Two people, each in a browser of their own. */
const two = async (browser: TestBrowser): Promise<readonly [Page, Page]> => [
  await browser.open(),
  await browser.open(),
]

const both = <Got>(pages: readonly [Page, Page], work: (page: Page) => Promise<Got>) =>
  Promise.all(pages.map(work))

const open = (page: Page, path: string) => page.goto(server.issuer + path)

const done = (page: Page) => page.textContent('#done')

/** A web app with a callback; answers its page. */
async function register(page: Page, name: string, kind = 'web'): Promise<string> {
  await open(page, '/new-application')
  await fillIn(page, name, kind, `${site.origin}/cb`)
  await page.click('#create')
  if (kind === 'web') await page.click('#back')
  return new URL(page.url()).pathname
}

const tokenBy = (id: string, secret: string) =>
  fetch(`${server.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code: 'none' }),
  })

describeInBrowser('two people at the console', (browser) => {
  it('are told that what one changes is gone, where the other has deleted it', async () => {
    const [one, other] = await two(browser)
    const app = await register(one, 'Gone', 'single-page')
    await open(other, app)
    await one.click('#delete')
    await one.click('#form-delete #delete')
    await other.fill('#name', 'Changed')
    await other.click('#save')
    expect(await done(other)).toContain('Nothing was done')
    expect(await other.textContent('#applications')).not.toContain('Changed')
  })

  it('are told the same of somebody, and bring nobody back', async () => {
    const [one, other] = await two(browser)
    await open(one, '/people')
    await one.click('#adding-title')
    await one.fill('#username', 'carol')
    await one.click('#add-submit')
    await open(other, '/people/carol')
    await one.click('#removing-title')
    await one.click('#remove')
    expect(await done(one)).not.toContain('Nothing was done')
    await other.fill('#claim-name', 'Carol Jones')
    await other.click('#save-claims')
    expect(await done(other)).toContain('Nothing was done')
    expect(await other.textContent('#people')).not.toMatch(/carol/i)
  })

  it('write over nothing that they have not seen, of an app and of somebody', async () => {
    const [one, other] = await two(browser)
    const app = await register(one, 'Both', 'single-page')
    for (const [path, field, button] of [
      [app, '#name', '#save'],
      ['/people/bob', '#claim-nickname', '#save-claims'],
      ['/people/bob', '#login-form #username', '#save-login'],
    ] as const) {
      await both([one, other], (page) => open(page, path))
      await one.fill(field, 'first')
      await one.click(button)
      await one.locator('#done').waitFor()
      await other.fill(field, 'second')
      await other.click(button)
      const problem = other.locator('#all-problem, #problem')
      expect(await problem.textContent()).toContain('somebody has changed this')
      expect(await other.inputValue(field)).toBe('second')
      await one.reload()
      expect(await one.inputValue(field)).toBe('first')
      await other.click(button)
      await other.locator('#done').waitFor()
      await one.reload()
      expect(await one.inputValue(field)).toBe('second')
    }
  })

  it('make one sandbox, though both generate its keys: at once, and one after the other', async () => {
    const [one, other] = await two(browser)
    for (const atOnce of [true, false]) {
      const app = await register(one, `Twice ${atOnce}`, 'single-page')
      await both([one, other], (page) => open(page, app))
      if (atOnce) await both([one, other], (page) => page.click('#keys'))
      else for (const page of [one, other]) await page.click('#keys')
      await open(one, app)
      expect(await one.locator('#key-rows tr').count()).toBe(2)
    }
  })

  it('regenerate a secret at once, and the one that is right was shown to one of them', async () => {
    const [one, other] = await two(browser)
    const app = await register(one, 'Secrets')
    await both([one, other], (page) => open(page, app))
    const secrets = await both([one, other], async (page) => {
      await page.click('#secret')
      return (await page.textContent('#client-secret')) ?? ''
    })
    expect(new Set(secrets).size).toBe(2)
    const errors = secrets.map(async (secret) => {
      const { error } = (await (await tokenBy('secrets', secret)).json()) as { error: string }
      return error
    })
    expect((await Promise.all(errors)).sort()).toEqual(['invalid_client', 'invalid_grant'])
  })

  it('withdraw what an app was granted at once, and it has nothing', async () => {
    const [one, other] = await two(browser)
    const user = await browser.open()
    const app = createApp(server.issuer, { clientId: 'granted', redirectUri: `${site.origin}/cb` })
    await user.goto(app.url())
    await signInAs(user, 'alice')
    await approve(user, 'remember')
    await user.waitForURL(`${site.origin}/cb#**`)
    await both([one, other], (page) => open(page, '/applications/granted'))
    await both([one, other], (page) => page.click('#withdraw-1'))
    expect(await both([one, other], done)).toEqual(
      Array(2).fill(expect.stringMatching('Withdrawn')),
    )
    expect(await both([one, other], (page) => page.textContent('#granted'))).toEqual(['0', '0'])
  })

  it('sign in as somebody, each in their own browser alone', async () => {
    const [one, other] = await two(browser)
    const signIn = async (page: Page, name: string) => {
      await open(page, `/people/${name}`)
      const tab = page.context().waitForEvent('page')
      await page.click('#sign-in')
      const account = await tab
      await account.waitForURL('**/account?done=signed-in')
      return account
    }
    const alice = await signIn(one, 'alice')
    const bob = await signIn(other, 'bob')
    await alice.reload()
    expect(await alice.textContent('main')).toMatch(/alice/)
    expect(await alice.textContent('main')).not.toMatch(/bob@/)
    expect(await bob.textContent('main')).toMatch(/bob/)
  })

  it('see in Activity what happens, both, while each narrows it as they like', async () => {
    const [one, other] = await two(browser)
    await open(one, '/activity')
    await open(other, '/activity?app=somebody-else')
    await both([one, other], (page) => page.locator('#pause').waitFor())
    await fetch(createApp(server.issuer, { clientId: 'live-app' }).url(), { redirect: 'manual' })
    await fetch(createApp(server.issuer, { clientId: 'somebody-else' }).url(), {
      redirect: 'manual',
    })
    await one.locator('#exchanges', { hasText: 'somebody-else' }).waitFor()
    await other.locator('#exchanges', { hasText: 'somebody-else' }).waitFor()
    expect(await one.textContent('#exchanges')).toContain('live-app')
    expect(await other.textContent('#exchanges')).not.toContain('live-app')
  })
})

describeInBrowser('two administrators of a strict server', (browser) => {
  let strict: TestServer
  beforeAll(async () => {
    strict = await startServer({ mode: 'strict', console: true, console_password: 'open sesame' })
  })
  afterAll(() => strict.close())

  async function signIn(page: Page): Promise<void> {
    await page.goto(`${strict.issuer}/console/login`)
    await page.fill('#password', 'open sesame')
    await page.click('#console-login-submit')
    await page.getByRole('link', { name: 'Applications' }).click()
  }

  const csrfOf = (page: Page) => page.inputValue('input[name=csrf]')

  it('have tokens of their own: neither form takes that of the other, or that of the login page', async () => {
    const [one, other] = await two(browser)
    await one.goto(`${strict.issuer}/console/login`)
    const anybodys = await csrfOf(one)
    await both([one, other], signIn)
    await both([one, other], (page) => page.click('#new'))
    const others = await csrfOf(other)
    for (const csrf of [others, anybodys]) {
      await one.goto(`${strict.issuer}/new-application`)
      await fillIn(one, 'Stolen', 'single-page', 'https://app.example/cb')
      await one.locator('#application input[name=csrf]').evaluate((field, value) => {
        ;(field as HTMLInputElement).value = value
      }, csrf)
      await one.click('#create')
      expect(await one.textContent('h1')).toBe('This page is not up to date')
    }
    await other.goto(`${strict.issuer}/applications`)
    expect(await other.textContent('main')).not.toContain('Stolen')
  })

  it('sign out one by one', async () => {
    const [one, other] = await two(browser)
    await both([one, other], signIn)
    await one.getByRole('link', { name: 'Sign out' }).click()
    await one.click('#console-sign-out-submit')
    await one.goto(`${strict.issuer}/people`)
    expect(await one.textContent('h1')).toBe('Sign in to the console')
    await other.goto(`${strict.issuer}/people`)
    expect(await other.textContent('h1')).toBe('People')
  })
})
