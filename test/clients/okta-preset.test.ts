import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

/** An app on okta-auth-js as its documentation shows it: an issuer, and no endpoint. */
const appFor = (issuer: string, own: object) => `<!doctype html><title>okta-auth-js</title>
<h1>okta-auth-js</h1>
<button id="in">In</button><button id="renew">Renew</button><button id="out">Out</button>
<pre id="user"></pre><pre id="renewed"></pre>
<script src="/modules/@okta/okta-auth-js/dist/okta-auth-js.min.js"></script>
<script type="module">
  const client = new OktaAuth({
    issuer: ${JSON.stringify(issuer)},
    clientId: 'an-okta-spa',
    redirectUri: location.origin + '/callback',
    postLogoutRedirectUri: location.origin + '/bye',
    scopes: ['openid', 'profile', 'email'],
    ...${JSON.stringify(own)},
  })
  const show = (id, value) => { document.getElementById(id).textContent = JSON.stringify(value) }
  document.getElementById('in').onclick = () => client.token.getWithRedirect()
  document.getElementById('renew').onclick = async () => {
    const { tokens } = await client.token.getWithoutPrompt()
    show('renewed', client.token.decode(tokens.accessToken.accessToken).payload)
  }
  document.getElementById('out').onclick = () => client.signOut()
  if (client.isLoginRedirect()) {
    const { tokens } = await client.token.parseFromUrl()
    client.tokenManager.setTokens(tokens)
    show('user', {
      claims: tokens.idToken.claims,
      access: client.token.decode(tokens.accessToken.accessToken).payload,
      profile: await client.token.getUserInfo(tokens.accessToken, tokens.idToken),
    })
  }
</script>`

describeInBrowser(
  'okta-auth-js 8, with the host of its org replaced and nothing else',
  (browser) => {
    let server: TestServer
    const sites: StaticServer[] = []
    beforeAll(async () => {
      server = await startServer({ preset: 'okta' })
      const issuer = `${server.issuer}/oauth2/default`
      for (const own of [{}, { pkce: false }]) {
        sites.push(await serveApp({ '/': appFor(issuer, own) }))
      }
    })
    afterAll(async () => {
      await server.close()
      for (const site of sites) await site.close()
    })

    const shown = async (page: Page, id: string) => {
      await page.locator(`#${id}`, { hasText: '{' }).waitFor()
      return JSON.parse((await page.locator(`#${id}`).textContent()) ?? '')
    }

    it.each([
      [0, 'code and PKCE'],
      [1, 'the implicit grant'],
    ])(
      'signs in, renews without a page and signs out by its own endpoints (%i: by %s)',
      async (at) => {
        const page = await browser.open()
        await page.goto(sites[at]?.origin ?? '')
        await page.locator('#in').click()
        await signInAs(page, 'alice')
        await approve(page, 'remember')
        const iss = `${server.issuer}/oauth2/default`
        expect(await shown(page, 'user')).toMatchObject({
          claims: { iss, sub: 'alice', aud: 'an-okta-spa', ver: 1, amr: ['pwd'] },
          access: {
            iss,
            aud: 'api://default',
            cid: 'an-okta-spa',
            scp: ['openid', 'profile', 'email'],
          },
          profile: { sub: 'alice', email: 'alice@people.example' },
        })
        await page.locator('#renew').click()
        expect(await shown(page, 'renewed')).toMatchObject({ iss, uid: 'alice' })
        await page.locator('#out').click()
        await page.waitForURL(/\/bye/)
      },
    )
  },
)
