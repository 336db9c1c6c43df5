import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { describeInBrowser, type TestBrowser } from '../support/browser.ts'
import { type PastedApp, servePastedApp } from '../support/pasted-app.ts'
import { startServer, type TestServer } from '../support/server.ts'

/** Where pictures of the walk go, for whoever wants to look at it. */
const { FRAGRANT_SCREENSHOTS: pictures } = process.env

const asked = { code: 'oidc-client-ts 3', implicit: 'oidc-client 1.11' } as const

/** What the app does in one login, as Activity tells it. */
const deeds = {
  code: ['asked for code', 'asked for tokens by authorization_code', 'asked for userinfo'],
  implicit: ['asked for id_token token', 'asked for userinfo'],
} as const

let server: TestServer
let app: PastedApp
beforeEach(async () => {
  server = await startServer()
  app = await servePastedApp()
})
afterEach(async () => {
  await app.close()
  await server.close()
})

async function look(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true })
}

/** Goes to another section of the console by its header. */
const goTo = (page: Page, section: string) =>
  page.locator('header nav').getByRole('link', { name: section, exact: true }).click()

/** What the button beside a snippet puts on the clipboard. */
async function copied(page: Page, library: string): Promise<string> {
  await page.locator('#snippets').getByRole('tab', { name: library }).click()
  const panel = page.locator('#snippets [role=tabpanel]:visible')
  await panel.getByRole('button', { name: 'Copy snippet' }).click()
  return page.evaluate(() => navigator.clipboard.readText())
}

/** From the printed address to an app whose code is on the clipboard. */
async function register(browser: TestBrowser, grant: keyof typeof asked): Promise<Page> {
  const permissions = ['clipboard-read', 'clipboard-write']
  const page = await browser.open({ permissions })
  await page.goto(`${server.issuer}/`)
  await look(page, `${grant}-1-start`)
  await goTo(page, 'Applications')
  await page.getByRole('link', { name: 'New application' }).click()
  await page.getByLabel('Name').fill('Photo Book')
  await page.getByLabel('Callback URLs').fill(`${app.origin}/callback`)
  if (grant === 'implicit') {
    await page.getByRole('checkbox', { name: 'Implicit' }).check()
    await page.getByRole('checkbox', { name: 'Code' }).uncheck()
  }
  await look(page, `${grant}-2-new`)
  await page.getByRole('button', { name: 'Generate keys' }).click()
  await page.getByRole('heading', { level: 1, name: 'Photo Book' }).waitFor()
  await look(page, `${grant}-3-made`)
  app.paste(await copied(page, asked[grant]))
  return page
}

async function signIn(page: Page): Promise<void> {
  await page.goto(app.origin)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

describeInBrowser('the first visit of a person', (browser) => {
  it.each(Object.keys(asked) as (keyof typeof asked)[])(
    'goes from the printed address to an app that signs in, is broken and mended, by %s',
    async (grant) => {
      const console = await register(browser, grant)

      const spa = await browser.openBeside(console)
      await signIn(spa)
      await look(spa, `${grant}-4-login`)
      await spa.getByText('Sign in as someone new').first().click()
      await spa.getByLabel('Name', { exact: true }).fill('Carol Jones')
      await spa.getByRole('button', { name: 'Sign in as someone new' }).click()
      await look(spa, `${grant}-5-consent`)
      await spa.getByRole('button', { name: 'Approve' }).click()
      await spa.getByText('Hello Carol Jones').waitFor()

      await goTo(console, 'Activity')
      await look(console, `${grant}-6-activity`)
      await console
        .locator('#exchanges')
        .getByRole('link', { name: 'The whole login' })
        .first()
        .click()
      await look(console, `${grant}-7-thread`)
      const thread = (await console.locator('#exchanges > li').allTextContents()).join('\n')
      for (const deed of deeds[grant]) expect(thread).toContain(`Photo Book ${deed}`)
      expect(thread).toContain('answered the login page as Carol Jones')

      app.edit((text) => text.replace('/callback', '/call-back'))
      await signIn(spa)
      await spa.getByRole('heading', { name: 'Redirect URI does not match' }).waitFor()
      await look(spa, `${grant}-8-why`)
      const sent = (await spa.locator('#sent').textContent()) ?? ''
      expect(sent).toBe(`${app.origin}/call-back`)
      await spa.getByRole('link', { name: 'Open it in Applications' }).click()
      await spa.getByLabel('Callback URLs').fill(sent)
      await look(spa, `${grant}-9-mend`)
      await spa.getByRole('button', { name: 'Save' }).click()
      await spa.locator('#done').waitFor()

      await signIn(spa)
      await look(spa, `${grant}-10-again`)
      await spa.getByText('Hello Carol Jones').waitFor()

      await spa.getByRole('button', { name: 'Sign out' }).click()
      await spa.waitForURL(`${app.origin}/#`)
      expect(await spa.textContent('#user')).toBe('Nobody is signed in.')
      await signIn(spa)
      await spa.getByRole('heading', { name: 'Sign in' }).waitFor()
      await look(spa, `${grant}-11-out`)
    },
  )
})
