import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp, goThrough } from '../support/app.ts'
import { describeInBrowser } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'
import { createVisitor } from '../support/visitor.ts'

let server: TestServer
let site: StaticServer
let redirector: Server
beforeAll(async () => {
  site = await serveApp({ '/': '<!doctype html><title>App</title><h1>The app</h1>' })
  server = await startServer({
    clients: [
      {
        client_id: 'left',
        redirect_uris: [`${site.origin}/callback`],
        post_logout_redirect_uris: [`${site.origin}/bye`],
        response_types: ['id_token token'],
      },
    ],
  })
  // Another server or app, which sends the browser on with an answer in the fragment.
  redirector = createServer(({ url = '' }, response) => {
    const to = new URL(url, 'http://localhost').searchParams.get('to') ?? ''
    response.writeHead(302, { location: to }).end()
  })
  await new Promise<void>((resolve) => redirector.listen(0, 'localhost', resolve))
})
afterAll(async () => {
  redirector.close()
  await server.close()
  await site.close()
})

const withTokenTo = (target: string): string => {
  const { port } = redirector.address() as AddressInfo
  const to = encodeURIComponent(`${target}#access_token=of-somebody-else`)
  return `http://localhost:${port}/?to=${to}`
}

describeInBrowser('the fragment that a browser arrives with', (browser) => {
  it('is not carried on with an answer in the query (RFC 9700 §4.1.3)', async () => {
    const page = await browser.open()
    const app = createApp(server.issuer, { redirectUri: `${site.origin}/callback` })
    await page.goto(withTokenTo(app.url({ response_type: undefined })))
    await page.waitForURL(`${site.origin}/callback?error=invalid_request**`)
    expect(new URL(page.url()).hash).toBe('')
  })

  it('is not carried on by a logout (RFC 9700 §4.1.3)', async () => {
    const app = createApp(server.issuer, {
      clientId: 'left',
      redirectUri: `${site.origin}/callback`,
    })
    const { values } = await goThrough(app, createVisitor(server.issuer))
    const query = new URLSearchParams({
      id_token_hint: values.get('id_token') ?? '',
      post_logout_redirect_uri: `${site.origin}/bye`,
    })
    const page = await browser.open()
    await page.goto(withTokenTo(`${server.issuer}/logout?${query}`))
    await page.waitForURL(`${site.origin}/bye**`)
    expect(new URL(page.url()).hash).toBe('')
  })
})
