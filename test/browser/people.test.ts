import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'

describeInBrowser('the claims of somebody', (browser) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.close())

  it('are judged as they are typed, and kept as they stand (OIDC Core §5.1)', async () => {
    const page = await browser.open()
    await page.goto(`${server.issuer}/people/alice`)
    const shown = await page.locator('[id$="-remark"]').allTextContents()
    expect([shown.length > 5, shown.join('')]).toEqual([true, ''])
    for (const [name, wrong, good] of [
      ['birthdate', '31.12.1990', '1990-12-31'],
      ['email', 'nomail', 'carol@shop.example'],
      ['zoneinfo', 'CET time', 'Europe/Paris'],
      ['locale', 'French', 'fr-CA'],
      ['picture', 'me.png', 'https://shop.example/me.png'],
      ['phone_number', 'call me', '+1 (604) 555-1234;ext=5678'],
    ]) {
      const field = page.locator(`[name="claim.${name}"]`)
      const remark = page.locator(`#${await field.getAttribute('id')}-remark`)
      await field.fill(good ?? '')
      expect([name, await remark.textContent()]).toEqual([name, ''])
      await field.fill(wrong ?? '')
      expect(await remark.textContent()).toContain('OpenID Connect has')
    }
    await page.click('#save-claims')
    await page.locator('#done').waitFor()
    expect(await page.inputValue('[name="claim.birthdate"]')).toBe('31.12.1990')
  })

  it('say while they are typed that they are no JSON', async () => {
    const page = await browser.open()
    await page.goto(`${server.issuer}/people/bob`)
    const problem = page.locator('#claims-problem')
    await page.fill('#claims', '{ "department": ')
    expect(await problem.textContent()).toContain('no JSON yet')
    await page.fill('#claims', '["Sales"]')
    expect(await problem.textContent()).toContain('no object')
    await page.fill('#claims', '{ "department": "Sales" }')
    expect(await problem.textContent()).toBe('')
  })
})
