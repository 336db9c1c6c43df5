import { afterAll, beforeAll, expect, it } from 'vitest'
import type { PresetName } from '../../src/protocol/provider/presets.ts'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

/** A classic single page app: an authority, and every endpoint from its document. */
const appFor = (authority: string) => `<!doctype html><title>oidc-client</title>
<h1>oidc-client</h1><button id="in">In</button><button id="out">Out</button><pre id="user"></pre>
<script src="/modules/oidc-client/dist/oidc-client.js"></script>
<script>
  const show = (value) => { document.getElementById('user').textContent = JSON.stringify(value) }
  const manager = new Oidc.UserManager({
    authority: '${authority}',
    client_id: 'a-classic-spa',
    redirect_uri: location.origin + '/callback',
    post_logout_redirect_uri: location.origin + '/bye',
    response_type: 'id_token token',
    scope: 'openid profile email',
    userStore: new Oidc.WebStorageStateStore({ store: sessionStorage }),
  })
  document.getElementById('in').onclick = () => manager.signinRedirect()
  document.getElementById('out').onclick = () => manager.signoutRedirect()
  if (location.pathname === '/callback') {
    manager.signinRedirectCallback().then(show, (error) => show({ failed: error.message }))
  }
</script>`

/** Each provider whose apps are written on it, and where its issuer is. */
const issuers: readonly (readonly [preset: PresetName, issuer: string])[] = [
  ['identityserver', ''],
  ['wso2', '/oauth2/token'],
  ['adfs', '/adfs'],
]

describeInBrowser('oidc-client 1.11.5, with the host of a provider replaced', (browser) => {
  const servers: TestServer[] = []
  const sites: StaticServer[] = []
  beforeAll(async () => {
    for (const [preset, issuer] of issuers) {
      const server = await startServer({ preset })
      servers.push(server)
      sites.push(await serveApp({ '/': appFor(server.issuer + issuer) }))
    }
  })
  afterAll(async () => {
    for (const one of [...servers, ...sites]) await one.close()
  })

  it.each(issuers)('signs in and out by the implicit grant at %s', async (preset) => {
    const at = issuers.findIndex(([name]) => name === preset)
    const page = await browser.open()
    await page.goto(sites[at]?.origin ?? '')
    await page.locator('#in').click()
    await signInAs(page, 'alice')
    await approve(page, 'allow')
    await page.locator('#user', { hasText: '{' }).waitFor()
    expect(JSON.parse((await page.locator('#user').textContent()) ?? '')).toMatchObject({
      token_type: 'Bearer',
      profile: { sub: 'alice', name: 'Alice Rosa Liddell', email: 'alice@people.example' },
    })
    await page.locator('#out').click()
    await page.waitForURL(/\/bye/)
  })
})
