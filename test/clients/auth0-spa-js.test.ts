import { decodeJwt } from 'jose'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLocalCertificate } from '../../src/adapters/data-folder/local-certificate.ts'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

/**
 * A single page app on auth0-spa-js as its documentation shows it. It takes an issuer by https only,
 * or one that ends in a slash.
 */
const appFor = (issuer: string, own: object) => `<!doctype html><title>auth0-spa-js</title>
<h1>auth0-spa-js</h1><button id="in">In</button><button id="out">Out</button>
<pre id="user"></pre><pre id="failed"></pre>
<script src="/modules/@auth0/auth0-spa-js/dist/auth0-spa-js.production.js"></script>
<script type="module">
  const client = await auth0.createAuth0Client({
    domain: ${JSON.stringify(issuer)},
    issuer: ${JSON.stringify(issuer)},
    clientId: 'an-auth0-spa',
    authorizationParams: {
      redirect_uri: location.origin + '/callback',
      audience: 'https://orders.example',
      scope: 'openid profile email',
    },
    ...${JSON.stringify(own)},
  })
  window.client = client
  document.getElementById('in').onclick = () => client.loginWithRedirect()
  document.getElementById('out').onclick = () =>
    client.logout({ logoutParams: { returnTo: location.origin + '/bye' } })
  const isAnswer = location.pathname === '/callback' && location.search !== ''
  if (isAnswer) {
    await client.handleRedirectCallback().catch((error) => {
      document.getElementById('failed').textContent = error.message
    })
  }
  if (await client.isAuthenticated()) {
    document.getElementById('user').textContent = JSON.stringify(await client.getUser())
  }
  document.body.dataset.ready = 'true'
</script>`

/** What the app's page holds for whoever looks. */
declare const client: {
  getTokenSilently(how?: object): Promise<string>
  revokeRefreshToken(): Promise<void>
}

describeInBrowser('auth0-spa-js 2', (browser) => {
  let server: TestServer
  let site: StaticServer
  let framing: StaticServer
  beforeAll(async () => {
    server = await startServer({ tls: 'generated' })
    const certificate = await createLocalCertificate()
    const { issuer } = server
    site = await serveApp({ '/': appFor(issuer, { useRefreshTokens: true }) }, certificate)
    framing = await serveApp({ '/': appFor(issuer, {}) }, certificate)
  })
  afterAll(async () => {
    await server.close()
    await site.close()
    await framing.close()
  })

  async function asked(at: StaticServer): Promise<Page> {
    const page = await browser.open({ ignoreHTTPSErrors: true })
    await page.goto(at.origin)
    await page.locator('body[data-ready]').waitFor()
    await page.locator('#in').click()
    await signInAs(page, 'alice')
    return page
  }

  async function signedIn(at: StaticServer): Promise<Page> {
    const page = await asked(at)
    await approve(page, 'allow')
    await page.locator('#user', { hasText: 'alice' }).waitFor()
    return page
  }

  const tokenIn = (page: Page, how: object = {}) =>
    page.evaluate((how) => client.getTokenSilently(how), how)

  it('signs in by code and PKCE, with a token for its audience', async () => {
    const page = await signedIn(site)
    const user = JSON.parse((await page.locator('#user').textContent()) ?? '')
    expect(user).toMatchObject({ sub: 'alice' })
    expect(decodeJwt(await tokenIn(page))).toMatchObject({
      iss: server.issuer,
      aud: 'https://orders.example',
      client_id: 'an-auth0-spa',
    })
  })

  it('renews by the refresh token that its worker keeps, for the same audience (RFC 6749 §6)', async () => {
    const page = await signedIn(site)
    const seen = [await tokenIn(page)]
    for (const _ of ['once', 'again']) seen.push(await tokenIn(page, { cacheMode: 'off' }))
    expect(new Set(seen).size).toBe(3)
    expect(seen.map((token) => decodeJwt(token).aud)).toEqual(
      Array(3).fill('https://orders.example'),
    )
  })

  it('renews in a frame that posts the code to it (web_message)', async () => {
    const page = await signedIn(framing)
    const before = await tokenIn(page)
    const after = await tokenIn(page, { cacheMode: 'off' })
    expect(after).not.toBe(before)
    expect(decodeJwt(after)).toMatchObject({ sub: 'alice', aud: 'https://orders.example' })
  })

  it('gives back its refresh token, and with it the access token (RFC 7009 §2.1)', async () => {
    const page = await signedIn(site)
    await page.evaluate(() => client.revokeRefreshToken())
    expect(server.log).toContainEqual(expect.objectContaining({ event: 'grant.ended' }))
  })

  it('signs out, and asks for a login again', async () => {
    const page = await signedIn(site)
    await page.locator('#out').click()
    // it sends no id_token_hint, so the user is asked (OIDC RP-Initiated Logout §2)
    await page.locator('#logout-confirm').click()
    await page.waitForURL(`${site.origin}/bye*`)
    await page.locator('body[data-ready]').waitFor()
    await page.locator('#in').click()
    await page.locator('#picker').waitFor()
  })

  it('is told why its user is not signed in', async () => {
    const page = await asked(site)
    await approve(page, 'deny')
    await page.locator('#failed', { hasText: 'The user did not approve.' }).waitFor()
  })
})
