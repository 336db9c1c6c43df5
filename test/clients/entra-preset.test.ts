import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLocalCertificate } from '../../src/adapters/data-folder/local-certificate.ts'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

const tenant = '0b8f1b2e-7d5c-4a3e-9f10-2c6d7e8f9a0b'

/** An app on msal-browser as its documentation shows it; a host that is not Microsoft's has to be known. */
const appFor = (host: string) => `<!doctype html><title>msal-browser</title><h1>msal-browser</h1>
<button id="in">In</button><button id="renew">Renew</button><button id="out">Out</button>
<pre id="user"></pre><pre id="renewed"></pre>
<script src="/modules/@azure/msal-browser/lib/msal-browser.min.js"></script>
<script type="module">
  const pca = new msal.PublicClientApplication({
    auth: {
      clientId: '7f1c2d3e-4b5a-4c6d-8e9f-0a1b2c3d4e5f',
      authority: 'https://${host}/${tenant}',
      knownAuthorities: ['${host}'],
      redirectUri: location.origin + '/callback',
      postLogoutRedirectUri: location.origin + '/bye',
    },
  })
  const show = (id, value) => { document.getElementById(id).textContent = JSON.stringify(value) }
  await pca.initialize()
  const answer = await pca.handleRedirectPromise().catch((error) => ({ error: error.message }))
  document.getElementById('in').onclick = () => pca.loginRedirect({ scopes: ['email'] })
  document.getElementById('renew').onclick = async () => {
    const [account] = pca.getAllAccounts()
    const { idTokenClaims } = await pca
      .acquireTokenSilent({ scopes: ['email'], account, forceRefresh: true })
      .catch((error) => ({ idTokenClaims: { error: error.message } }))
    show('renewed', idTokenClaims)
  }
  document.getElementById('out').onclick = () => pca.logoutRedirect({ account: pca.getAllAccounts()[0] })
  if (answer !== null) show('user', { error: answer.error, claims: answer.idTokenClaims, name: answer.account?.name })
  document.body.dataset.ready = 'true'
</script>`

/** The same on msal 1.4, by the implicit grant. */
const classic = (host: string) => `<!doctype html><title>msal</title><h1>msal</h1>
<button id="in">In</button><button id="renew">Renew</button><button id="out">Out</button>
<pre id="user"></pre><pre id="renewed"></pre>
<script src="/modules/msal/dist/msal.min.js"></script>
<script>
  const app = new Msal.UserAgentApplication({
    auth: {
      clientId: '7f1c2d3e-4b5a-4c6d-8e9f-0a1b2c3d4e5f',
      authority: 'https://${host}/${tenant}',
      knownAuthorities: ['${host}'],
      redirectUri: location.origin + '/callback',
      postLogoutRedirectUri: location.origin + '/bye',
    },
  })
  const show = (id, value) => { document.getElementById(id).textContent = JSON.stringify(value) }
  const scopes = ['openid', 'profile', 'email', 'https://orders.example/read']
  app.handleRedirectCallback((error, answer) => show('user', error ? { error: error.message } : {
    claims: answer.idToken.claims, id: answer.account.accountIdentifier,
    home: answer.account.homeAccountIdentifier,
  }))
  document.getElementById('in').onclick = () => app.loginRedirect({ scopes })
  document.getElementById('renew').onclick = () =>
    app.acquireTokenSilent({ scopes, forceRefresh: true })
      .then(({ accessToken }) => show('renewed', JSON.parse(atob(accessToken.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')))))
      .catch((error) => show('renewed', { error: error.message }))
  document.getElementById('out').onclick = () => app.logout()
  document.body.dataset.ready = 'true'
</script>`

describeInBrowser('MSAL, with the host of Microsoft replaced and known', (browser) => {
  let server: TestServer
  const sites: StaticServer[] = []
  beforeAll(async () => {
    server = await startServer({ preset: 'entra', preset_tenant: tenant, tls: 'generated' })
    const certificate = await createLocalCertificate()
    const { host } = new URL(server.issuer)
    for (const app of [appFor, classic]) sites.push(await serveApp({ '/': app(host) }, certificate))
  })
  afterAll(async () => {
    await server.close()
    for (const site of sites) await site.close()
  })

  const shown = async (page: Page, id: string) => {
    await page.locator(`#${id}`, { hasText: '{' }).waitFor()
    return JSON.parse((await page.locator(`#${id}`).textContent()) ?? '')
  }

  async function signedIn(site: StaticServer | undefined): Promise<Page> {
    const page = await browser.open({ ignoreHTTPSErrors: true })
    await page.goto(site?.origin ?? '')
    await page.locator('body[data-ready]').waitFor()
    await page.locator('#in').click()
    await signInAs(page, 'alice')
    await approve(page, 'remember')
    return page
  }

  it('signs in by code and PKCE, renews, and signs out, on msal-browser 5', async () => {
    const page = await signedIn(sites[0])
    const iss = `${server.issuer}/${tenant}/v2.0`
    expect(await shown(page, 'user')).toMatchObject({
      claims: { iss, tid: tenant, oid: 'alice', ver: '2.0', email: 'alice@people.example' },
      name: 'Alice Rosa Liddell',
    })
    await page.locator('#renew').click()
    expect(await shown(page, 'renewed')).toMatchObject({ iss, sub: 'alice' })
    await page.locator('#out').click()
    await page.waitForURL(/\/bye|logout/)
  })

  it('signs in by the implicit grant, renews in a frame, and signs out, on msal 1.4', async () => {
    const page = await signedIn(sites[1])
    const iss = `${server.issuer}/${tenant}/v2.0`
    const user = await shown(page, 'user')
    expect(user).toMatchObject({ claims: { iss, tid: tenant, ver: '2.0' }, id: 'alice' })
    const [uid, utid] = user.home.split('.').map(atob)
    expect([uid, utid]).toEqual(['alice', tenant])
    await page.locator('#renew').click()
    expect(await shown(page, 'renewed')).toMatchObject({ iss, sub: 'alice', tid: tenant })
    await page.locator('#out').click()
    await page.waitForURL(/\/bye|logout/)
  })
})
