import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { violationsOn } from '../support/axe.ts'
import { describeInBrowser } from '../support/browser.ts'
import { startServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'
import { tooWide } from '../support/width.ts'
import { type Stage, scenes } from './scenes.ts'

/** Pages that people meet; those of the console are in English. */
const spoken = scenes.filter(({ isSpoken }) => isSpoken === true)

describeInBrowser('every page for whoever signs in', (browser) => {
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

  const shown = async (name: string, locale: string): Promise<Page> => {
    const page = await browser.open({ locale })
    await spoken.find((scene) => scene.name === name)?.show(page, stage)
    return page
  }
  const attributeOf = (page: Page, name: string) => page.locator('html').getAttribute(name)

  for (const { name } of spoken) {
    it.each(['de', 'fr', 'es', 'ja'])(
      `has no fault that axe finds, and fits 320 pixels, in %s: ${name} (WCAG 2.2)`,
      async (language) => {
        const page = await shown(name, language)
        expect(await attributeOf(page, 'lang')).toBe(language)
        expect(await violationsOn(page)).toEqual([])
        await page.setViewportSize({ width: 320, height: 640 })
        expect(await tooWide(page)).toEqual([])
      },
    )

    it(`stands where it should when it is read from the right: ${name}`, async () => {
      const page = await shown(name, 'de')
      await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'))
      expect(await violationsOn(page)).toEqual([])
      await page.setViewportSize({ width: 320, height: 640 })
      expect(await tooWide(page)).toEqual([])
      // what is laid out from the start now starts at the right
      const heading = page.locator('h1').first()
      const start = await heading.evaluate((element) => getComputedStyle(element).direction)
      expect(start).toBe('rtl')
    })
  }
})
