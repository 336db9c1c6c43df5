import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { startServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'
import { type Stage, scenes } from './scenes.ts'

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

/** What axe has against the page as it is shown. */
async function violationsOn(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, so that the policy of the page stays as it is.
  await page.evaluate(axeSource)
  const { violations, passes } = (await page.evaluate('axe.run(document)')) as AxeResults
  expect(passes.length).toBeGreaterThan(10)
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`),
  )
}

/** What is wider than the window, if the page can be scrolled to the side. */
const tooWide = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth)
      .map((element) => element.outerHTML.slice(0, 120))
  })

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
