import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser, type TestBrowser } from '../support/browser.ts'
import { approve, signInAs, signOutBeside } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

/** A single page app, by code and PKCE; it writes down what the library tells it. */
const appFor = (issuer: string, own: object) => `<!doctype html><title>oidc-client-ts</title>
<h1>oidc-client-ts</h1><button id="in">In</button><pre id="user"></pre><pre id="events"></pre>
<script src="/modules/oidc-client-ts/dist/browser/oidc-client-ts.js"></script>
<script>
  const show = (id, value) => { document.getElementById(id).textContent += JSON.stringify(value) + '\\n' }
  const settings = {
    authority: ${JSON.stringify(issuer)},
    client_id: 'a-modern-spa',
    redirect_uri: location.origin + '/callback',
    silent_redirect_uri: location.origin + '/silent',
    post_logout_redirect_uri: location.origin + '/bye',
    userStore: new oidc.WebStorageStateStore({ store: sessionStorage }),
    ...${JSON.stringify(own)},
  }
  // null: as if it were not written
  if (settings.silent_redirect_uri === null) delete settings.silent_redirect_uri
  const manager = new oidc.UserManager(settings)
  manager.events.addUserSignedOut(() => show('events', 'signed out elsewhere'))
  manager.events.addUserSignedIn(() => show('events', 'signed in'))
  manager.events.addUserSessionChanged(() => show('events', 'session changed'))
  manager.events.addSilentRenewError((error) => show('events', 'renewal: ' + error.message))
  document.getElementById('in').onclick = () => manager.signinRedirect({ prompt: 'consent' })
  const finish = {
    '/callback': () => manager.signinCallback().then((user) => user && show('user', user)),
    '/silent': () => manager.signinSilentCallback(),
  }[location.pathname]
  finish?.().catch((error) => show('events', 'failed: ' + error.message))
</script>`

async function signInTo(browser: TestBrowser, at: string): Promise<Page> {
  const page = await browser.open()
  await page.goto(at)
  await page.locator('#in').click()
  await signInAs(page, 'alice')
  await approve(page, 'remember')
  await page.locator('#user', { hasText: 'access_token' }).waitFor()
  return page
}

/** What the app keeps of its user. */
interface Kept {
  readonly access_token: string
  readonly refresh_token?: string
  readonly profile: Readonly<Record<string, unknown>>
}

/** The global of the app's page. */
declare const manager: {
  getUser(): Promise<Kept>
  signinSilent(how?: object): Promise<Kept>
  signinRedirect(how: object): Promise<void>
  signoutRedirect(): Promise<void>
  revokeTokens(): Promise<void>
}

describeInBrowser('oidc-client-ts 3, as the README has it', (browser) => {
  it('knows the name, and is told of a sign-out elsewhere by its one page, after a renewal too', async () => {
    const server = await startServer()
    const own = { silent_redirect_uri: null, loadUserInfo: true, monitorSession: true }
    const settings = { ...own, scope: 'openid profile email' }
    const site = await serveApp({ '/': appFor(server.issuer, settings) })
    try {
      const page = await signInTo(browser, site.origin)
      const renewed = await page.evaluate(() => manager.signinSilent())
      expect(renewed.profile['name']).toBe('Alice Rosa Liddell')
      await signOutBeside(browser, page, server.issuer)
      await page.locator('#events', { hasText: 'signed out elsewhere' }).waitFor({ timeout: 6000 })
    } finally {
      await server.close()
      await site.close()
    }
  })
})

describeInBrowser('oidc-client-ts 3, with monitorSession', (browser) => {
  let server: TestServer
  let site: StaticServer
  beforeAll(async () => {
    server = await startServer()
    const own = { scope: 'openid profile', monitorSession: true }
    site = await serveApp({ '/': appFor(server.issuer, own) })
  })
  afterAll(async () => {
    await server.close()
    await site.close()
  })

  const signedIn = (at = site.origin) => signInTo(browser, at)

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

describeInBrowser('oidc-client-ts 3, which renews', (browser) => {
  let server: TestServer
  const sites: Record<string, StaticServer> = {}
  beforeAll(async () => {
    server = await startServer()
    const serve = (own: object) => serveApp({ '/': appFor(server.issuer, own) })
    sites['frame'] = await serve({ scope: 'openid email' })
    sites['refresh'] = await serve({ scope: 'openid email offline_access', loadUserInfo: true })
  })
  afterAll(async () => {
    await server.close()
    for (const site of Object.values(sites)) await site.close()
  })

  const renew = (page: Page, how: object = {}) =>
    page.evaluate(async (how) => {
      const before = await manager.getUser()
      return { before, after: await manager.signinSilent(how) }
    }, how)

  /** How often a page of the site was opened to be framed. */
  const framed = (site: StaticServer | undefined) =>
    site?.requests.filter(({ url }) => url.pathname === '/silent').length ?? 0

  it('gets new tokens in a hidden frame, where its user has agreed before (OIDC Core §3.1.2.1)', async () => {
    const site = sites['frame']
    const page = await signInTo(browser, site?.origin ?? '')
    const { before, after } = await renew(page, { forceIframeAuth: true })
    expect(after.access_token).not.toBe(before.access_token)
    expect(after.profile).toMatchObject({ sub: 'alice', iss: server.issuer })
    expect(framed(site)).toBe(1)
  })

  it('gets new tokens by its refresh token, again and again, without a frame (RFC 6749 §6)', async () => {
    const site = sites['refresh']
    const page = await signInTo(browser, site?.origin ?? '')
    const first = await renew(page)
    const second = await renew(page)
    const tokens = [first.before, first.after, second.after]
    expect(new Set(tokens.map(({ refresh_token }) => refresh_token)).size).toBe(3)
    expect(new Set(tokens.map(({ access_token }) => access_token)).size).toBe(3)
    expect(second.after.profile).toMatchObject({ sub: 'alice', email: 'alice@people.example' })
    expect(framed(site)).toBe(0)
  })

  it('gives its tokens back, and has to ask its user from then on (RFC 7009)', async () => {
    const page = await signInTo(browser, sites['refresh']?.origin ?? '')
    const told = await page.evaluate(async () => {
      const { refresh_token, access_token } = await manager.getUser()
      await manager.revokeTokens()
      return { refresh_token, access_token, after: await manager.getUser() }
    })
    expect(told.after).toMatchObject({ access_token: told.access_token })
    expect(told.after.refresh_token ?? null).toBeNull()
    const { status } = await fetch(`${server.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'a-modern-spa',
        refresh_token: told.refresh_token ?? '',
      }),
    })
    expect(status).toBe(400)
  })

  it('signs out at the server, and is told login_required afterwards (OIDC RP-Initiated Logout §2)', async () => {
    const page = await signInTo(browser, sites['frame']?.origin ?? '')
    await Promise.all([
      page.waitForURL('**/bye*'),
      page.evaluate(() => void manager.signoutRedirect()),
    ])
    const refused = await page.evaluate(() =>
      manager.signinSilent().catch((error: { readonly error: string }) => error.error),
    )
    expect(refused).toBe('login_required')
  })
})
