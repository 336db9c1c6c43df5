import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs, signOutBeside } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

/** A single page app as its documentation shows it; it writes down what the library tells it. */
const appFor = (issuer: string) => `<!doctype html><title>oidc-client</title>
<h1>oidc-client</h1><button id="in">In</button><button id="out">Out</button><pre id="user"></pre>
<pre id="events"></pre>
<script src="/modules/oidc-client/dist/oidc-client.js"></script>
<script>
  const show = (id, value) => { document.getElementById(id).textContent += JSON.stringify(value) + '\\n' }
  const manager = new Oidc.UserManager({
    authority: ${JSON.stringify(issuer)},
    client_id: 'a-classic-spa',
    redirect_uri: location.origin + '/callback',
    silent_redirect_uri: location.origin + '/silent',
    post_logout_redirect_uri: location.origin + '/bye',
    response_type: 'id_token token',
    scope: 'openid profile email',
    userStore: new Oidc.WebStorageStateStore({ store: sessionStorage }),
  })
  manager.events.addSilentRenewError((error) => show('events', 'renewal: ' + error.message))
  manager.events.addUserSignedOut(() => show('events', 'signed out elsewhere'))
  document.getElementById('in').onclick = () => manager.signinRedirect({ prompt: 'consent', state: { from: 'x&y=z' } })
  document.getElementById('out').onclick = () => manager.signoutRedirect({ state: { bye: 1 } })
  const finish = {
    '/callback': () => manager.signinRedirectCallback().then((user) => show('user', user)),
    '/silent': () => manager.signinSilentCallback(),
    '/bye': () => manager.signoutRedirectCallback().then(({ state }) => show('events', state)),
  }[location.pathname]
  finish?.().catch((error) => show('events', 'failed: ' + error.message))
</script>`

describeInBrowser('oidc-client 1.11.5', (browser) => {
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

  async function signedIn(): Promise<Page> {
    const page = await browser.open()
    await page.goto(site.origin)
    await page.locator('#in').click()
    await signInAs(page, 'alice')
    await approve(page, 'remember')
    await page.locator('#user', { hasText: 'access_token' }).waitFor()
    return page
  }

  const told = async (page: Page) => JSON.parse((await page.locator('#user').textContent()) ?? '')

  it('signs in with id_token token, and loads the claims of /userinfo', async () => {
    const user = await told(await signedIn())
    expect(user.profile).toMatchObject({
      sub: 'alice',
      name: 'Alice Rosa Liddell',
      email: 'alice@people.example',
    })
    expect(user.state).toEqual({ from: 'x&y=z' })
    expect(user.scope).toBe('openid profile email')
    expect(user.expires_at).toBeGreaterThan(Date.now() / 1000 + 3000)
  })

  it('renews silently with its id_token_hint', async () => {
    const page = await signedIn()
    const before = await told(page)
    // @ts-expect-error: the global of the app's page
    const after = await page.evaluate(async () => ({ ...(await manager.signinSilent()) }))
    expect(after.access_token).not.toBe(before.access_token)
    expect(after.profile).toMatchObject({ sub: 'alice', auth_time: before.profile.auth_time })
    expect(await page.locator('#events').textContent()).toBe('')
  })

  it('is told within an interval that the user has signed out in another tab, and of nothing before (OIDC Session §3.1)', async () => {
    const page = await signedIn()
    // two intervals, and the renewal that a wrong answer would lead to
    await page.waitForTimeout(5000)
    expect(await page.locator('#events').textContent()).toBe('')
    await signOutBeside(browser, page, server.issuer)
    await page.locator('#events', { hasText: 'signed out elsewhere' }).waitFor({ timeout: 4000 })
  })

  it('signs out, gets its state back, and is told login_required afterwards', async () => {
    const page = await signedIn()
    await page.locator('#out').click()
    await page.locator('#events', { hasText: '{"bye":1}' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/bye')
    const refused = page.evaluate(() =>
      // @ts-expect-error: the global of the app's page
      manager.signinSilent().catch(({ error }: { error: string }) => error),
    )
    expect(await refused).toBe('login_required')
  })
})
