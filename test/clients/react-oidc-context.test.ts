import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { bundleApp } from '../support/bundle.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'
import { userinfo } from '../support/tokens.ts'

const pageFor = (issuer: string) => `<!doctype html><title>react-oidc-context</title>
<div id="root"></div>
<script>window.issuer = ${JSON.stringify(issuer)}</script>
<script type="module" src="/app.js"></script>`

describeInBrowser('react-oidc-context 3', (browser) => {
  let server: TestServer
  let site: StaticServer
  beforeAll(async () => {
    server = await startServer()
    site = await serveApp({ '/': pageFor(server.issuer), '/app.js': await bundleApp('react.tsx') })
  })
  afterAll(async () => {
    await server.close()
    await site.close()
  })

  async function asked(): Promise<Page> {
    const page = await browser.open()
    await page.goto(site.origin)
    await page.locator('#in').click()
    await signInAs(page, 'alice')
    return page
  }

  async function signedIn(): Promise<Page> {
    const page = await asked()
    await approve(page, 'allow')
    await page.locator('#user').waitFor()
    return page
  }

  const told = async (page: Page) => JSON.parse((await page.locator('#user').textContent()) ?? '')

  it('signs in by code and PKCE, with the claims of /userinfo, and leaves no code in the address', async () => {
    const page = await signedIn()
    expect(await told(page)).toMatchObject({ sub: 'alice', name: 'Alice Rosa Liddell' })
    expect(page.url()).toBe(`${site.origin}/`)
  })

  it('renews its tokens while its user looks on (RFC 6749 §6)', async () => {
    const page = await signedIn()
    const { token } = await told(page)
    await page.locator('#renew').click()
    await page.waitForFunction(
      (before) => !document.getElementById('user')?.textContent?.includes(before),
      token,
    )
    const after = await told(page)
    expect(after.sub).toBe('alice')
    expect((await userinfo(server.issuer, after.token)).status).toBe(200)
  })

  it('signs out, and asks for a login again', async () => {
    const page = await signedIn()
    await page.locator('#out').click()
    await page.locator('#in').click()
    await page.locator('#picker').waitFor()
  })

  it('is told why its user is not signed in', async () => {
    const page = await asked()
    await approve(page, 'deny')
    expect(await page.locator('#failed').textContent()).toBe('The user did not approve.')
  })
})
