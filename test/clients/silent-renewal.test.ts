import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startFragrant, type TestServer } from '../../src/testing/index.ts'
import type { Fault, Match } from '../../src/testing/realm/faults.ts'
import { describeInBrowser } from '../support/browser.ts'
import { signInAs } from '../support/people.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

const appFor = (issuer: string) => `<!doctype html><title>oidc-client-ts</title>
<button id="in">In</button><pre id="user"></pre>
<script src="/modules/oidc-client-ts/dist/browser/oidc-client-ts.js"></script>
<script>
  const manager = new oidc.UserManager({
    authority: ${JSON.stringify(issuer)},
    client_id: 'a-modern-spa',
    redirect_uri: location.origin + '/callback',
    silent_redirect_uri: location.origin + '/silent',
    silentRequestTimeoutInSeconds: 4,
    scope: 'openid',
  })
  document.getElementById('in').onclick = () => manager.signinRedirect()
  const finish = {
    '/callback': () => manager.signinRedirectCallback().then(({ profile }) => {
      document.getElementById('user').textContent = profile.sub
    }),
    '/silent': () => manager.signinSilentCallback(),
  }[location.pathname]
  finish?.()
</script>`

/** The global of the app's page. */
declare const manager: { signinSilent(how: object): Promise<unknown> }

const renewedBy = (page: Page) =>
  page.evaluate(() =>
    manager.signinSilent({ forceIframeAuth: true }).then(
      () => 'renewed',
      (error: Error & { readonly error?: string }) => error.error ?? error.message,
    ),
  )

describeInBrowser('the silent renewal of oidc-client-ts', (browser) => {
  let idp: TestServer
  let site: StaticServer
  let page: Page
  beforeAll(async () => {
    idp = await startFragrant({ login: { mode: 'form' } })
    site = await serveApp({ '/': appFor(idp.issuer) })
  })
  afterAll(async () => {
    await idp.stop()
    await site.close()
  })

  const frame = { endpoint: 'authorize', prompt: 'none', clientId: 'a-modern-spa' } as const
  const token = { endpoint: 'token', user: 'alice' } as const

  const faults: readonly (readonly [string, Match, Fault, RegExp])[] = [
    ['frames denied', frame, { frame: 'deny' }, /IFrame timed out/],
    ['third-party cookies blocked', frame, { cookies: 'third-party-blocked' }, /^login_required$/],
    ['consent_required', frame, { oauthError: 'consent_required' }, /^consent_required$/],
    ['interaction_required', frame, { oauthError: 'interaction_required' }, /^interaction_requ/],
    ['an answer that is late', frame, { delay: '6s' }, /IFrame timed out/],
    ['a state of somebody else', frame, { params: { set: { state: 'x' } } }, /timed out|state/],
    ['a token endpoint without CORS', token, { cors: 'omit' }, /Failed to fetch/],
    ['a token endpoint that ends the connection', token, { reset: true }, /Failed to fetch/],
    [
      'a page in the place of tokens',
      token,
      { malformed: 'html' },
      /Invalid response Content-Type/,
    ],
  ]

  it('goes wrong as a test has planned, and right again', async () => {
    page = await browser.open({}, /./)
    await page.goto(site.origin)
    await page.locator('#in').click()
    await signInAs(page, 'alice')
    await page.locator('#user', { hasText: 'alice' }).waitFor()
    expect(await renewedBy(page)).toBe('renewed')
    for (const [what, match, fault, told] of faults) {
      await idp.faults.always(match, fault)
      expect([what, await renewedBy(page)]).toEqual([what, expect.stringMatching(told)])
      await idp.faults.assertAllUsed()
      await idp.faults.clear()
      expect([what, await renewedBy(page)]).toEqual([what, 'renewed'])
    }
    await idp.sessions.end({ user: 'alice' })
    expect(await renewedBy(page)).toBe('login_required')
  }, 120_000)
})

describeInBrowser(
  'the silent renewal of oidc-client-ts where nobody is asked to log in',
  (browser) => {
    it('ends with its session, and where frames have no cookies, until the app asks for a page', async () => {
      await using idp = await startFragrant()
      const site = await serveApp({ '/': appFor(idp.issuer) })
      const page = await browser.open({}, /./)
      const logIn = async () => {
        await page.goto(site.origin)
        await page.locator('#in').click()
        await page.locator('#user', { hasText: 'alice' }).waitFor()
      }
      await page.goto(site.origin)
      expect(await renewedBy(page)).toBe('renewed')
      await logIn()
      expect(await renewedBy(page)).toBe('renewed')
      await idp.sessions.end({ user: 'alice' })
      expect(await renewedBy(page)).toBe('login_required')
      await logIn()
      await idp.faults.always({ prompt: 'none' }, { cookies: 'third-party-blocked' })
      expect(await renewedBy(page)).toBe('login_required')
      await idp.faults.clear()
      expect(await renewedBy(page)).toBe('renewed')
      await site.close()
    }, 120_000)
  },
)
