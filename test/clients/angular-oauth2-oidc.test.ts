import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs, signOutBeside } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

const pageFor = (issuer: string) => `<!doctype html><title>angular-oauth2-oidc</title>
<h1>angular-oauth2-oidc</h1><button id="in">In</button><button id="out">Out</button>
<pre id="user"></pre><pre id="events"></pre>
<script>window.issuer = ${JSON.stringify(issuer)}</script>
<script type="module" src="/app.js"></script>`

/** The page that its documentation gives for silent renewal. */
const silentPage = `<!doctype html><title>silent</title>
<script>parent.postMessage(location.hash || '#' + location.search, location.origin)</script>`

async function bundle(): Promise<string> {
  const entry = fileURLToPath(new URL('apps/angular.ts', import.meta.url))
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

describeInBrowser('angular-oauth2-oidc 20', (browser) => {
  let server: TestServer
  let site: StaticServer
  beforeAll(async () => {
    server = await startServer()
    const script = await bundle()
    site = await serveApp({
      '/': pageFor(server.issuer),
      '/silent': silentPage,
      '/app.js': () => ({ headers: { 'content-type': 'text/javascript' }, body: script }),
    })
  })
  afterAll(async () => {
    await server.close()
    await site.close()
  })

  async function signedIn(): Promise<Page> {
    const page = await browser.open()
    await page.goto(site.origin)
    await page.locator('body[data-ready]').waitFor()
    await page.locator('#in').click()
    await signInAs(page, 'alice')
    await approve(page, 'allow')
    await page.locator('#user', { hasText: 'alice' }).waitFor()
    return page
  }

  const told = async (page: Page) => JSON.parse((await page.locator('#user').textContent()) ?? '')

  it('signs in with id_token token, and loads the profile', async () => {
    const { claims, profile } = await told(await signedIn())
    expect(claims).toMatchObject({ iss: server.issuer, aud: 'an-angular-spa', sub: 'alice' })
    expect(profile.info).toMatchObject({ sub: 'alice', email: 'alice@people.example' })
  })

  it('renews silently after the plain approval (OIDC Core §3.1.2.1)', async () => {
    const page = await signedIn()
    const tokens = await page.evaluate(async () => {
      const before = window.oauth.getAccessToken()
      await window.oauth.silentRefresh()
      return { before, after: window.oauth.getAccessToken() }
    })
    expect(tokens.after).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(tokens.after).not.toBe(tokens.before)
    expect(await page.locator('#events').textContent()).toContain('silently_refreshed')
  })

  it('is told within an interval that the user has signed out in another tab, and of nothing before (OIDC Session §3.1)', async () => {
    const page = await signedIn()
    await page.waitForTimeout(5000)
    const events = page.locator('#events')
    expect(await events.textContent()).not.toMatch(/session_(changed|error|terminated)/)
    await signOutBeside(browser, page, server.issuer)
    await page.locator('#events', { hasText: 'session_terminated' }).waitFor({ timeout: 6000 })
  })

  it('signs out, and is told login_required afterwards', async () => {
    const page = await signedIn()
    await page.locator('#out').click()
    await page.waitForURL(`${site.origin}/bye*`)
    await page.locator('body[data-ready]').waitFor()
    const refused = await page.evaluate(() =>
      window.oauth.silentRefresh().catch((event: { reason: { error: string } }) => event.reason),
    )
    expect(JSON.stringify(refused)).toContain('login_required')
  })
})
