import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from '../support/app.ts'
import { describeInBrowser } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'

describeInBrowser('Activity', (browser) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.close())

  /** A request that is refused at once. */
  const ask = () => fetch(createApp(server.issuer).url({ nonce: '' }), { redirect: 'manual' })

  it('counts what is new in each window that is open, and shows it where it is asked to', async () => {
    await ask()
    const pages = [await browser.open(), await browser.open()]
    for (const page of pages) {
      await page.goto(`${server.issuer}/activity`)
      await page.locator('#pause').waitFor()
    }
    await ask()
    await ask()
    for (const page of pages) {
      await page.getByRole('button', { name: 'Show 2 new' }).waitFor()
      expect(await page.locator('#exchanges > li').count()).toBe(1)
    }
    await pages[0]?.click('#show-new')
    await pages[0]?.locator('#exchanges > li').nth(2).waitFor()
    expect(await pages[0]?.locator('#show-new').isHidden()).toBe(true)
    expect(await pages[1]?.locator('#exchanges > li').count()).toBe(1)
  })

  it('is told nothing while it is paused, and what has come since once it goes on', async () => {
    const page = await browser.open()
    await page.goto(`${server.issuer}/activity`)
    await page.click('#pause')
    const before = await page.locator('#exchanges > li').count()
    await ask()
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'Show 1 new' }).click()
    await page.locator('#exchanges > li').nth(before).waitFor()
  })

  it('is read, narrowed and followed without script', async () => {
    await ask()
    const page = await browser.open({ javaScriptEnabled: false })
    await page.goto(`${server.issuer}/activity`)
    await page.check('[name=refused]')
    await page.selectOption('#by-endpoint', 'authorize')
    await page.click('#filter button')
    await page.locator('#exchanges a').first().click()
    expect(await page.textContent('#broken')).toContain('must send nonce')
  })

  it('fills the form of the playground with what was asked', async () => {
    await ask()
    const page = await browser.open()
    await page.goto(`${server.issuer}/activity`)
    await page.locator('#exchanges a').first().click()
    await page.click('#again')
    await page.locator('#sign-in:enabled').waitFor()
    expect(await page.inputValue('#response-type')).toBe('id_token token')
    expect(page.url()).toBe(`${server.issuer}/playground`)
  })

  it('goes on upon the start page, which remembers the library that was chosen', async () => {
    const page = await browser.open()
    await page.goto(server.issuer)
    await page.getByRole('tab', { name: 'keycloak-js' }).first().click()
    const newest = await page.locator('#recent > li').first().getAttribute('data-id')
    await ask()
    await page.locator(`#recent > li:first-child:not([data-id="${newest}"])`).waitFor()
    await page.reload()
    const chosen = page.locator('#snippets [role=tab][aria-selected=true]')
    expect(await chosen.textContent()).toBe('keycloak-js')
  })
})
