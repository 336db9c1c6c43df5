import type { Page } from 'playwright-core'

/** What sticks out of the window, on either side, if the page can be scrolled to that. */
export const tooWide = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    if (scrollWidth <= clientWidth) return []
    return [...document.querySelectorAll('body *')]
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect()
        return left < 0 || right > clientWidth
      })
      .map((element) => element.outerHTML.slice(0, 120))
  })
