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

/** Lets a new app in as that user; answers its id. */
async function letIn(page: Page, user?: string): Promise<string> {
  const app = createApp(server.issuer, { redirectUri: `${site.origin}/callback` })
  await page.goto(app.url())
  if (user !== undefined) await signInAs(page, user)
  await approve(page, 'allow')
  await page.waitForURL(`${site.origin}/callback#**`)
  return app.clientId
}

const goToAccount = (page: Page) => page.goto(`${server.issuer}/account`)

describeInBrowser('the account page', (browser) => {
  it('is found on the start page, and withdraws an app without any script', async () => {
    const page = await browser.open({ javaScriptEnabled: false })
    await page.goto(server.issuer)
    await page.locator('#account').click()
    await signInAs(page, 'alice')
    await page.locator('#no-apps').waitFor()
    const [first, second] = [await letIn(page), await letIn(page)]
    await goToAccount(page)
    expect(await page.locator('#apps h3').allTextContents()).toEqual([second, first])
    await page.getByRole('button', { name: `Withdraw ${first}` }).click()
    await page.waitForURL('**/account?done=withdraw')
    expect(await page.locator('#apps h3').allTextContents()).toEqual([second])
    expect(await page.locator('#done').textContent()).toContain('lost its access')
  })

  it('ends a session of another browser by the keyboard alone', async () => {
    const elsewhere = await browser.open()
    await goToAccount(elsewhere)
    await signInAs(elsewhere, 'bob')
    await elsewhere.locator('#sessions').waitFor()
    const page = await browser.open()
    await goToAccount(page)
    await signInAs(page, 'bob')
    expect(await page.locator('#sessions h3').first().textContent()).toMatch(
      /^Chrome on Linux this one$/,
    )
    const end = page.locator('#end-2')
    for (let tabs = 0; tabs < 20; tabs += 1) {
      await page.keyboard.press('Tab')
      if (await end.evaluate((button) => button === document.activeElement)) break
    }
    await page.keyboard.press('Enter')
    await page.waitForURL('**/account?done=end-session')
    await elsewhere.reload()
    await elsewhere.locator('#picker').waitFor()
  })

  it('signs out everywhere', async () => {
    const elsewhere = await browser.open()
    await letIn(elsewhere, 'bob')
    const page = await browser.open()
    await goToAccount(page)
    await signInAs(page, 'bob')
    await page.locator('#sign-out-everywhere').click()
    expect(await page.locator('h1').textContent()).toBe('You are signed out')
    for (const one of [page, elsewhere]) {
      await goToAccount(one)
      await one.locator('#picker').waitFor()
    }
  })

  it('fits a phone and a desk, with nothing cut off', async () => {
    const page = await browser.open({ viewport: { width: 390, height: 844 } })
    await letIn(page, 'alice')
    await goToAccount(page)
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 844 })
      const wider = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(wider).toBe(0)
      const box = await page.locator('#withdraw-1').boundingBox()
      expect((box?.x ?? -1) + (box?.width ?? width)).toBeLessThan(width)
    }
  })
})
