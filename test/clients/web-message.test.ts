import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

/** What the SDKs of vendors do for a silent renewal: a hidden frame, and a message from it. */
const app = `<!doctype html><title>app</title><pre id="answer"></pre><script>
  window.messages = []
  addEventListener('message', ({ origin, data }) => window.messages.push({ origin, data }))
  window.renew = (url) => {
    const frame = document.createElement('iframe')
    frame.hidden = true
    frame.src = url
    document.body.append(frame)
  }
</script>`

describeInBrowser('response_mode=web_message, for an app on loopback', (browser) => {
  let server: TestServer
  let site: StaticServer
  let other: StaticServer
  beforeAll(async () => {
    server = await startServer()
    site = await serveApp({ '/': app })
    other = await serveApp({ '/': app })
  })
  afterAll(async () => {
    await server.close()
    await site.close()
    await other.close()
  })

  const requestOf = (changes: Record<string, string>) =>
    `${server.issuer}/authorize?${new URLSearchParams({
      client_id: 'sdk-app',
      redirect_uri: `${site.origin}/callback`,
      response_type: 'token id_token',
      scope: 'openid',
      nonce: 'n-1',
      state: 's-1',
      ...changes,
    })}`

  const silent = (mode: string) => requestOf({ prompt: 'none', response_mode: mode })

  async function signedIn(expected?: RegExp) {
    const page = await browser.open({}, expected)
    await page.goto(requestOf({ prompt: 'consent' }))
    await signInAs(page, 'alice')
    await approve(page, 'remember')
    await page.waitForURL(`${site.origin}/**`)
    return page
  }

  type Message = { origin: string; data: { type?: string; response?: Record<string, string> } }

  it('wraps the answer into an authorization_response, from its own origin', async () => {
    const page = await signedIn()
    await page.evaluate((url) => Reflect.get(window, 'renew')(url), silent('web_message'))
    await page.waitForFunction(() => Reflect.get(window, 'messages').length > 0)
    const [message] = (await page.evaluate(() => Reflect.get(window, 'messages'))) as Message[]
    expect(message?.origin).toBe(server.issuer)
    expect(message?.data.type).toBe('authorization_response')
    expect(message?.data.response).toMatchObject({ state: 's-1', token_type: 'Bearer' })
    expect(message?.data.response?.['access_token']).toBeTruthy()
  })

  it('posts the plain parameters in the mode okta_post_message, errors too', async () => {
    const page = await browser.open()
    await page.goto(site.origin)
    await page.evaluate((url) => Reflect.get(window, 'renew')(url), silent('okta_post_message'))
    await page.waitForFunction(() => Reflect.get(window, 'messages').length > 0)
    const [message] = (await page.evaluate(() => Reflect.get(window, 'messages'))) as Message[]
    expect(message?.data).toMatchObject({ error: 'login_required', state: 's-1' })
  })

  it('tells a page of another origin nothing, though it frames the same request', async () => {
    const page = await signedIn(/frame-ancestors/)
    await page.goto(other.origin)
    const refused = page.waitForEvent('console', (told) => told.text().includes('frame-ancestors'))
    await page.evaluate((url) => Reflect.get(window, 'renew')(url), silent('web_message'))
    await refused
    expect(await page.evaluate(() => Reflect.get(window, 'messages'))).toEqual([])
  })
})
