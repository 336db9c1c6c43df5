/**
 * What a page has for whoever has no script.
 *
 * @module
 */

import type { Page } from 'playwright-core'

/**
 * The controls of a page that do nothing without a script, by their ids: buttons of no form that goes
 * anywhere by itself, fields of no form at all, links without an address. What cannot be pressed is none, and
 * what is folded counts.
 */
export const deadControlsOn = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true
    const nameOf = (element: Element) => element.id || element.outerHTML.slice(0, 80)
    const isShown = (element: Element) => element.checkVisibility()
    const goesNowhere = (form: HTMLFormElement | null) => form?.hasAttribute('method') !== true
    const all = <Kind extends Element>(selector: string) => [
      ...document.querySelectorAll<Kind>(selector),
    ]
    const buttons = all<HTMLButtonElement>('button').filter(
      ({ disabled, type, form }) => !disabled && (type !== 'submit' || goesNowhere(form)),
    )
    const fields = all<HTMLInputElement>('input, select, textarea').filter(
      ({ form }) => form === null,
    )
    const links = all('a:not([href]), a[href=""]')
    return [...buttons, ...fields, ...links].filter(isShown).map(nameOf)
  })

/** What a page says to whoever has no script, where it cannot do without. */
export const whyScript = async (page: Page): Promise<string> =>
  (await page.locator('noscript').allTextContents()).join(' ')
