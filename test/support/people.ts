/**
 * What a person does on our pages, in a real browser.
 *
 * @module
 */

import type { Page } from 'playwright-core'
import type { TestBrowser } from './browser.ts'

export async function signInAs(page: Page, user: string, password = user): Promise<void> {
  await page.locator('#login').waitFor({ state: 'attached' })
  const fold = page.locator('#with-password:not([open]) > summary')
  if ((await fold.count()) > 0) await fold.click()
  await page.locator('#username').fill(user)
  await page.locator('#password').fill(password)
  await page.locator('#login-submit').click()
}

export async function approve(page: Page, how: 'allow' | 'remember' | 'deny'): Promise<void> {
  if (how === 'remember') await page.locator('#remember').check()
  await page.locator(`#consent-${how === 'deny' ? 'deny' : 'allow'}`).click()
}

/** Opens the playground, chooses what `choices` say by the names of the fields, and asks. */
export async function askInPlayground(
  page: Page,
  issuer: string,
  choices: Readonly<Record<string, string>> = {},
): Promise<void> {
  await page.goto(`${issuer}/playground`)
  for (const [name, value] of Object.entries(choices)) {
    const field = page.locator(`#request [name="${name}"]`)
    const isList = await field.evaluate(({ tagName }) => tagName === 'SELECT')
    await (isList ? field.selectOption(value) : field.fill(value))
  }
  await page.locator('#sign-in').click()
}

/** The checks of the playground by name, once they are there. */
export async function checksOf(page: Page): Promise<Readonly<Record<string, string>>> {
  await page.locator('#checks li').first().waitFor()
  const items = await page.locator('#checks li').all()
  const pairs = items.map(async (item) => [
    await item.getAttribute('data-check'),
    await item.getAttribute('data-ok'),
  ])
  return Object.fromEntries(await Promise.all(pairs)) as Record<string, string>
}

/** Signs out at the server in another tab of the same browser. */
export async function signOutBeside(
  browser: TestBrowser,
  page: Page,
  issuer: string,
): Promise<void> {
  const tab = await browser.openBeside(page)
  await tab.goto(`${issuer}/logout`)
  await tab.locator('#logout-confirm').click()
  await tab.locator('h1', { hasText: 'You are signed out' }).waitFor()
}
