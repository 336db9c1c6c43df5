import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

/** What axe has against the page as it is shown. */
export async function violationsOn(page: Page): Promise<readonly string[]> {
  // Evaluated by the debugger, so that the policy of the page stays as it is.
  await page.evaluate(axeSource)
  const { violations, passes } = (await page.evaluate('axe.run(document)')) as AxeResults
  expect(passes.length).toBeGreaterThan(10)
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n${html}\n${failureSummary}`),
  )
}
