import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLocalCertificate } from '../../src/adapters/data-folder/local-certificate.ts'
import { describeInBrowser } from '../support/browser.ts'
import { bundleApp } from '../support/bundle.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

const pool = 'us-east-1_AbCdEf123'

const page = (domain: string) => `<!doctype html><title>Amplify</title><h1>Amplify</h1>
<button id="in">In</button><button id="out">Out</button>
<pre id="user"></pre>
<script>
  const settings = { userPoolId: '${pool}', userPoolClientId: '1example23456789', domain: '${domain}' }
</script>
<script type="module" src="/app.js"></script>`

describeInBrowser(
  'aws-amplify 6, with the domain of its user pool replaced and nothing else',
  (browser) => {
    let server: TestServer
    let site: StaticServer
    beforeAll(async () => {
      server = await startServer({ preset: 'cognito', preset_tenant: pool, tls: 'generated' })
      const certificate = await createLocalCertificate()
      const routes = {
        '/': page(new URL(server.issuer).host),
        '/app.js': await bundleApp('amplify.ts'),
      }
      site = await serveApp(routes, certificate)
    })
    afterAll(async () => {
      await server.close()
      await site.close()
    })

    const shown = async (at: Page, id: string) => {
      await at.locator(`#${id}`, { hasText: '{' }).waitFor()
      return JSON.parse((await at.locator(`#${id}`).textContent()) ?? '')
    }

    it('signs in by the managed login, and signs out to where it wants to', async () => {
      const at = await browser.open({ ignoreHTTPSErrors: true })
      await at.goto(site.origin)
      await at.locator('#in').click()
      await signInAs(at, 'alice')
      await approve(at, 'remember')
      const iss = `${server.issuer}/${pool}`
      expect(await shown(at, 'user')).toMatchObject({
        ...{ username: 'alice', userId: 'alice' },
        id: { iss, token_use: 'id', 'cognito:username': 'alice', email: 'alice@people.example' },
        access: { iss, token_use: 'access', username: 'alice', client_id: '1example23456789' },
      })
      await at.locator('#out').click()
      await at.locator('#logout-confirm').click()
      await at.waitForURL(/\/bye/)
    })
  },
)
