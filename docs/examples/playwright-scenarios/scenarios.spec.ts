import { expect } from 'fragrant/playwright'
import { logIn, test, useIssuer } from '../playwright/shop'

/** What oidc-client-ts does not look at in what the token endpoint gives, and in the answer. */
const known = [
  ...['wrong-iss', 'wrong-aud', 'expired', 'not-yet', 'alg-none'],
  ...['mixed-up-issuer', 'repeated-state', 'repeated-issuer', 'repeated-code', 'missing-issuer'],
  ...['token-hangs', 'no-access_token', 'strange-token_type', 'metadata-of-another-issuer'],
]

test('signs nobody in who should not be', async ({ browser, baseURL, idp }) => {
  test.setTimeout(600_000)
  const results = await idp.scenarios.run({
    timeout: 60_000, // longer than what is waited for below
    async app() {
      const page = await browser.newPage({ baseURL })
      await useIssuer(page, idp.issuer)
      await page.goto('/')
      await logIn(page).click() // which hides it until nobody is signed in again
      const end = page.getByText('Hello alice').or(logIn(page))
      const text = await end.textContent({ timeout: 20_000 }).catch(() => 'nothing')
      await page.close()
      return { 'Hello alice': 'accepted', 'Log in': 'refused' }[text ?? ''] ?? 'hung'
    },
  })
  console.table(results, ['name', 'outcome', 'verdict', 'reason'])
  const wrong = results.filter(({ verdict }) => verdict === 'wrong').map(({ name }) => name)
  expect(wrong.filter((name) => !known.includes(name))).toEqual([])
})
