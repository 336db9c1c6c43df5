import { expect } from 'fragrant/playwright'
import { logIn, test } from './shop'

test('bob signs in', async ({ page, loginAs }) => {
  await loginAs(page, 'bob')
  await page.goto('/')
  await logIn(page).click()
  await expect(page.getByText('Hello bob')).toBeVisible()
})

test('nobody is let in who says no', async ({ page, idp }) => {
  await idp.logins.next({ deny: true })
  await page.goto('/')
  await logIn(page).click()
  await expect(logIn(page)).toBeVisible()
})

test('renews after an hour, until alice signs out elsewhere', async ({ page, idp, clockOf }) => {
  const clock = await clockOf(page)
  await page.goto('/')
  await logIn(page).click()
  await expect(page.getByText('Hello alice')).toBeVisible()

  const renewed = page.waitForResponse(idp.endpoints.token)
  await clock.advance('59m')
  expect((await renewed).status()).toBe(200)
  await expect(page.getByText('Hello alice')).toBeVisible()

  await idp.sessions.end({ user: 'alice' })
  await clock.advance('59m')
  await expect(logIn(page)).toBeVisible()
})

test('shows the login when a renewal fails', async ({ page, idp, clockOf }) => {
  const clock = await clockOf(page)
  await page.goto('/')
  await logIn(page).click()
  await expect(page.getByText('Hello alice')).toBeVisible()

  await idp.faults.once({ endpoint: 'token' }, { status: 503 })
  await clock.advance('59m')
  await expect(logIn(page)).toBeVisible()
})
