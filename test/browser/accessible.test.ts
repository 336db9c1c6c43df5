import { afterAll, beforeAll, expect, it } from 'vitest'
import { violationsOn } from '../support/axe.ts'
import { describeInBrowser } from '../support/browser.ts'
import { startServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'
import { tooWide } from '../support/width.ts'
import { type Stage, scenes } from './scenes.ts'

describeInBrowser('every page', (browser) => {
  let stage: Stage
  let site: StaticServer
  beforeAll(async () => {
    site = await serveApp({ '/': () => ({ status: 204 }) })
    stage = { server: await startServer({ control: true }), silentUri: `${site.origin}/callback` }
  })
  afterAll(async () => {
    await stage.server.close()
    await site.close()
  })

  for (const { name, show } of scenes) {
    it(`has no fault that axe finds in light or dark, and fits 320 pixels: ${name} (WCAG 2.2)`, async () => {
      const page = await browser.open({ colorScheme: 'light' })
      await show(page, stage)
      const light = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      expect(await violationsOn(page)).toEqual([])
      await page.emulateMedia({ colorScheme: 'dark' })
      const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
      expect(dark).not.toBe(light)
      expect(await violationsOn(page)).toEqual([])
      await page.setViewportSize({ width: 320, height: 640 })
      expect(await tooWide(page)).toEqual([])
    })
  }
})
