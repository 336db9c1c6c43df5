import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser, type TestBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'
import { userinfo } from '../support/tokens.ts'

/** An app on keycloak-js: it asks silently first, as check-sso does. */
const appFor = (issuer: string, own: object) => `<!doctype html><title>keycloak-js</title>
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
    onLoad: 'check-sso',
    checkLoginIframe: false,
    silentCheckSsoRedirectUri: location.origin + '/silent',
    redirectUri: location.origin + '/callback',
    ...${JSON.stringify(own)},
  })
  const profile = authenticated ? await keycloak.loadUserInfo() : undefined
  document.getElementById('user').textContent =
    JSON.stringify({ authenticated, profile, sub: keycloak.subject, token: keycloak.token })
</script>`

const silentPage = `<!doctype html><title>silent</title>
<script>parent.postMessage(location.href, location.origin)</script>`

/** What the app's page holds for whoever looks. */
declare const keycloak: {
  readonly token: string
  readonly refreshToken: string
  updateToken(minValidity: number): Promise<boolean>
}

interface SignedIn {
  signedIn(): Promise<Page>
  issuer(): string
}

/** What the library does in each of its flows, and what `further` says of one. */
function describeFlow(how: string, own: object, further: (app: SignedIn) => void): void {
  describeInBrowser(`keycloak-js 26 ${how}`, (browser) => {
    const app = useApp(browser, own)
    const { signedIn } = app

    it('signs in, and loads the claims of /userinfo', async () => {
      expect(await told(await signedIn())).toMatchObject({
        authenticated: true,
        sub: 'alice',
        profile: { sub: 'alice', name: 'Alice Rosa Liddell', email: 'alice@people.example' },
      })
    })

    it('finds its user again by check-sso after the plain approval (OIDC Core §3.1.2.1)', async () => {
      const page = await signedIn()
      const before = await told(page)
      await page.goto(new URL('/again', page.url()).href)
      const after = await told(page)
      expect(after).toMatchObject({ authenticated: true, sub: 'alice' })
      expect(after.token).not.toBe(before.token)
    })

    it('signs out, and finds nobody afterwards', async () => {
      const page = await signedIn()
      await page.locator('#out').click()
      await page.waitForURL(/\/bye/)
      expect(await told(page)).toMatchObject({ authenticated: false })
    })

    further(app)
  })
}

function useApp(browser: TestBrowser, own: object): SignedIn {
  let server: TestServer
  let site: StaticServer
  beforeAll(async () => {
    server = await startServer()
    site = await serveApp({ '/': appFor(server.issuer, own), '/silent': silentPage })
  })
  afterAll(async () => {
    await server.close()
    await site.close()
  })
  return {
    issuer: () => server.issuer,
    async signedIn() {
      const page = await browser.open()
      await page.goto(site.origin)
      expect(await told(page)).toMatchObject({ authenticated: false })
      await page.locator('#in').click()
      await signInAs(page, 'alice')
      await approve(page, 'allow')
      await page.locator('#user', { hasText: 'alice' }).waitFor()
      return page
    },
  }
}

const told = async (page: Page) => {
  await page.locator('#user', { hasText: 'authenticated' }).waitFor()
  return JSON.parse((await page.locator('#user').textContent()) ?? '')
}

describeFlow('in its default flow, by code and PKCE', {}, ({ signedIn, issuer }) => {
  it('renews by its refresh token, more than once (RFC 6749 §6)', async () => {
    const page = await signedIn()
    const { seen, token } = await page.evaluate(async () => {
      const seen = [keycloak.refreshToken]
      for (const _ of ['once', 'again']) {
        await keycloak.updateToken(-1)
        seen.push(keycloak.refreshToken)
      }
      return { seen, token: keycloak.token }
    })
    expect(new Set(seen).size).toBe(3)
    expect((await userinfo(issuer(), token)).status).toBe(200)
  })
})

describeFlow('in implicit flow', { flow: 'implicit' }, ({ signedIn }) => {
  it('is given no refresh token (RFC 6749 §4.2.2)', async () => {
    const page = await signedIn()
    expect(await page.evaluate(() => keycloak.refreshToken ?? null)).toBeNull()
  })
})
