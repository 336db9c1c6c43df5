import * as client from 'openid-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

describeInBrowser('openid-client 6 in Node', (browser) => {
  let server: TestServer
  let site: StaticServer
  let config: client.Configuration
  beforeAll(async () => {
    server = await startServer()
    site = await serveApp({ '/': '<!doctype html><title>Signed in</title><h1>Signed in</h1>' })
    config = await client.discovery(
      new URL(server.issuer),
      'a-web-app-in-node',
      { response_types: ['id_token'] },
      client.None(),
      { execute: [client.allowInsecureRequests, client.useIdTokenResponseType] },
    )
  })
  afterAll(async () => {
    await server.close()
    await site.close()
  })

  const ask = (nonce: string, state: string) =>
    client.buildAuthorizationUrl(config, {
      redirect_uri: `${site.origin}/callback`,
      response_mode: 'form_post',
      scope: 'openid email',
      nonce,
      state,
    })

  /** What the browser has posted to the app, as a request of the Fetch API. */
  function posted(): Request {
    const last = site.requests.findLast(({ method }) => method === 'POST')
    return new Request(`${site.origin}/callback`, {
      method: 'POST',
      headers: { 'content-type': last?.headers['content-type'] ?? '' },
      body: last?.body ?? '',
    })
  }

  it('accepts an id_token that comes by form_post', async () => {
    const [nonce, state] = [client.randomNonce(), client.randomState()]
    const page = await browser.open()
    await page.goto(ask(nonce, state).href)
    await signInAs(page, 'alice')
    await approve(page, 'allow')
    await page.waitForURL(`${site.origin}/callback`)
    const claims = await client.implicitAuthentication(config, posted(), nonce, {
      expectedState: state,
    })
    expect(claims).toMatchObject({
      iss: server.issuer,
      sub: 'alice',
      aud: 'a-web-app-in-node',
      email: 'alice@people.example',
    })
  })

  it('is told access_denied by form_post, with a state and an iss that it accepts', async () => {
    const [nonce, state] = [client.randomNonce(), client.randomState()]
    const page = await browser.open()
    await page.goto(ask(nonce, state).href)
    await signInAs(page, 'bob')
    await approve(page, 'deny')
    await page.waitForURL(`${site.origin}/callback`)
    const refused = client.implicitAuthentication(config, posted(), nonce, {
      expectedState: state,
    })
    await expect(refused).rejects.toMatchObject({ error: 'access_denied' })
  })

  it('sends its user to the logout page with the address to come back to', async () => {
    const address = client.buildEndSessionUrl(config, {
      post_logout_redirect_uri: `${site.origin}/bye`,
    })
    const page = await browser.open()
    await page.goto(ask(client.randomNonce(), client.randomState()).href)
    await signInAs(page, 'alice')
    await page.goto(address.href)
    await page.locator('#logout-confirm').click()
    // with a fragment of its own, an empty one (RFC 9700 §4.1.3)
    await page.waitForURL(`${site.origin}/bye#`)
  })
})
