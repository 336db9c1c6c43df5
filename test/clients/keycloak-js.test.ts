import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

/** An app on keycloak-js in implicit flow: it asks silently first, as check-sso does. */
const appFor = (issuer: string) => `<!doctype html><title>keycloak-js</title>
<h1>keycloak-js</h1><button id="in">In</button><button id="out">Out</button><pre id="user"></pre>
<script type="module">
  import Keycloak from '/modules/keycloak-js/lib/keycloak.js'
  const keycloak = new Keycloak({
    clientId: 'a-keycloak-spa',
    oidcProvider: ${JSON.stringify(issuer)},
  })
  window.keycloak = keycloak
  document.getElementById('in').onclick = () => keycloak.login({ scope: 'openid profile email' })
  document.getElementById('out').onclick = () =>
    keycloak.logout({ redirectUri: location.origin + '/bye' })
  const authenticated = await keycloak.init({
    flow: 'implicit',
    onLoad: 'check-sso',
    checkLoginIframe: false,
    silentCheckSsoRedirectUri: location.origin + '/silent',
    redirectUri: location.origin + '/callback',
  })
  const profile = authenticated ? await keycloak.loadUserInfo() : undefined
  document.getElementById('user').textContent =
    JSON.stringify({ authenticated, profile, sub: keycloak.subject, token: keycloak.token })
</script>`

const silentPage = `<!doctype html><title>silent</title>
<script>parent.postMessage(location.href, location.origin)</script>`

describeInBrowser('keycloak-js 26', (browser) => {
  let server: TestServer
  let site: StaticServer
  beforeAll(async () => {
    server = await startServer()
    site = await serveApp({ '/': appFor(server.issuer), '/silent': silentPage })
  })
  afterAll(async () => {
    await server.close()
    await site.close()
  })

  const told = async (page: Page) => {
    await page.locator('#user', { hasText: 'authenticated' }).waitFor()
    return JSON.parse((await page.locator('#user').textContent()) ?? '')
  }

  async function signedIn(): Promise<Page> {
    const page = await browser.open()
    await page.goto(site.origin)
    expect(await told(page)).toMatchObject({ authenticated: false })
    await page.locator('#in').click()
    await signInAs(page, 'alice')
    await approve(page, 'allow')
    await page.locator('#user', { hasText: 'alice' }).waitFor()
    return page
  }

  it('signs in by implicit flow, and loads the claims of /userinfo', async () => {
    expect(await told(await signedIn())).toMatchObject({
      authenticated: true,
      sub: 'alice',
      profile: { sub: 'alice', name: 'Alice Rosa Liddell', email: 'alice@people.example' },
    })
  })

  it('finds its user again by check-sso after the plain approval (OIDC Core §3.1.2.1)', async () => {
    const page = await signedIn()
    const before = await told(page)
    await page.goto(`${site.origin}/again`)
    const after = await told(page)
    expect(after).toMatchObject({ authenticated: true, sub: 'alice' })
    expect(after.token).not.toBe(before.token)
  })

  it('signs out, and finds nobody afterwards', async () => {
    const page = await signedIn()
    await page.locator('#out').click()
    await page.waitForURL(`${site.origin}/bye*`)
    expect(await told(page)).toMatchObject({ authenticated: false })
  })
})
