import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { serveApp } from '../support/static-server.ts'

describeInBrowser('the playground, asked to ask an issuer that nobody knows,', (browser) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.close())

  it.each([
    ['authorization_endpoint', 'javascript:document.title=1'],
    ['end_session_endpoint', 'data:text/html,hello'],
    ['token_endpoint', '/people'],
    ['userinfo_endpoint', '/activity/all.har'],
    ['revocation_endpoint', '//localhost/people'],
    ['introspection_endpoint', 'people'],
    ['check_session_iframe', '\\\\localhost\\people'],
    ['jwks_uri', 7],
  ])('goes nowhere by %s: %s', async (name, value) => {
    const evil = await serveApp({
      '/': ({ headers }) => {
        const issuer = `http://${headers.host}`
        const endpoints = { authorization_endpoint: `${issuer}/a`, token_endpoint: `${issuer}/t` }
        return {
          headers: { 'access-control-allow-origin': '*', 'content-type': 'application/json' },
          body: JSON.stringify({ issuer, ...endpoints, jwks_uri: `${issuer}/k`, [name]: value }),
        }
      },
    })
    const page = await browser.open()
    await page.goto(`${server.issuer}/playground?issuer=${encodeURIComponent(evil.origin)}`)
    await page
      .locator('#problem', { hasText: `names as ${name} what is no whole address` })
      .waitFor()
    expect(await page.locator('#sign-in').isDisabled()).toBe(true)
    await evil.close()
  })
})
