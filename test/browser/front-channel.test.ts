import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { createApp } from '../support/app.ts'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer } from '../support/server.ts'
import { type Route, type StaticServer, serveApp } from '../support/static-server.ts'

const html = { 'content-type': 'text/html; charset=utf-8' }

/** A page of an app that forgets its login, as its own script can, and tries to take the window over. */
const signedOutPage = `<!doctype html><title>out</title><h1>Out</h1><script>
  localStorage.removeItem('login')
  try { top.location = '/taken-over' } catch {}
</script>`

const appPage = `<!doctype html><title>app</title><h1>App</h1><script>
  if (location.pathname === '/cb') localStorage.setItem('login', 'alice')
</script>`

describeInBrowser('front-channel logout', (browser) => {
  const expected = /Unsafe attempt to initiate navigation|frame is sandboxed/

  async function scene(
    out: Route,
    run: (page: Page, site: StaticServer, issuer: string) => Promise<void>,
  ) {
    const site = await serveApp({ '/': appPage, '/out': out })
    const server = await startServer({
      clients: [
        {
          client_id: 'app',
          redirect_uris: [`${site.origin}/cb`],
          post_logout_redirect_uris: [`${site.origin}/bye`],
          frontchannel_logout_uri: `${site.origin}/out`,
          response_types: ['id_token token'],
        },
      ],
    })
    const page = await browser.open({}, expected)
    try {
      await page.goto(
        createApp(server.issuer, { clientId: 'app', redirectUri: `${site.origin}/cb` }).url(),
      )
      await signInAs(page, 'alice')
      await approve(page, 'allow')
      await page.waitForURL(`${site.origin}/cb*`)
      expect(await page.evaluate(() => localStorage.getItem('login'))).toBe('alice')
      await run(page, site, server.issuer)
    } finally {
      // first, for a page that is still open asks for its icon
      await page.context().close()
      await server.close()
      await site.close()
    }
  }

  /** Signs out by the hint that the app has, and is to come back. */
  async function signOut(page: Page, site: StaticServer, issuer: string): Promise<void> {
    const hint = new URLSearchParams(new URL(page.url()).hash.slice(1)).get('id_token') ?? ''
    const back = { id_token_hint: hint, post_logout_redirect_uri: `${site.origin}/bye`, state: 's' }
    await page.goto(`${issuer}/logout?${new URLSearchParams(back)}`, { waitUntil: 'commit' })
    await page.waitForURL(`${site.origin}/bye?state=s`, { timeout: 9000 })
  }

  it('lets the app end its login in a frame, then goes back to it; the frame takes nothing over', async () => {
    await scene(signedOutPage, async (page, site, issuer) => {
      await signOut(page, site, issuer)
      expect(await page.evaluate(() => localStorage.getItem('login'))).toBeNull()
      const told = site.requests.filter(({ url }) => url.pathname === '/out')
      expect(told).toHaveLength(1)
      expect(told[0]?.url.searchParams.get('iss')).toBe(issuer)
      expect(told[0]?.url.searchParams.get('sid')).toMatch(/^[\w-]{22}$/)
      expect(told[0]?.headers.referer).toBeUndefined()
      expect(site.requests.some(({ url }) => url.pathname === '/taken-over')).toBe(false)
    })
  })

  it('does not wait for an app that does not answer', async () => {
    const late = () =>
      new Promise<{ headers: typeof html }>((resolve) =>
        setTimeout(resolve, 20_000, { headers: html }).unref(),
      )
    await scene(late, signOut)
  })

  it('stays on the page that says so where nobody is to go back', async () => {
    await scene(signedOutPage, async (page, site, issuer) => {
      await page.goto(`${issuer}/logout`)
      await page.locator('#logout-confirm').click()
      await page.locator('h1', { hasText: 'You are signed out' }).waitFor()
      await expect.poll(() => site.requests.some(({ url }) => url.pathname === '/out')).toBe(true)
      expect(new URL(page.url()).origin).toBe(issuer)
    })
  })
})
