import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApp } from '../support/app.ts'
import { describeInBrowser, type TestBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'
import { fillIn } from './application-scenes.ts'
import { deadControlsOn, whyScript } from './plain-controls.ts'

let server: TestServer
let site: StaticServer

beforeAll(async () => {
  server = await startServer({ control: true })
  site = await serveApp({ '/': '<!doctype html><title>App</title><h1>The app</h1>' })
})
afterAll(async () => {
  await server.close()
  await site.close()
})

const withoutScript = (browser: TestBrowser) => browser.open({ javaScriptEnabled: false })

const open = (page: Page, path: string) => page.goto(server.issuer + path)

const done = (page: Page) => page.locator('#done').textContent()

/** Has alice let an app in, in a browser of her own. */
async function letIn(browser: TestBrowser, clientId: string): Promise<void> {
  const page = await withoutScript(browser)
  await page.goto(createApp(server.issuer, { clientId, redirectUri: `${site.origin}/cb` }).url())
  await signInAs(page, 'alice')
  await approve(page, 'remember')
  await page.waitForURL(`${site.origin}/cb#**`)
}

/** A request that is refused, with a page that says why. */
const ask = () =>
  fetch(
    createApp(server.issuer, { clientId: 'demo-web', redirectUri: 'http://localhost/no' }).url(),
  )

describeInBrowser('the console without script', (browser) => {
  it.each([
    ...['/', '/applications', '/new-application', '/applications/demo-web'],
    ...['/applications/demo-web/delete', '/people', '/people/alice', '/person?id=bob'],
    ...['/activity', '/activity?refused=yes', '/activity?before=x99999', '/activity/x1'],
    ...['/playground', '/playground?issuer=https%3A%2F%2Fid.example', '/playground/callback'],
    ...['/moving-to-code', '/scenarios', '/account', '/documentation', '/documentation/testing'],
    ...['/applications?q=demo', '/people?q=alice'],
  ])('has nothing at %s that does nothing', async (path) => {
    await ask()
    const page = await withoutScript(browser)
    const answer = await open(page, path)
    expect(answer?.status()).toBe(200)
    expect(await deadControlsOn(page)).toEqual([])
  })

  it('leads from each page to every other one by its header', async () => {
    const page = await withoutScript(browser)
    await open(page, '/')
    for (const section of ['Applications', 'People', 'Activity', 'Playground', 'Moving to code']) {
      await page.locator('header nav').getByRole('link', { name: section, exact: true }).click()
      const current = page.locator('header nav [aria-current=page]')
      expect(await current.textContent()).toBe(section)
    }
    await page.click('#home')
    expect(await page.textContent('h1')).toBe('Fragrant is running')
  })

  it.each(['single-page', 'web', 'native', 'service'])(
    'registers an app of kind %s, with both sets of keys, disables it and deletes it',
    async (kind) => {
      const page = await withoutScript(browser)
      await open(page, '/new-application')
      await fillIn(
        page,
        `Plain ${kind}`,
        kind,
        kind === 'service' ? undefined : `${site.origin}/cb`,
      )
      await page.click('#create')
      const hasSecret = kind === 'web' || kind === 'service'
      if (hasSecret) await page.click('#back')
      else expect(await done(page)).toContain('registered')
      await page.click('#keys')
      if (hasSecret) await page.click('#back')
      else expect(await done(page)).toBe('The keys are generated.')
      expect(await page.locator('#key-sets a').allTextContents()).toEqual(['Production', 'Sandbox'])
      expect(await page.locator('#keys').count()).toBe(0)
      await page.click('#disable')
      expect(await done(page)).toContain('answered no more')
      await page.click('#enable')
      expect(await done(page)).toContain('answered again')
      await page.click('#delete')
      expect(await deadControlsOn(page)).toEqual([])
      await page.click('#form-delete #delete')
      expect(await done(page)).toBe('Deleted.')
    },
  )

  it('gives a secret another, and revokes it', async () => {
    const page = await withoutScript(browser)
    await open(page, '/new-application')
    await fillIn(page, 'Plain robot', 'service')
    await page.click('#create')
    const first = await page.textContent('#client-secret')
    expect(await deadControlsOn(page)).toEqual([])
    await page.click('#back')
    await page.click('#secret')
    expect(await page.textContent('#client-secret')).not.toBe(first)
    await page.click('#back')
    await page.click('#revoke')
    expect(await done(page)).toContain('revoked')
    expect(await page.textContent('#secret-state')).toContain('none is right')
  })

  it('keeps an app that was taken in, and withdraws what it was granted', async () => {
    await letIn(browser, 'taken-in')
    const page = await withoutScript(browser)
    await open(page, '/applications')
    await page.getByRole('link', { name: 'taken-in' }).click()
    expect(await deadControlsOn(page)).toEqual([])
    await page.click('#withdraw-1')
    expect(await done(page)).toContain('Withdrawn')
    expect(await page.textContent('#granted')).toBe('0')
    await page.fill('#keep-callbacks', 'http://app.example/cb')
    await page.click('#keep')
    expect(await page.textContent('#keep-problem')).toContain('https')
    await page.fill('#keep-callbacks', `${site.origin}/cb`)
    await page.click('#keep')
    expect(await done(page)).toContain('Kept')
    expect(await page.inputValue('#callbacks')).toBe(`${site.origin}/cb`)
  })

  it('disables and enables somebody, and ends their sessions and grants, one and all', async () => {
    await letIn(browser, 'first-app')
    await letIn(browser, 'second-app')
    const page = await withoutScript(browser)
    await open(page, '/people/alice')
    for (const [button, said] of [
      ['end-1', 'The session has ended.'],
      ['end-sessions', 'All their sessions have ended.'],
      ['withdraw-1', 'The app has lost its access.'],
      ['withdraw-all', 'All apps have lost their access.'],
      ['disable', 'They cannot sign in any more'],
      ['enable', 'They may sign in again.'],
    ] as const) {
      await page.click(`#${button}`)
      expect(await done(page)).toContain(said)
    }
    expect(await page.locator('#no-sessions').count()).toBe(1)
    expect(await page.locator('#no-grants').count()).toBe(1)
    await page.fill('#login-form #username', 'alice')
    await page.click('#save-login')
    expect(await done(page)).toContain('How they sign in is saved.')
  })

  it('makes a new tab somebody’s, and stays where it is', async () => {
    const page = await withoutScript(browser)
    await open(page, '/people/bob')
    const tab = page.waitForEvent('popup').catch(() => page.context().waitForEvent('page'))
    await page.click('#sign-in')
    const account = await tab
    await account.waitForURL('**/account?done=signed-in')
    expect(await account.textContent('main')).toContain('bob')
    expect(page.url()).toBe(`${server.issuer}/people/bob`)
  })

  it('narrows Activity, opens an exchange that says why, and gives it as a file and as a test', async () => {
    await ask()
    const page = await withoutScript(browser)
    await open(page, '/activity')
    await page.fill('#by-app', 'demo-web')
    await page.selectOption('#by-endpoint', 'authorize')
    await page.check('[name=refused]')
    await page.click('#filter button')
    await page.waitForURL('**/activity?**')
    const file = page.waitForEvent('download')
    await page.click('#archive')
    expect((await file).suggestedFilename()).toBe('activity.har')
    await page.locator('#exchanges a').first().click()
    expect(await page.textContent('#broken')).toContain('redirect')
    expect(await page.locator('section[aria-labelledby=repeat-title] pre').count()).toBe(2)
    await page.click('#again')
    expect(await whyScript(page)).toContain('needs JavaScript')
  })

  it('has a playground that says what it needs, sends nothing typed there, and asks for another issuer', async () => {
    const page = await withoutScript(browser)
    await open(page, '/playground')
    expect(await whyScript(page)).toContain('needs JavaScript')
    expect(await page.locator('#sign-in').isDisabled()).toBe(true)
    await page.locator('#service-details > summary').click()
    await page.fill('#service-client', 'robot')
    await page.fill('#service-secret', 'a secret that no address may hold')
    await page.press('#service-secret', 'Enter')
    expect(page.url()).toBe(`${server.issuer}/playground`)
    await page.locator('#other-issuer > summary').click()
    await page.fill('#issuer-field', 'https://id.example')
    await page.click('#issuer-submit')
    await page.waitForURL('**/playground?issuer=**')
    expect(await page.textContent('#other')).toContain('another server')
  })

  it.each(['en', 'de', 'fr', 'es', 'ja'])(
    'sends an app’s user through login, consent and logout in %s, with nothing that does nothing',
    async (language) => {
      const page = await browser.open({ javaScriptEnabled: false, locale: language })
      const seen = async () => [await page.getAttribute('html', 'lang'), await deadControlsOn(page)]
      await page.goto(createApp(server.issuer, { redirectUri: `${site.origin}/${language}` }).url())
      expect(await seen()).toEqual([language, []])
      await page.click('#pick-1')
      await page.locator('#consent').waitFor()
      expect(await seen()).toEqual([language, []])
      await approve(page, 'allow')
      await page.waitForURL(`${site.origin}/${language}#**`)
      await open(page, '/logout')
      expect(await seen()).toEqual([language, []])
      await page.click('#logout-confirm')
      expect(await seen()).toEqual([language, []])
    },
  )
})
