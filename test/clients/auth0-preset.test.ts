import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLocalCertificate } from '../../src/adapters/data-folder/local-certificate.ts'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

/** An app on auth0-js by the implicit grant, as its documentation shows it: a domain, and no more. */
const classic = (domain: string) => `<!doctype html><title>auth0-js</title><h1>auth0-js</h1>
<button id="in">In</button><button id="renew">Renew</button><button id="out">Out</button>
<pre id="user"></pre><pre id="renewed"></pre>
<script src="/modules/auth0-js/dist/auth0.min.js"></script>
<script>
  const webAuth = new auth0.WebAuth({
    domain: '${domain}',
    clientID: 'an-auth0-app',
    redirectUri: location.origin + '/callback',
    responseType: 'token id_token',
    scope: 'openid profile email',
  })
  const show = (id) => (error, result) => {
    document.getElementById(id).textContent = JSON.stringify(error ? { error } : result)
  }
  document.getElementById('in').onclick = () => webAuth.authorize()
  document.getElementById('renew').onclick = () => webAuth.checkSession({}, show('renewed'))
  document.getElementById('out').onclick = () => webAuth.logout({ returnTo: location.origin + '/bye' })
  if (location.hash !== '') {
    webAuth.parseHash((error, result) => {
      if (error) return show('user')(error)
      webAuth.client.userInfo(result.accessToken, (_, profile) =>
        show('user')(null, { claims: result.idTokenPayload, profile }))
    })
  }
</script>`

/** The same on auth0-spa-js, by code and PKCE. */
const modern = (domain: string) => `<!doctype html><title>auth0-spa-js</title><h1>auth0-spa-js</h1>
<button id="in">In</button><button id="renew">Renew</button><button id="out">Out</button>
<pre id="user"></pre><pre id="renewed"></pre>
<script src="/modules/@auth0/auth0-spa-js/dist/auth0-spa-js.production.js"></script>
<script type="module">
  const client = await auth0.createAuth0Client({
    domain: '${domain}',
    clientId: 'an-auth0-spa',
    authorizationParams: { redirect_uri: location.origin + '/callback', audience: 'https://orders.example' },
  })
  const show = (id, value) => { document.getElementById(id).textContent = JSON.stringify(value) }
  const payload = (token) => JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')))
  document.getElementById('in').onclick = () => client.loginWithRedirect()
  document.getElementById('renew').onclick = async () =>
    show('renewed', payload(await client.getTokenSilently({ cacheMode: 'off' })))
  document.getElementById('out').onclick = () =>
    client.logout({ logoutParams: { returnTo: location.origin + '/bye' } })
  if (location.search.includes('code=')) {
    await client.handleRedirectCallback()
    show('user', { claims: await client.getIdTokenClaims() })
  }
</script>`

describeInBrowser('An app of Auth0, with its domain replaced and nothing else', (browser) => {
  let server: TestServer
  const sites: StaticServer[] = []
  beforeAll(async () => {
    server = await startServer({ preset: 'auth0', tls: 'generated' })
    const certificate = await createLocalCertificate()
    const { host } = new URL(server.issuer)
    for (const app of [classic, modern]) sites.push(await serveApp({ '/': app(host) }, certificate))
  })
  afterAll(async () => {
    await server.close()
    for (const site of sites) await site.close()
  })

  async function signedIn(site: StaticServer | undefined): Promise<Page> {
    const page = await browser.open({ ignoreHTTPSErrors: true })
    await page.goto(site?.origin ?? '')
    await page.locator('#in').click()
    await signInAs(page, 'alice')
    await approve(page, 'remember')
    return page
  }

  const shown = async (page: Page, id: string) => {
    await page.locator(`#${id}`, { hasText: '{' }).waitFor()
    return JSON.parse((await page.locator(`#${id}`).textContent()) ?? '')
  }

  const signsOut = async (page: Page): Promise<void> => {
    await page.locator('#out').click()
    await page.locator('#logout-confirm').click()
    await page.waitForURL(/\/bye/)
  }

  it('signs in, renews and signs out on auth0-js 10 by the implicit grant', async () => {
    const page = await signedIn(sites[0])
    const iss = `${server.issuer}/`
    expect(await shown(page, 'user')).toMatchObject({
      claims: { iss, aud: 'an-auth0-app', sub: 'alice', email: 'alice@people.example' },
      profile: { sub: 'alice', name: 'Alice Rosa Liddell' },
    })
    await page.locator('#renew').click()
    expect(await shown(page, 'renewed')).toMatchObject({ idTokenPayload: { iss, sub: 'alice' } })
    await signsOut(page)
  })

  it('signs in, renews and signs out on auth0-spa-js 2 by code and PKCE', async () => {
    const page = await signedIn(sites[1])
    const iss = `${server.issuer}/`
    expect(await shown(page, 'user')).toMatchObject({
      claims: { iss, sub: 'alice', email: 'alice@people.example' },
    })
    await page.locator('#renew').click()
    expect(await shown(page, 'renewed')).toMatchObject({
      ...{ iss, sub: 'alice', azp: 'an-auth0-spa' },
      aud: ['https://orders.example', `${iss}userinfo`],
    })
    await signsOut(page)
  })
})
