import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { serveWebApp, type WebApp } from './apps/passport.ts'

describeInBrowser('passport-openidconnect 0.1, a client with a secret', (browser) => {
  let server: TestServer
  let web: WebApp
  beforeAll(async () => {
    web = await serveWebApp()
    server = await startServer({
      clients: [
        {
          client_id: 'a-web-app',
          client_secret: 'keep it to yourself & me',
          redirect_uris: [`${web.origin}/cb`],
          response_types: ['code'],
        },
      ],
    })
    web.use(server.issuer, 'a-web-app', 'keep it to yourself & me')
  })
  afterAll(async () => {
    await server.close()
    await web.close()
  })

  async function signedIn(how: 'allow' | 'deny'): Promise<Page> {
    const page = await browser.open()
    await page.goto(`${web.origin}/login`)
    await signInAs(page, 'alice')
    await approve(page, how)
    await page.locator('#user').waitFor()
    return page
  }

  const told = async (page: Page) => JSON.parse((await page.locator('#user').textContent()) ?? '')

  it('signs in by code with its secret in the form, without PKCE and nonce (RFC 6749 §2.3.1)', async () => {
    expect(await told(await signedIn('allow'))).toMatchObject({
      user: {
        id: 'alice',
        displayName: 'Alice Rosa Liddell',
        emails: [{ value: 'alice@people.example' }],
      },
    })
  })

  it('is told why its user is not signed in', async () => {
    expect(await told(await signedIn('deny'))).toEqual({
      user: false,
      info: { message: 'The user did not approve.' },
    })
  })

  it('is told what to mend when its secret is wrong (RFC 6749 §5.2)', async () => {
    web.use(server.issuer, 'a-web-app', 'another')
    const { failed } = await told(await signedIn('allow'))
    expect(failed).toMatch(/secret/)
    web.use(server.issuer, 'a-web-app', 'keep it to yourself & me')
  })
})
