import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs, signOutBeside } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

/** A single page app with monitorSession, by code and PKCE; it writes down what the library tells it. */
const appFor = (issuer: string) => `<!doctype html><title>oidc-client-ts</title>
<h1>oidc-client-ts</h1><button id="in">In</button><pre id="user"></pre><pre id="events"></pre>
<script src="/modules/oidc-client-ts/dist/browser/oidc-client-ts.js"></script>
<script>
  const show = (id, value) => { document.getElementById(id).textContent += JSON.stringify(value) + '\\n' }
  const manager = new oidc.UserManager({
    authority: ${JSON.stringify(issuer)},
    client_id: 'a-modern-spa',
    redirect_uri: location.origin + '/callback',
    silent_redirect_uri: location.origin + '/silent',
    scope: 'openid profile',
    monitorSession: true,
    userStore: new oidc.WebStorageStateStore({ store: sessionStorage }),
  })
  manager.events.addUserSignedOut(() => show('events', 'signed out elsewhere'))
  manager.events.addUserSignedIn(() => show('events', 'signed in'))
  manager.events.addUserSessionChanged(() => show('events', 'session changed'))
  manager.events.addSilentRenewError((error) => show('events', 'renewal: ' + error.message))
  document.getElementById('in').onclick = () => manager.signinRedirect({ prompt: 'consent' })
  const finish = {
    '/callback': () => manager.signinRedirectCallback().then((user) => show('user', user)),
    '/silent': () => manager.signinSilentCallback(),
  }[location.pathname]
  finish?.().catch((error) => show('events', 'failed: ' + error.message))
</script>`

describeInBrowser('oidc-client-ts 3, with monitorSession', (browser) => {
  let server: TestServer
  let site: StaticServer
  beforeAll(async () => {
    server = await startServer()
    site = await serveApp({ '/': appFor(server.issuer) })
  })
  afterAll(async () => {
    await server.close()
    await site.close()
  })

  async function signedIn(at = site.origin): Promise<Page> {
    const page = await browser.open()
    await page.goto(at)
    await page.locator('#in').click()
    await signInAs(page, 'alice')
    await approve(page, 'remember')
    await page.locator('#user', { hasText: 'access_token' }).waitFor()
    return page
  }

  /** Two intervals, and the renewal that a wrong answer would lead to. */
  const afterAWhile = async (page: Page) => {
    await page.waitForTimeout(5000)
    return (await page.locator('#events').textContent())?.replace('"signed in"\n', '')
  }

  it('is told within an interval that the user has signed out in another tab, and of nothing before (OIDC Session §3.1)', async () => {
    const page = await signedIn()
    const user = JSON.parse((await page.locator('#user').textContent()) ?? '')
    expect(user.session_state).toMatch(/^[\w-]{43}\.[\w-]{22}$/)
    expect(await afterAWhile(page)).toBe('')
    await signOutBeside(browser, page, server.issuer)
    await page.locator('#events', { hasText: 'signed out elsewhere' }).waitFor({ timeout: 4000 })
  })

  it('stays signed in when the same user signs in anew in another tab', async () => {
    const page = await signedIn()
    const tab = await browser.openBeside(page)
    await tab.goto(site.origin)
    await tab.evaluate(() => {
      // @ts-expect-error: the global of the app's page
      void manager.signinRedirect({ prompt: 'login' })
    })
    await signInAs(tab, 'alice')
    await tab.locator('#user', { hasText: 'access_token' }).waitFor()
    await page.waitForTimeout(5000)
    expect(await page.locator('#events').textContent()).not.toContain('signed out')
  })

  it('is not told of a sign-out where the browser keeps the cookies of the server from its frames', async () => {
    // app.localhost is another site than localhost, and no cookie on http is for frames of other sites
    const page = await signedIn(site.origin.replace('localhost', 'app.localhost'))
    expect(await afterAWhile(page)).toBe('')
  })
})
