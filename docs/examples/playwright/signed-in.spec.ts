import type { BrowserContextOptions } from '@playwright/test'
import { expect } from 'fragrant/playwright'
import { test as base, logIn, useIssuer } from './shop'

type StorageState = Exclude<BrowserContextOptions['storageState'], undefined>

/** These tests share the realm of their worker, in which alice signs in once. */
const test = base.extend<object, { signedIn: StorageState }>({
  idp: ({ idpServer }, use) => use(idpServer),
  signedIn: [
    async ({ browser, idpServer }, use, { project }) => {
      const page = await browser.newPage({ baseURL: project.use.baseURL })
      await useIssuer(page, idpServer.issuer)
      await page.goto('/')
      await logIn(page).click()
      await expect(page.getByText('Hello alice')).toBeVisible()
      await use(await page.context().storageState())
      await page.close()
    },
    { scope: 'worker' },
  ],
  storageState: ({ signedIn }, use) => use(signedIn),
})

for (const what of ['orders', 'basket']) {
  test(`alice is signed in for her ${what}`, async ({ page, idp }) => {
    await page.goto('/')
    await expect(page.getByText('Hello alice')).toBeVisible()
    expect(await idp.sessions.list()).toHaveLength(1)
  })
}
