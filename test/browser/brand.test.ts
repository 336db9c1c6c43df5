import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createApp } from '../support/app.ts'
import { violationsOn } from '../support/axe.ts'
import { describeInBrowser } from '../support/browser.ts'
import { svgOf } from '../support/logos.ts'
import { signInAs } from '../support/people.ts'
import { startServer } from '../support/server.ts'
import { tooWide } from '../support/width.ts'

describeInBrowser('pages in the colour of an app, with its logo,', (browser) => {
  it.each(['#ffd500', '#000000', '#ffffff', '#808080', '#0a7f5c'])(
    'can be read in light and dark, and fit 320 pixels: %s (WCAG 2.2)',
    async (colour) => {
      const folder = mkdtempSync(join(tmpdir(), 'fragrant-brand-'))
      writeFileSync(join(folder, 'logo.svg'), svgOf(colour))
      const server = await startServer({ colour, logo: join(folder, 'logo.svg') })
      try {
        const page = await browser.open({ colorScheme: 'light' })
        await page.goto(createApp(server.issuer).url())
        const ground = () =>
          page
            .locator('.initials')
            .first()
            .evaluate((one) => getComputedStyle(one).backgroundColor)
        const [, red = '', green = '', blue = ''] = /#(..)(..)(..)/.exec(colour) ?? []
        const filled = [red, green, blue].map((part) => Number.parseInt(part, 16)).join(', ')
        expect(await ground()).toBe(`rgb(${filled})`)
        const width = await page
          .locator('.logo')
          .evaluate((logo) => (logo instanceof HTMLImageElement ? logo.naturalWidth : 0))
        expect(width).toBe(120)
        expect(await violationsOn(page)).toEqual([])
        await signInAs(page, 'alice')
        await page.locator('#consent-allow').waitFor()
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          expect(await violationsOn(page)).toEqual([])
        }
        await page.locator('#consent-allow').hover()
        expect(await violationsOn(page)).toEqual([])
        await page.setViewportSize({ width: 320, height: 640 })
        expect(await tooWide(page)).toEqual([])
      } finally {
        await server.close()
        rmSync(folder, { recursive: true })
      }
    },
  )
})
