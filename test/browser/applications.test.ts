import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { fillIn } from './application-scenes.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

const callback = 'http://localhost:5173/callback'

describeInBrowser('the form of an app', (browser) => {
  it('lets Code and Implicit be chosen once a callback URL is typed, and says so beside it', async () => {
    const page = await browser.open()
    await page.goto(`${server.issuer}/new-application`)
    const said = page.locator('#callbacks-typed')
    await page.fill('#name', 'Typed')
    expect(await said.textContent()).toContain('Code and Implicit cannot be chosen before')
    expect(await page.locator('#grant-code').isDisabled()).toBe(true)
    expect(await page.locator('#grant-implicit').isDisabled()).toBe(true)
    await page.fill('#callbacks', 'localhost')
    expect(await said.textContent()).toContain('Line 1 must be an absolute URI')
    await page.fill('#callbacks', 'localhost:5173/callback')
    expect(await said.textContent()).toContain('Line 1 must begin with https://, or http://')
    await page.fill('#callbacks', 'http://*.localhost/callback')
    expect(await said.textContent()).toContain('Line 1 must have no wildcard')
    await page.fill('#callbacks', 'com.example.app:/callback')
    expect(await said.textContent()).toContain('Line 1 must begin with')
    await page.check('#kind-native')
    expect(await said.textContent()).toBe('')
    await page.check('#kind-single-page')
    await page.fill('#callbacks', `${callback}\nhttp://app.example/`)
    expect(await said.textContent()).toContain('Line 2 must use https')
    await page.fill('#callbacks', callback)
    expect(await said.textContent()).toBe('')
    expect(await page.locator('#grant-code').isChecked()).toBe(true)
    await page.check('#grant-implicit')
    await page.fill('#callbacks', '')
    expect(await page.locator('#grant-implicit').isChecked()).toBe(false)
    await page.fill('#callbacks', callback)
    expect(await page.locator('#grant-implicit').isChecked()).toBe(true)
    await page.click('#create')
    await page.waitForURL('**/applications/typed?done=created')
    expect(await page.locator('#grant-implicit').isChecked()).toBe(true)
  })

  it('asks a service for nothing but its name, and shows its secret once', async () => {
    const page = await browser.open()
    await page.goto(`${server.issuer}/new-application`)
    await fillIn(page, 'Robot', 'service')
    expect(await page.locator('#callbacks').isVisible()).toBe(false)
    expect(await page.locator('#grant-service').isChecked()).toBe(true)
    await page.click('#create')
    const secret = (await page.locator('#client-secret').textContent()) ?? ''
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(page.url()).not.toContain(secret)
    // a form that is sent again would register another app
    await page.reload()
    expect(page.url()).toBe(`${server.issuer}/applications/robot`)
    await page.goto(`${server.issuer}/applications/robot-2`)
    expect(await page.locator('.status').textContent()).toBe('Status 404')
    await page.goto(`${server.issuer}/applications/robot`)
    expect(await page.content()).not.toContain(secret)
    await page.click('#revoke')
    expect(await page.locator('#done').textContent()).toContain('revoked')
    await page.click('#secret')
    expect(await page.locator('#client-secret').textContent()).not.toBe(secret)
  })

  it('leads by the keyboard from the list to a deleted app and back', async () => {
    const page = await browser.open()
    await page.goto(`${server.issuer}/applications`)
    await page.locator('#new').focus()
    await page.keyboard.press('Enter')
    await page.locator('#name').focus()
    await page.keyboard.type('Keys')
    await page.locator('#callbacks').focus()
    await page.keyboard.type(callback)
    await page.locator('#create').press('Enter')
    await page.waitForURL('**/applications/keys?done=created')
    await page.locator('#delete').press('Enter')
    await page.locator('#form-delete #delete').press('Enter')
    await page.waitForURL('**/applications?done=deleted')
    expect(await page.content()).not.toContain('applications/keys')
  })
})

describeInBrowser('what the server says of a form', (browser) => {
  it('is said once, and goes when the field is typed into again', async () => {
    const page = await browser.open()
    await page.goto(`${server.issuer}/new-application`)
    await fillIn(page, 'Once', 'single-page', 'http://app.example/callback')
    await page.click('#create')
    await page.locator('#callbacks-problem').waitFor()
    expect(await page.locator('#callbacks-typed').textContent()).toBe('')
    expect(await page.locator('#callbacks').getAttribute('aria-invalid')).toBe('true')
    await page.fill('#callbacks', callback)
    expect(await page.locator('#callbacks-problem').count()).toBe(0)
    expect(await page.locator('#callbacks').getAttribute('aria-invalid')).toBe('false')
  })
})

describeInBrowser('the form of an app without JavaScript', (browser) => {
  it('says beside the field what is wrong, and registers, changes and deletes', async () => {
    const page = await browser.open({ javaScriptEnabled: false })
    await page.goto(`${server.issuer}/new-application`)
    await fillIn(page, 'Plain', 'web', '')
    await page.click('#create')
    expect(await page.locator('#callbacks-problem').textContent()).toContain('Code and Implicit')
    expect(await page.locator('#name').inputValue()).toBe('Plain')
    expect(await page.locator('#kind-web').isChecked()).toBe(true)
    await page.fill('#callbacks', `${callback}\nhttps://plain.example/cb`)
    await page.click('#create')
    expect(await page.locator('#client-secret').textContent()).toMatch(/^[\w-]{43}$/)
    await page.click('#back')
    expect(await page.locator('#callbacks').inputValue()).toBe(
      `${callback}\nhttps://plain.example/cb`,
    )
    await page.fill('#name', 'Plain again')
    await page.click('#save')
    expect(await page.locator('h1').textContent()).toBe('Plain again')
    await page.click('#keys')
    await page.click('#back')
    expect(await page.locator('#key-sets a[aria-current]').textContent()).toBe('Sandbox')
    await page.click('#delete')
    await page.locator('#form-delete #delete').click()
    expect(await page.locator('#done').textContent()).toBe('Deleted.')
  })
})
