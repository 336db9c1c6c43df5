import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type Reply, type Request, type StaticServer, serveApp } from '../support/static-server.ts'

type Flow = 'implicit' | 'authorizationCode'

const description = (issuer: string, flow: Flow) => ({
  openapi: '3.0.3',
  info: { title: 'A small API', version: '1' },
  paths: {
    '/me': {
      get: {
        operationId: 'me',
        security: [{ fragrant: ['openid', 'email'] }],
        responses: { 200: { description: 'Who calls' } },
      },
    },
  },
  components: {
    securitySchemes: {
      fragrant: {
        type: 'oauth2',
        flows: {
          [flow]: {
            authorizationUrl: `${issuer}/authorize`,
            ...(flow === 'authorizationCode' && { tokenUrl: `${issuer}/token` }),
            scopes: { openid: 'who you are', email: 'your e-mail address' },
          },
        },
      },
    },
  },
})

const documentation = (issuer: string, flow: Flow) => `<!doctype html><title>Swagger UI</title>
<link rel="stylesheet" href="/modules/swagger-ui-dist/swagger-ui.css">
<div id="swagger-ui"></div>
<script src="/modules/swagger-ui-dist/swagger-ui-bundle.js"></script>
<script>
  const ui = SwaggerUIBundle({
    dom_id: '#swagger-ui',
    spec: ${JSON.stringify(description(issuer, flow))},
    oauth2RedirectUrl: location.origin + '/modules/swagger-ui-dist/oauth2-redirect.html',
  })
  ui.initOAuth({
    clientId: 'the-docs-of-an-api',
    appName: 'docs',
    usePkceWithAuthorizationCodeGrant: ${flow === 'authorizationCode'},
  })
</script>`

/** An API that asks the authorization server whose token it was called with. */
const apiOf =
  (issuer: string) =>
  async ({ headers }: Request): Promise<Reply> => {
    const { authorization = '' } = headers
    const answer = await fetch(`${issuer}/userinfo`, { headers: { authorization } })
    return {
      status: answer.status,
      headers: { 'content-type': 'application/json' },
      body: await answer.text(),
    }
  }

const flows: readonly Flow[] = ['implicit', 'authorizationCode']
for (const flow of flows) describeFlow(flow)

function describeFlow(flow: Flow): void {
  describeInBrowser(`swagger-ui-dist 5.35, ${flow}`, (browser) => {
    let server: TestServer
    let site: StaticServer
    beforeAll(async () => {
      server = await startServer()
      site = await serveApp({
        '/': documentation(server.issuer, flow),
        '/me': apiOf(server.issuer),
      })
    })
    afterAll(async () => {
      await server.close()
      await site.close()
    })

    it('gets a token in its popup, without a nonce, and calls the API with it', async () => {
      const page = await browser.open()
      await page.goto(site.origin)
      await page.locator('.btn.authorize').click()
      for (const scope of await page.locator('.scopes input[type=checkbox]').all()) {
        await scope.evaluate((box: HTMLInputElement) => box.click())
      }
      const [popup] = await Promise.all([
        page.waitForEvent('popup'),
        page.locator('.modal-ux button.authorize').click(),
      ])
      await signInAs(popup, 'alice')
      await approve(popup, 'allow')
      await page.getByRole('button', { name: 'Remove authorization' }).waitFor()
      expect(popup.isClosed()).toBe(true)
      await page.locator('.modal-ux .btn-done').click()

      await page.locator('#operations-default-me button').first().click()
      await page.getByRole('button', { name: 'Try it out' }).click()
      await page.getByRole('button', { name: 'Execute' }).click()
      const response = page.locator('.live-responses-table')
      await response.getByText('alice@people.example').first().waitFor()
      expect(await response.locator('.response .response-col_status').first().textContent()).toBe(
        '200',
      )
    })

    it('says what went wrong when the user denies', async () => {
      const page = await browser.open()
      await page.goto(site.origin)
      await page.locator('.btn.authorize').click()
      const [popup] = await Promise.all([
        page.waitForEvent('popup'),
        page.locator('.modal-ux button.authorize').click(),
      ])
      await signInAs(popup, 'bob')
      await approve(popup, 'deny')
      await page.locator('.modal-ux .errors').getByText('The user did not approve.').waitFor()
    })
  })
}
