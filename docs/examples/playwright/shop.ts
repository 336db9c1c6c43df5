import type { Page } from '@playwright/test'
import { test as base } from 'fragrant/playwright'

/** The app reads its issuer from config.json, so each test gives it that of its own realm. */
export const useIssuer = (page: Page, authority: string) =>
  page.route('**/config.json', (route) => route.fulfill({ json: { authority } }))

export const test = base.extend<object>({
  page: async ({ page, idp }, use) => {
    await useIssuer(page, idp.issuer)
    await use(page)
  },
})

export const logIn = (page: Page) => page.getByRole('button', { name: 'Log in' })
