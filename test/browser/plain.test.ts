import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from '../support/app.ts'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

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

const newApp = () => createApp(server.issuer, { redirectUri: `${site.origin}/callback` })

describeInBrowser('a browser without JavaScript', (browser) => {
  const open = () => browser.open({ javaScriptEnabled: false })

  it('logs in, approves, and gets back to the app', async () => {
    const page = await open()
    await page.goto(newApp().url())
    await signInAs(page, 'alice', 'wrong')
    await page.locator('#problem').waitFor()
    await signInAs(page, 'alice')
    await approve(page, 'allow')
    await page.waitForURL(`${site.origin}/callback#**`)
  })

  it('sends a form_post answer by its button', async () => {
    const page = await open()
    await page.goto(newApp().url({ response_mode: 'form_post' }))
    await signInAs(page, 'alice')
    await approve(page, 'allow')
    await page.locator('#form-post-submit').click()
    await page.waitForURL(`${site.origin}/callback`)
    const posted = site.requests.findLast(({ method }) => method === 'POST')
    expect(new URLSearchParams(posted?.body).has('id_token')).toBe(true)
  })

  it('signs out by its button', async () => {
    const page = await open()
    await page.goto(newApp().url())
    await signInAs(page, 'alice')
    await page.goto(`${server.issuer}/logout`)
    await page.locator('#logout-confirm').click()
    expect(await page.locator('h1').textContent()).toBe('You are signed out')
  })

  it('has the address of its app filled into the snippets of the start page by its button', async () => {
    const page = await open()
    await page.goto(server.issuer)
    await page.locator('#app').fill('localhost:4200')
    await page.locator('#app-submit').click()
    await page.locator('#snippets summary', { hasText: 'keycloak-js' }).click()
    const snippet = page.locator('details[open] code')
    expect(await snippet.textContent()).toContain("redirectUri: 'http://localhost:4200/callback'")
  })

  it('stays where it is on the page of scenarios, with the focus on what was pressed', async () => {
    const controlled = await startServer({ control: true })
    const page = await open()
    await page.goto(`${controlled.issuer}/scenarios`)
    const focused = page.locator(':focus')
    await page.getByRole('button', { name: 'Serve no-keys' }).click()
    await page.locator('#met').waitFor()
    expect(await focused.getAttribute('id')).toBe('serve-no-keys')
    expect(await page.locator('#serve-no-keys:focus').isVisible()).toBe(true)
    await page.locator('#look').click()
    await page.locator('#look:focus').waitFor()
    await page.locator('#end').click()
    await page.locator('#serve-no-keys:focus').waitFor()
    expect(await page.locator('#now').textContent()).toContain('as it should be')
    await controlled.close()
  })

  it('adds somebody, changes and removes them, and keeps what was typed where it is wrong', async () => {
    const page = await open()
    await page.goto(`${server.issuer}/people`)
    await page.locator('#adding-title').click()
    await page.locator('#username').fill('carol')
    await page.locator('#claims').fill('{ "department": ')
    await page.locator('#add-submit').click()
    expect(await page.locator('#claims-problem').textContent()).toContain('no JSON object')
    expect(await page.locator('#claims').inputValue()).toBe('{ "department": ')
    await page.locator('#claims').fill('{ "department": 7 }')
    await page.locator('#add-submit').click()
    await page.locator('#claim-email-verified').selectOption('yes')
    await page.locator('#save-claims').click()
    await page.locator('#done').waitFor()
    expect(await page.locator('#claim-email-verified').inputValue()).toBe('true')
    await page.locator('#removing-title').click()
    await page.locator('#remove').click()
    expect(await page.locator('#people').textContent()).not.toContain('carol')
  })

  it('finds one of many test users, and signs in as them', async () => {
    const users = Array.from({ length: 60 }, (_, index) => ({ username: `user${index}` }))
    const many = await startServer({ users })
    try {
      const page = await open()
      await page.goto(createApp(many.issuer, { redirectUri: `${site.origin}/callback` }).url())
      await page.locator('#find').fill('USER55')
      await page.locator('#search-submit').click()
      expect(await page.locator('.person').count()).toBe(1)
      await page.locator('#pick-1').click()
      await page.locator('#consent').waitFor()
    } finally {
      await many.close()
    }
  })

  it('is told by the playground what it needs', async () => {
    const page = await open()
    await page.goto(`${server.issuer}/playground`)
    expect(await page.locator('noscript').first().textContent()).toContain('needs JavaScript')
  })
})

describeInBrowser('a user with nothing but a keyboard', (browser) => {
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.id ?? '')

  /** Presses Tab until the element of that id has the focus, and sees that the focus shows. */
  async function tabTo(page: Page, id: string): Promise<void> {
    for (let press = 0; press < 40; press += 1) {
      if ((await focused(page)) === id) {
        const outline = await page.evaluate(
          () => getComputedStyle(document.activeElement as Element).outlineStyle,
        )
        expect([id, outline]).not.toEqual([id, 'none'])
        return
      }
      await page.keyboard.press('Tab')
    }
    throw new Error(`#${id} is not reached by Tab.`)
  }

  it('goes from the start page to the claims', async () => {
    const page = await browser.open()
    await page.goto(server.issuer)
    await tabTo(page, 'try-it')
    await page.keyboard.press('Enter')
    await page.locator('#sign-in:enabled').waitFor()
    await tabTo(page, 'sign-in')
    await page.keyboard.press('Enter')
    await page.locator('#picker').waitFor()
    expect(await focused(page)).toBe('pick-1')
    await tabTo(page, 'with-password-title')
    await page.keyboard.press('Enter')
    await tabTo(page, 'username')
    await page.keyboard.type('alice')
    await page.keyboard.press('Tab')
    await page.keyboard.type('alice')
    await page.keyboard.press('Enter')
    await page.locator('#consent').waitFor()
    await tabTo(page, 'remember')
    await page.keyboard.press('Space')
    await tabTo(page, 'consent-allow')
    await page.keyboard.press('Enter')
    await page.locator('#checks li').first().waitFor()
    await tabTo(page, 'call-userinfo')
    await page.keyboard.press('Enter')
    await page.locator('#userinfo').getByText('alice@people.example').waitFor()
    await tabTo(page, 'sign-out')
    await page.keyboard.press('Enter')
    await page.locator('#signed-out').waitFor()
  })
})
