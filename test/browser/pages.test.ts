import { decodeJwt } from 'jose'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type App, createApp } from '../support/app.ts'
import { violationsOn } from '../support/axe.ts'
import { describeInBrowser } from '../support/browser.ts'
import { approve, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type StaticServer, serveApp } from '../support/static-server.ts'

let server: TestServer
let site: StaticServer
let app: App

const callback = '<!doctype html><title>App</title><h1>The app</h1>'

/** Opens a frame or a popup as the fragment says, and writes down what comes back. */
const opener = `<!doctype html><title>Opener</title><button id="open">Open</button><pre id="told"></pre>
<script>
  const [how, address] = JSON.parse(decodeURIComponent(location.hash.slice(1)))
  addEventListener('message', ({ data }) => { document.getElementById('told').textContent = data })
  document.getElementById('open').onclick = () => {
    if (how === 'popup') return open(address, 'popup', 'width=500,height=600')
    const frame = document.createElement('iframe')
    frame.src = address
    document.body.append(frame)
  }
</script>`

const receiver = `<!doctype html><title>Receiver</title>
<script>
  const waiting = window.opener ?? (window.parent === window ? null : window.parent)
  waiting?.postMessage(location.hash || location.search, location.origin)
</script>`

beforeAll(async () => {
  server = await startServer()
  site = await serveApp({ '/': callback, '/opener': opener, '/receiver': receiver })
})
afterAll(async () => {
  await server.close()
  await site.close()
})
beforeEach(() => {
  app = createApp(server.issuer, { redirectUri: `${site.origin}/callback` })
})

const answerIn = (page: Page) => new URLSearchParams(new URL(page.url()).hash.slice(1))

async function openerAt(page: Page, how: 'popup' | 'frame', address: string) {
  await page.goto(`${site.origin}/opener#${encodeURIComponent(JSON.stringify([how, address]))}`)
}

describeInBrowser('the pages of a login', (browser) => {
  it('lead from the app and back to it, on another port', async () => {
    const page = await browser.open()
    await page.goto(app.url())
    await signInAs(page, 'alice')
    await approve(page, 'allow')
    await page.waitForURL(`${site.origin}/callback#**`)
    expect(answerIn(page).get('state')).toBe('a state of +/= and %26')
    expect(answerIn(page).has('access_token')).toBe(true)
  })

  it('lead back to the app with access_denied when the user cancels (RFC 6749 §4.2.2.1)', async () => {
    const page = await browser.open()
    await page.goto(app.url())
    await page.locator('#login-cancel').click()
    await page.waitForURL(`${site.origin}/callback#**`)
    expect(answerIn(page).get('error')).toBe('access_denied')
    expect(answerIn(page).get('state')).toBe('a state of +/= and %26')
  })

  it('post the answer to the app on another port, for form_post', async () => {
    const page = await browser.open()
    await page.goto(app.url({ response_mode: 'form_post' }))
    await signInAs(page, 'alice')
    await approve(page, 'allow')
    await page.waitForURL(`${site.origin}/callback`)
    const posted = site.requests.findLast(({ method }) => method === 'POST')
    expect(new URLSearchParams(posted?.body).get('state')).toBe('a state of +/= and %26')
    expect(posted?.url.search).toBe('')
    expect(posted?.headers.referer).toBeUndefined()
  })

  it('post the answer as one JWT, for form_post.jwt', async () => {
    const page = await browser.open()
    await page.goto(app.url({ response_mode: 'form_post.jwt' }))
    await signInAs(page, 'alice')
    await approve(page, 'allow')
    await page.waitForURL(`${site.origin}/callback`)
    const posted = site.requests.findLast(({ method }) => method === 'POST')
    const form = new URLSearchParams(posted?.body)
    expect([...form.keys()]).toEqual(['response'])
    const { state, aud, access_token } = decodeJwt(form.get('response') ?? '')
    expect({ state, aud }).toEqual({ state: 'a state of +/= and %26', aud: app.clientId })
    expect(access_token).toBeTruthy()
  })

  it('sign a test user in by one click', async () => {
    const page = await browser.open()
    await page.goto(app.url())
    await page.getByRole('button', { name: 'Bob James Example' }).click()
    expect(await page.locator('main').textContent()).toContain('Bob James Example')
    await approve(page, 'allow')
    await page.waitForURL(`${site.origin}/callback#**`)
  })

  it('show the one-click picker above the fold on a desk and on a phone', async () => {
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 390, height: 844 },
    ]) {
      const page = await browser.open({ viewport })
      await page.goto(app.url())
      const box = await page.locator('#pick-2').boundingBox()
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThan(viewport.height / 2)
      const submit = await page.locator('#login-cancel').boundingBox()
      expect((submit?.y ?? 0) + (submit?.height ?? 0)).toBeLessThan(viewport.height)
    }
  })

  it('ask for consent above the fold, and let another user take over', async () => {
    const page = await browser.open({ viewport: { width: 1280, height: 800 } })
    await page.goto(app.url())
    await signInAs(page, 'alice')
    const text = await page.locator('main').textContent()
    expect(text).toContain(`${app.clientId} wants to access your account`)
    expect(text).toContain('alice@people.example')
    const deny = await page.locator('#consent-deny').boundingBox()
    expect((deny?.y ?? 0) + (deny?.height ?? 0)).toBeLessThan(800)

    await page.locator('#consent-switch').click()
    await page.getByRole('button', { name: 'bob@people.example' }).click()
    expect(await page.locator('main').textContent()).toContain('bob@people.example')
    await page.locator('#remember').check()
    await page.locator('#remember').press('Enter')
    await page.waitForURL(`${site.origin}/callback#**`)
    expect(answerIn(page).has('access_token')).toBe(true)
  })

  it('find one of many test users by any of their words', async () => {
    const users = Array.from({ length: 60 }, (_, index) => ({
      username: `user${index}`,
      claims: { name: `Person ${index}`, roles: [index === 33 ? 'auditor' : 'reader'] },
    }))
    const many = await startServer({ users })
    try {
      const page = await browser.open()
      await page.goto(createApp(many.issuer, { redirectUri: app.redirectUri }).url())
      expect(await page.locator('#unlisted').textContent()).toContain('10 more users')
      await page.locator('#find').fill('person AUDIT')
      expect(await page.locator('.person:visible').count()).toBe(1)
      expect(await page.locator('#found').textContent()).toContain('1 user')
      await page.locator('#find').press('Enter')
      await page.locator('#consent').waitFor()
      expect(await page.locator('main').textContent()).toContain('Person 33')
    } finally {
      await many.close()
    }
  })

  it('find somebody in the account choice while it is typed, by keyboard alone', async () => {
    const users = Array.from({ length: 9 }, (_, index) => ({
      username: `user${index}`,
      claims: { name: index === 4 ? 'Zoë Müller' : `Person ${index}` },
    }))
    const many = await startServer({ users })
    try {
      const page = await browser.open()
      const theirs = createApp(many.issuer, { redirectUri: app.redirectUri })
      await page.goto(theirs.url())
      await page.locator('#pick-1').click()
      await page.goto(theirs.url({ prompt: 'select_account' }))
      await page.locator('#find').press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      expect(await page.evaluate(() => document.activeElement?.id)).toBe('pick-2')
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('ArrowUp')
      await page.keyboard.type('zoe')
      expect(await page.locator('#people .person:visible').count()).toBe(1)
      expect(await page.locator('#account-continue').isVisible()).toBe(true)
      expect(await violationsOn(page)).toEqual([])
      await page.keyboard.type('x')
      expect(await page.locator('#found').textContent()).toBe(
        'No one listed here matches. Enter searches all users.',
      )
      await page.keyboard.press('Enter')
      await page.locator('#found', { hasText: 'No one matches zoex.' }).waitFor()
      await page.locator('#find').fill('zoe')
      await page.keyboard.press('Enter')
      await page.locator('#pick-1').click()
      expect(await page.locator('#switch').textContent()).toContain('Zoë Müller')
    } finally {
      await many.close()
    }
  })

  it('let the user go on, choose a test user, or sign in as another', async () => {
    const page = await browser.open()
    await page.goto(app.url())
    await signInAs(page, 'alice')
    await approve(page, 'remember')
    const choose = app.url({ prompt: 'select_account' })

    await page.goto(choose)
    await page.locator('#account-continue').click()
    await page.waitForURL(`${site.origin}/callback#**`)

    await page.goto(choose)
    await page.locator('#account-other').click()
    await signInAs(page, 'bob')
    await approve(page, 'remember')
    await page.waitForURL(`${site.origin}/callback#**`)

    await page.goto(choose)
    expect(await page.locator('#account-continue').textContent()).toContain('bob')
    await page.getByRole('button', { name: /^Alice/ }).click()
    await page.waitForURL(`${site.origin}/callback#**`)
  })

  it('answer two tabs crosswise, each with its own request', async () => {
    const one = await browser.open()
    const two = await browser.openBeside(one)
    await one.goto(app.url({ state: 'one' }))
    await two.goto(app.url({ state: 'two' }))
    await signInAs(two, 'alice')
    await two.locator('#consent').waitFor()
    await signInAs(one, 'alice')
    await approve(one, 'allow')
    await approve(two, 'allow')
    for (const [page, state] of [
      [one, 'one'],
      [two, 'two'],
    ] as const) {
      await page.waitForURL(`${site.origin}/callback#**`)
      expect(answerIn(page).get('state')).toBe(state)
    }
  })

  it('tell the user who goes back that it is done, and offer to start again', async () => {
    const page = await browser.open()
    await page.goto(app.url())
    await signInAs(page, 'alice')
    await page.locator('#consent').waitFor()
    await page.goBack()
    await page.locator('#way-on').waitFor()
    expect(await page.locator('h1').textContent()).toBe('This step is already done')
    await page.locator('#way-on').click()
    await approve(page, 'allow')
    await page.waitForURL(`${site.origin}/callback#**`)
  })

  it('tell the user who comes late that it has expired, and offer to start again', async () => {
    const page = await browser.open()
    await page.goto(app.url())
    await page.locator('#picker').waitFor()
    server.clock.ahead += 601
    await signInAs(page, 'alice')
    expect(await page.locator('h1').textContent()).toBe('This page has expired')
    await page.locator('#way-on').click()
    await signInAs(page, 'alice')
    await approve(page, 'allow')
    await page.waitForURL(`${site.origin}/callback#**`)
  })
})

describeInBrowser('the start page', (browser) => {
  it('shows one snippet at a time, by click and by arrow keys', async () => {
    const page = await browser.open()
    await page.goto(server.issuer)
    const shown = () =>
      page.locator('#snippets [role=tabpanel]:visible pre').getAttribute('aria-label')
    expect(await shown()).toContain('oidc-client-ts 3')
    await page.getByRole('tab', { name: 'FastAPI' }).click()
    const api = page.locator('#api-snippets [role=tabpanel]:visible pre')
    expect(await api.getAttribute('aria-label')).toBe('FastAPI')
    await page.getByRole('tab', { name: 'curl' }).click()
    expect(await shown()).toContain('curl')
    await page.keyboard.press('ArrowRight')
    expect(await shown()).toContain('oidc-client-ts 3')
    const selected = page.getByRole('tab', { selected: true })
    const chosen = ['oidc-client-ts 3', 'oidc-client 1.11', 'FastAPI']
    expect(await selected.allTextContents()).toEqual(chosen)
  })

  it('writes the address of the app into the snippets while it is typed, and never the issuer', async () => {
    const page = await browser.open()
    const { origin } = new URL(server.issuer)
    // An address that the issuer begins with.
    await page.goto(`${server.issuer}/?app=${origin.slice(0, -1)}`)
    await page.getByRole('tab', { name: 'oidc-client 1' }).click()
    const code = page.locator('#snippets [role=tabpanel]:visible code')
    const implicit = page.locator('#implicit-snippets [role=tabpanel]:visible code')
    for (const [typed, base] of [
      ['4200', 'http://localhost:4200'],
      ['https://shop.test/app/', 'https://shop.test/app'],
      ['localhost:1$&', undefined],
      ['two words', undefined],
      ['3000', 'http://localhost:3000'],
    ] as const) {
      await page.locator('#app').fill(typed)
      const invalid = await page.locator('#app').getAttribute('aria-invalid')
      expect(invalid).toBe(String(base === undefined))
      const said = (await page.locator('#app-typed').textContent()) ?? ''
      expect(said.includes('no web address')).toBe(base === undefined)
      if (base === undefined) continue
      for (const snippet of [code, implicit]) {
        const text = await snippet.textContent()
        expect(text).toContain(`redirect_uri: '${base}/callback'`)
        expect(text).toContain(`authority: '${server.issuer}'`)
      }
      expect(await implicit.textContent()).toContain(`silent_redirect_uri: '${base}/silent.html'`)
    }
    await page.goto(server.issuer)
    expect(await page.locator('#app').inputValue()).toBe('3000')
    expect(await code.first().textContent()).toContain("'http://localhost:3000/callback'")
  })
})

describeInBrowser('the "why" page', (browser) => {
  const marks = (page: Page, within: string) => page.locator(`${within} mark`).allTextContents()

  /** Asks for the playground's client with another address of the same length of host. */
  async function askWith(page: Page, change: (registered: URL) => string): Promise<string> {
    const sent = change(new URL(`${server.issuer}/playground/callback`))
    await page.goto(createApp(server.issuer, { clientId: 'playground', redirectUri: sent }).url())
    expect(await page.locator('.status').textContent()).toBe('Status 400')
    expect(await page.locator('#sent').textContent()).toBe(sent)
    expect(await page.locator('.registered').textContent()).toBe(
      `${server.issuer}/playground/callback`,
    )
    return sent
  }

  it('marks what differs when the port is wrong', async () => {
    const page = await browser.open()
    const sent = await askWith(page, ({ port, href }) => href.replace(port, '9'))
    expect(await page.locator('#comparison').textContent()).toContain('The port differs.')
    expect(await marks(page, '.registered')).not.toEqual([])
    expect(await page.locator('#snippet').textContent()).toContain(sent)
    expect(await page.locator('#cites a').getAttribute('href')).toMatch(/^https:\/\//)
  })

  it('marks a slash that is too much', async () => {
    const page = await browser.open()
    await askWith(page, ({ href }) => `${href}/`)
    expect(await page.locator('#comparison').textContent()).toContain('adds a slash at the end')
    expect(await marks(page, '#sent')).toEqual(['/'])
  })

  it('shows what a hostile request sent as text, and runs none of it', async () => {
    const page = await browser.open()
    const hostile = `http://localhost:1/"><img src=x onerror=alert(1)><script>alert(2)</script>`
    const wrong = createApp(server.issuer, { clientId: 'playground', redirectUri: hostile })
    page.on('dialog', (dialog) => {
      throw new Error(`The page ran a script: ${dialog.message()}`)
    })
    await page.goto(wrong.url())
    expect(await page.locator('#sent').textContent()).toBe(hostile)
    expect(await page.locator('main img, main script').count()).toBe(0)
  })
})

describeInBrowser('an app that logs in without leaving its page', (browser) => {
  it('renews in a hidden frame on another port', async () => {
    const page = await browser.open()
    await page.goto(app.url())
    await signInAs(page, 'alice')
    await approve(page, 'remember')
    await page.waitForURL(`${site.origin}/callback#**`)
    const silent = app.url({ prompt: 'none', redirect_uri: `${site.origin}/receiver` })
    await openerAt(page, 'frame', silent)
    await page.locator('#open').click()
    await page.locator('#told').getByText('access_token').waitFor()
  })

  it('is told login_required in its frame when nobody is signed in', async () => {
    const page = await browser.open()
    const silent = app.url({ prompt: 'none', redirect_uri: `${site.origin}/receiver` })
    await openerAt(page, 'frame', silent)
    await page.locator('#open').click()
    await page.locator('#told').getByText('login_required').waitFor()
  })

  it('cannot frame the login page (RFC 9700 §4.16)', async () => {
    const page = await browser.open({}, /^(Refused to display|Framing) .*/)
    await openerAt(page, 'frame', app.url())
    await page.locator('#open').click()
    await page.waitForFunction(() => document.querySelector('iframe') !== null)
    await expect
      .poll(() => page.frames()[1]?.url(), { timeout: 10_000 })
      .toBe('chrome-error://chromewebdata/')
  })

  it('logs in in a popup, which keeps its opener', async () => {
    const page = await browser.open()
    const address = app.url({ redirect_uri: `${site.origin}/receiver`, display: 'popup' })
    await openerAt(page, 'popup', address)
    const [popup] = await Promise.all([page.waitForEvent('popup'), page.locator('#open').click()])
    await signInAs(popup, 'alice')
    await approve(popup, 'allow')
    await page.locator('#told').getByText('access_token').waitFor()
  })
})
