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

  it('shows what is new as it comes, and counts it where somebody reads, until it is asked for', async () => {
    await ask()
    const pages = [await browser.open(), await browser.open()]
    for (const page of pages) {
      await page.goto(`${server.issuer}/activity`)
      await page.locator('#pause').waitFor()
    }
    const [watched, read] = pages
    await read?.locator('#exchanges a').first().focus()
    await ask()
    await ask()
    await watched?.locator('#exchanges > li').nth(2).waitFor()
    expect(await watched?.locator('#show-new').isHidden()).toBe(true)
    await read?.getByRole('button', { name: 'Show 2 new' }).waitFor()
    expect(await read?.locator('#exchanges > li').count()).toBe(1)
    await read?.click('#show-new')
    await read?.locator('#exchanges > li').nth(2).waitFor()
    expect(await read?.locator('#show-new').isHidden()).toBe(true)
    const newest = read?.locator('#exchanges > li').first().locator('a').first()
    expect(await newest?.evaluate((link) => link === document.activeElement)).toBe(true)
  })

  it('is told nothing while it is paused, and what has come since once it goes on', async () => {
    const page = await browser.open()
    await page.goto(`${server.issuer}/activity`)
    await page.click('#pause')
    const before = await page.locator('#exchanges > li').count()
    await ask()
    await page.getByRole('button', { name: 'Go on' }).click()
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
