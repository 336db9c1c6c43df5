import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser, type TestBrowser } from '../support/browser.ts'
import { bundleApp } from '../support/bundle.ts'
import { approve, signInAs, signOutBeside } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'
import { userinfo } from '../support/tokens.ts'

type ResponseType = 'code' | 'id_token token'

const pageFor = (
  issuer: string,
  responseType: ResponseType,
) => `<!doctype html><title>angular-oauth2-oidc</title>
<h1>angular-oauth2-oidc</h1><button id="in">In</button><button id="out">Out</button>
<pre id="user"></pre><pre id="events"></pre>
<script>
  window.issuer = ${JSON.stringify(issuer)}
  window.responseType = ${JSON.stringify(responseType)}
</script>
<script type="module" src="/app.js"></script>`

/** The page that its documentation gives for silent renewal. */
const silentPage = `<!doctype html><title>silent</title>
<script>parent.postMessage(location.hash || '#' + location.search, location.origin)</script>`

/** Starts a server and the app, for the tests of a group. */
function useApp(browser: TestBrowser, responseType: ResponseType) {
  let server: TestServer
  let site: StaticServer
  beforeAll(async () => {
    server = await startServer()
    site = await serveApp({
      '/': pageFor(server.issuer, responseType),
      '/silent': silentPage,
      '/app.js': await bundleApp('angular.ts'),
    })
  })
  afterAll(async () => {
    await server.close()
    await site.close()
  })
  return {
    issuer: () => server.issuer,
    origin: () => site.origin,
    async signedIn(expected?: RegExp): Promise<Page> {
      const page = await browser.open({}, expected)
      await page.goto(site.origin)
      await page.locator('body[data-ready]').waitFor()
      await page.locator('#in').click()
      await signInAs(page, 'alice')
      await approve(page, 'allow')
      await page.locator('#user', { hasText: 'alice' }).waitFor()
      return page
    },
  }
}

const told = async (page: Page) => JSON.parse((await page.locator('#user').textContent()) ?? '')

/** The access token before and after a renewal that the library is asked for. */
const renewed = (page: Page, how: 'silentRefresh' | 'refreshToken') =>
  page.evaluate(async (how) => {
    const before = window.oauth.getAccessToken()
    await window.oauth[how]()
    return { before, after: window.oauth.getAccessToken() }
  }, how)

async function signsOut(page: Page, origin: string): Promise<void> {
  await page.locator('#out').click()
  await page.waitForURL(`${origin}/bye*`)
  await page.locator('body[data-ready]').waitFor()
  const refused = await page.evaluate(() =>
    window.oauth.silentRefresh().catch((event: { reason: { error: string } }) => event.reason),
  )
  expect(JSON.stringify(refused)).toContain('login_required')
}

describeInBrowser('angular-oauth2-oidc 20', (browser) => {
  const { issuer, origin, signedIn } = useApp(browser, 'id_token token')

  it('signs in with id_token token, and loads the profile', async () => {
    const { claims, profile } = await told(await signedIn())
    expect(claims).toMatchObject({ iss: issuer(), aud: 'an-angular-spa', sub: 'alice' })
    expect(profile.info).toMatchObject({ sub: 'alice', email: 'alice@people.example' })
  })

  it('renews silently after the plain approval (OIDC Core §3.1.2.1)', async () => {
    const page = await signedIn()
    const tokens = await renewed(page, 'silentRefresh')
    expect(tokens.after).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(tokens.after).not.toBe(tokens.before)
    expect(await page.locator('#events').textContent()).toContain('silently_refreshed')
  })

  it('is told within an interval that the user has signed out in another tab, and of nothing before (OIDC Session §3.1)', async () => {
    const page = await signedIn()
    await page.waitForTimeout(5000)
    const events = page.locator('#events')
    expect(await events.textContent()).not.toMatch(/session_(changed|error|terminated)/)
    await signOutBeside(browser, page, issuer())
    await page.locator('#events', { hasText: 'session_terminated' }).waitFor({ timeout: 6000 })
  })

  it('signs out, and is told login_required afterwards', async () => {
    await signsOut(await signedIn(), origin())
  })
})

describeInBrowser('angular-oauth2-oidc 20 by code', (browser) => {
  const { issuer, origin, signedIn } = useApp(browser, 'code')

  it('signs in with code and PKCE, and loads the profile (RFC 7636)', async () => {
    const { claims, profile } = await told(await signedIn())
    expect(claims).toMatchObject({ iss: issuer(), aud: 'an-angular-spa', sub: 'alice' })
    expect(profile.info).toMatchObject({ sub: 'alice', email: 'alice@people.example' })
  })

  it('renews by its refresh token, more than once (RFC 6749 §6)', async () => {
    const page = await signedIn()
    for (const _ of ['once', 'again']) {
      const tokens = await renewed(page, 'refreshToken')
      expect(tokens.after).not.toBe(tokens.before)
    }
    expect(await page.evaluate(() => window.oauth.loadUserProfile())).toMatchObject({
      info: { sub: 'alice' },
    })
  })

  it('renews silently in a frame too, after the plain approval (OIDC Core §3.1.2.1)', async () => {
    const page = await signedIn()
    const tokens = await renewed(page, 'silentRefresh')
    expect(tokens.after).not.toBe(tokens.before)
    expect(await page.locator('#events').textContent()).toContain('silently_refreshed')
  })

  it('is told within an interval that the user has signed out in another tab (OIDC Session §3.1)', async () => {
    // it tries to refresh first, and its refresh token has ended with the session
    const page = await signedIn(/^Error refreshing token/)
    await signOutBeside(browser, page, issuer())
    await page.locator('#events', { hasText: 'session_terminated' }).waitFor({ timeout: 6000 })
  })

  it('gives its tokens back when it signs out (RFC 7009)', async () => {
    const page = await signedIn()
    const token = await page.evaluate(() => window.oauth.getAccessToken())
    await Promise.all([
      page.waitForURL(`${origin()}/bye*`),
      page.evaluate(() => void window.oauth.revokeTokenAndLogout()),
    ])
    expect((await userinfo(issuer(), token)).status).toBe(401)
  })

  it('signs out, and is told login_required afterwards', async () => {
    await signsOut(await signedIn(), origin())
  })
})
