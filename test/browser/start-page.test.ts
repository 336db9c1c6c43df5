import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'

describeInBrowser('the address of an app on the start page', (browser) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.close())

  it('ends no string of a snippet, whoever has made the link to it and whatever is typed on', async () => {
    const page = await browser.open()
    const app = `http://localhost:4200/'+alert(1)+'`
    await page.goto(`${server.issuer}/?app=${encodeURIComponent(app)}`)
    const codes = () => page.locator('#snippets code, #implicit-snippets code').allTextContents()
    for (const typed of ['', `/x'`]) {
      await page.locator('#app').press('End')
      await page.locator('#app').pressSequentially(typed)
      const all = (await codes()).join('\n')
      expect(all).toContain('http://localhost:4200/%27+alert(1)+%27')
      expect(all).not.toContain(`'+alert(1)+`)
    }
  })
})
