import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser, type TestBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

/** An app as the documentation of keycloak-js has it: it knows the server, its realm, and no more. */
const appFor = (url: string, realm: string, own: object) => `<!doctype html><title>Keycloak</title>
<h1>Keycloak</h1><button id="in">In</button><button id="out">Out</button><pre id="user"></pre>
<script type="module">
  import Keycloak from '/modules/keycloak-js/lib/keycloak.js'
  const keycloak = new Keycloak({ url: ${JSON.stringify(url)}, realm: '${realm}', clientId: 'spa' })
  window.keycloak = keycloak
  window.heard = []
  keycloak.onAuthLogout = () => window.heard.push('logout')
  document.getElementById('in').onclick = () => keycloak.login({ scope: 'profile email' })
  document.getElementById('out').onclick = () => keycloak.logout({ redirectUri: location.origin + '/bye' })
  const authenticated = await keycloak.init({
    onLoad: 'check-sso',
    silentCheckSsoRedirectUri: location.origin + '/silent',
    checkLoginIframeInterval: 1,
    ...${JSON.stringify(own)},
  })
  document.getElementById('user').textContent = JSON.stringify({
    authenticated,
    userinfo: authenticated ? await keycloak.loadUserInfo() : undefined,
    profile: authenticated ? await keycloak.loadUserProfile() : undefined,
    token: keycloak.tokenParsed,
    idToken: keycloak.idTokenParsed,
    isBuyer: keycloak.hasRealmRole('buyer'),
  })
</script>`

const silentPage = `<!doctype html><title>silent</title>
<script>parent.postMessage(location.href, location.origin)</script>`

declare const keycloak: {
  readonly token: string
  readonly refreshToken: string | undefined
  accountManagement(): Promise<void>
  updateToken(minValidity: number): Promise<boolean>
}

const told = async (page: Page) => {
  await page.locator('#user', { hasText: 'authenticated' }).waitFor()
  return JSON.parse((await page.locator('#user').textContent()) ?? '')
}

interface Flow {
  readonly realm: string
  readonly own: object
  readonly renews: boolean
  /** The library watches the login by its frame where a code came, and not in the implicit flow. */
  readonly watches: boolean
}

function describeApp(how: string, { realm, own, renews, watches }: Flow): void {
  describeInBrowser(`keycloak-js 26 with its defaults, ${how}`, (browser: TestBrowser) => {
    let server: TestServer
    let site: StaticServer
    beforeAll(async () => {
      server = await startServer({
        preset: 'keycloak',
        users: [
          {
            username: 'alice',
            password: 'alice',
            claims: {
              ...{ name: 'Alice Liddell', given_name: 'Alice', family_name: 'Liddell' },
              ...{ email: 'alice@people.example', roles: ['buyer'] },
            },
          },
        ],
        realms: { shop: {} },
      })
      const app = appFor(server.issuer, realm, own)
      site = await serveApp({ '/': app, '/silent': silentPage })
    })
    afterAll(async () => {
      await server.close()
      await site.close()
    })

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

    it('signs in, reads what Keycloak writes into tokens, renews them, and finds its user again', async () => {
      const issuer = `${server.issuer}/realms/${realm}`
      const claims = { sub: 'alice', azp: 'spa', name: 'Alice Liddell', iss: issuer }
      const page = await signedIn()
      expect(await told(page)).toMatchObject({
        authenticated: true,
        userinfo: { sub: 'alice', email: 'alice@people.example' },
        profile: {
          ...{ id: 'alice', username: 'alice', firstName: 'Alice', lastName: 'Liddell' },
          email: 'alice@people.example',
        },
        token: { ...claims, typ: 'Bearer', aud: 'account', realm_access: { roles: ['buyer'] } },
        idToken: { ...claims, typ: 'ID', email: 'alice@people.example' },
        isBuyer: true,
      })
      const renewed = await page.evaluate(async () => {
        const before = keycloak.token
        if (keycloak.refreshToken === undefined) return false
        await keycloak.updateToken(-1)
        return keycloak.token !== before
      })
      expect(renewed).toBe(renews)
      // by check-sso, without a page
      await page.goto(site.origin)
      expect(await told(page)).toMatchObject({ authenticated: true })
    })

    it('leads its user to the account page, where apps are withdrawn', async () => {
      const page = await signedIn()
      await page.evaluate(() => void keycloak.accountManagement())
      await page.waitForURL(/\/account\?referrer=spa/)
      expect(await page.locator('#app-1').textContent()).toContain('spa')
      await page.locator('#withdraw-1').click()
      await page.locator('#no-apps').waitFor()
    })

    it.runIf(watches)(
      'keeps its user while the login holds, and hears by its frame when somebody signs out elsewhere',
      async () => {
        const page = await signedIn()
        await page.waitForTimeout(2_500)
        expect(await page.evaluate(() => Reflect.get(window, 'heard'))).toEqual([])
        const other = await page.context().newPage()
        await other.goto(`${server.issuer}${realm === 'shop' ? '/realms/shop' : ''}/logout`)
        await other.locator('#logout-confirm').click()
        await other.waitForLoadState()
        await page.waitForFunction(() => Reflect.get(window, 'heard').includes('logout'))
      },
    )

    it.runIf(watches)('signs out, and finds nobody afterwards', async () => {
      const page = await signedIn()
      await page.locator('#out').click()
      await page.waitForURL(/\/bye/)
      expect(await told(page)).toMatchObject({ authenticated: false })
    })
  })
}

describeApp('in the realm master, which is the default realm', {
  ...{ realm: 'master', own: {}, renews: true, watches: true },
})
describeApp('by the implicit flow', {
  ...{ realm: 'master', own: { flow: 'implicit' }, renews: false, watches: false },
})
describeApp('by the hybrid flow, in a realm by its own name', {
  ...{ realm: 'shop', own: { flow: 'hybrid' }, renews: true, watches: true },
})
