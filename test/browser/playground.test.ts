import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeInBrowser } from '../support/browser.ts'
import { approve, askInPlayground, checksOf, signInAs } from '../support/people.ts'
import { startServer, type TestServer } from '../support/server.ts'

const everyCheck = {
  state: 'true',
  'iss-parameter': 'true',
  complete: 'true',
  'nothing-else': 'true',
  exchange: 'true',
  'token-type': 'true',
  signature: 'true',
  iss: 'true',
  aud: 'true',
  exp: 'true',
  iat: 'true',
  nonce: 'true',
  at_hash: 'true',
}

describeInBrowser('the playground', (browser) => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.close())

  it('takes alice from the start page to her claims, a silent renewal and the way out', async () => {
    const page = await browser.open()
    await page.goto(server.issuer)
    await page.locator('#try-it').click()
    await page.locator('#sign-in').click()
    await signInAs(page, 'alice')
    await approve(page, 'remember')

    expect(await checksOf(page)).toEqual(everyCheck)
    expect(await page.locator('#verdict').textContent()).toBe('All 13 checks hold.')
    const [byBrowser, byToken] = await page.locator('#answer caption').allTextContents()
    expect([byBrowser, byToken]).toEqual(['Returned in the query', 'Returned by /token'])
    expect(new URL(page.url()).hash).toBe('')
    expect(await page.locator('#id-token').textContent()).toContain('at_hash')
    expect(await page.locator('#access-token').textContent()).toContain('at+jwt')

    const userinfo = page.locator('#userinfo')
    await userinfo.getByText('alice@people.example').waitFor()
    expect(await userinfo.textContent()).toContain('The user (sub) is the one of the ID Token.')

    const tokenBefore = await page.locator('#answer').textContent()
    await page.locator('#renew-silently').click()
    await page.locator('#renewal .remark').waitFor()
    expect(await page.locator('#renewal').textContent()).toBe(
      'Renewed without a page. All 13 checks hold.',
    )
    await page.locator('#refresh').click()
    await page.getByText('Renewed by refresh token. All 13 checks hold.').waitFor()
    await page.reload()
    await page.locator('#verdict[data-ok]').waitFor()
    expect(await page.locator('#verdict').textContent()).toBe('All 13 checks hold.')
    expect(await page.locator('#answer').textContent()).not.toBe(tokenBefore)

    await page.locator('#sign-out').click()
    await page.locator('#signed-out').waitFor()
    expect(await page.locator('#signed-out').textContent()).toBe(
      'You are signed out. The state matches the one that was sent.',
    )
    expect(await page.locator('#result').isVisible()).toBe(false)
    await page.locator('#sign-in').click()
    await page.locator('#picker').waitFor()
  })

  it('says what a denial means', async () => {
    const page = await browser.open()
    await askInPlayground(page, server.issuer)
    await signInAs(page, 'bob')
    await approve(page, 'deny')
    await page.locator('#problem').waitFor()
    expect(await page.locator('#problem').textContent()).toMatch(/access_denied.*approve it/)
    expect(await checksOf(page)).toEqual({ state: 'true', 'iss-parameter': 'true' })
  })

  it('comes back after a wrong password that was put right', async () => {
    const page = await browser.open()
    await askInPlayground(page, server.issuer)
    await signInAs(page, 'alice', 'wrong')
    await page.locator('#problem').waitFor()
    expect(await page.locator('#username').inputValue()).toBe('alice')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('password')
    await signInAs(page, 'alice')
    await page.locator('#consent, #checks li').first().waitFor()
    if (await page.locator('#consent').isVisible()) await approve(page, 'allow')
    expect(await checksOf(page)).toEqual(everyCheck)
  })

  for (const [type, left] of [
    ['code', []],
    ['id_token token', ['exchange']],
    ['id_token', ['exchange', 'token-type', 'at_hash']],
    ['token', ['exchange', 'signature', 'iss', 'aud', 'exp', 'iat', 'nonce', 'at_hash']],
  ] as const) {
    for (const mode of ['fragment', 'form_post']) {
      it(`checks an answer of ${type} that comes by ${mode}`, async () => {
        const page = await browser.open()
        await askInPlayground(page, server.issuer, {
          response_type: type,
          response_mode: mode,
          prompt: 'consent',
        })
        await signInAs(page, 'bob')
        await approve(page, 'allow')
        const expected = Object.entries(everyCheck).filter(
          ([name]) => !left.some((other: string) => other === name),
        )
        expect(await checksOf(page)).toEqual(Object.fromEntries(expected))
        expect(await page.locator('#answer caption').first().textContent()).toBe(
          mode === 'form_post' ? 'Returned by form_post' : 'Returned in the fragment',
        )
      })
    }
  }

  it('checks both ID Tokens of code id_token, and that they are of one user', async () => {
    const page = await browser.open()
    const choices = { response_type: 'code id_token', prompt: 'consent' }
    await askInPlayground(page, server.issuer, choices)
    await signInAs(page, 'bob')
    await approve(page, 'allow')
    const both = { c_hash: 'true', 'same-user': 'true' }
    expect(await checksOf(page)).toEqual({ ...everyCheck, ...both })
  })

  it('says what is wrong with a verifier that is not the one of the challenge', async () => {
    const page = await browser.open()
    await askInPlayground(page, server.issuer, { prompt: 'consent' })
    await page.evaluate(() => {
      const key = 'fragrant/playground:pending'
      const kept = JSON.parse(sessionStorage.getItem(key) ?? '{}')
      sessionStorage.setItem(key, JSON.stringify({ ...kept, codeVerifier: 'x'.repeat(43) }))
    })
    await signInAs(page, 'bob')
    await approve(page, 'allow')
    await page.locator('#problem').waitFor()
    expect(await page.locator('#problem').textContent()).toContain('invalid_grant')
    expect(await checksOf(page)).toMatchObject({ state: 'true', exchange: 'false' })
    expect(await page.locator('#refresh').isVisible()).toBe(false)
  })

  it('asks for a verifier with codes alone, and sends its hash', async () => {
    const page = await browser.open()
    await page.goto(`${server.issuer}/playground`)
    const [verifier, sent] = [page.locator('#code-verifier'), page.locator('#request-url')]
    await page.getByText('code_challenge_method=S256').waitFor()
    expect(await verifier.inputValue()).toMatch(/^[\da-f]{64}$/)
    expect(await sent.textContent()).not.toContain(await verifier.inputValue())
    await page.locator('#response-type').selectOption('id_token token')
    await verifier.waitFor({ state: 'hidden' })
    expect(await sent.textContent()).not.toContain('code_challenge')
  })

  it('tells why a silent request fails, in the page and not by a time-out', async () => {
    const page = await browser.open()
    await askInPlayground(page, server.issuer)
    await signInAs(page, 'bob')
    await approve(page, 'allow')
    await checksOf(page)
    await page.context().clearCookies()
    await page.locator('#renew-silently').click()
    await page.getByText('login_required').first().waitFor()
  })

  it('shows the answer of a request with errors of every kind', async () => {
    for (const [choices, error] of [
      [{ prompt: 'none' }, 'login_required'],
      [{ response_type: 'id_token token', nonce: '' }, 'invalid_request'],
      [{ code_verifier: '' }, 'invalid_request'],
      [{ response_type: 'id_token', scope: 'profile' }, 'invalid_scope'],
      [{ response_type: 'token', response_mode: 'query' }, 'invalid_request'],
    ] as const) {
      const page = await browser.open()
      await askInPlayground(page, server.issuer, choices)
      await page.locator('#problem').waitFor()
      expect(await page.locator('#problem').textContent()).toContain(error)
    }
  })

  it('keeps two tabs apart', async () => {
    const one = await browser.open()
    const two = await browser.openBeside(one)
    await askInPlayground(one, server.issuer, { prompt: 'consent', state: 'state-of-one' })
    await askInPlayground(two, server.issuer, { prompt: 'consent', state: 'state-of-two' })
    await signInAs(two, 'alice')
    await approve(two, 'allow')
    await signInAs(one, 'alice')
    await approve(one, 'allow')
    for (const [page, state] of [
      [one, 'state-of-one'],
      [two, 'state-of-two'],
    ] as const) {
      expect(await checksOf(page)).toEqual(everyCheck)
      expect(await page.locator('#answer').textContent()).toContain(state)
    }
  })

  it('works in a realm of its own too', async () => {
    const other = await startServer({ signing_alg: 'ES256', realms: { blue: {} } })
    try {
      const page = await browser.open()
      await askInPlayground(page, `${other.issuer}/realms/blue`)
      await signInAs(page, 'alice')
      await approve(page, 'remember')
      expect(await checksOf(page)).toEqual(everyCheck)
      await page.locator('#renew-silently').click()
      await page.locator('#renewal .remark').waitFor()
      await page.locator('#sign-out').click()
      await page.locator('#signed-out').waitFor()
      // it asks for the metadata again, and is done with it
      await page.locator('#sign-in:enabled').waitFor()
    } finally {
      await other.close()
    }
  })

  it('asks another issuer, and mixes no token of one with those of the other', async () => {
    const other = await startServer({
      clients: [
        { client_id: 'elsewhere', redirect_uris: [`${server.issuer}/playground/callback`] },
      ],
    })
    const page = await browser.open()
    await askInPlayground(page, server.issuer)
    await signInAs(page, 'bob')
    await approve(page, 'allow')
    await page.locator('#verdict[data-ok="true"]').waitFor()

    await page.locator('#other-issuer summary').click()
    await page.locator('#issuer-field').fill(other.issuer)
    // its own id is that of another app there
    expect(await page.locator('#issuer-client').inputValue()).toBe('fragrant-playground')
    await page.locator('#issuer-client').fill('elsewhere')
    await page.locator('#issuer-submit').click()
    await page.locator('#other').waitFor()
    expect(await page.locator('#result').isVisible()).toBe(false)
    await page.locator('#sign-in').click()
    await signInAs(page, 'alice')
    await approve(page, 'allow')
    expect(Object.values(await checksOf(page)).every((ok) => ok === 'true')).toBe(true)
    await page.locator('#userinfo').getByText('alice@people.example').waitFor()
    expect(await page.locator('#id-token').textContent()).toContain(other.issuer)
    await page.locator('#renew-silently').click()
    await page.locator('#renewal .remark').waitFor()

    await page.goto(`${server.issuer}/playground`)
    await page.locator('#userinfo').getByText('bob@people.example').waitFor()
    expect(await page.locator('#id-token').textContent()).not.toContain(other.issuer)
    await other.close()
  })

  it('sends nothing of an answer to an issuer that it is not of (RFC 9700 §4.4)', async () => {
    const third = await startServer({
      clients: [
        {
          client_id: 'elsewhere',
          redirect_uris: [`${server.issuer}/playground/callback`],
          response_types: ['code', 'id_token token'],
        },
      ],
    })
    const asked: string[] = []
    const evil = createServer((request, response) => {
      const issuer = `http://localhost:${(evil.address() as AddressInfo).port}`
      const at = (path: string) => `${issuer}${path}`
      asked.push(`${request.method} ${request.url}`)
      const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }
      response.writeHead(200, { 'content-type': 'application/json', ...cors })
      response.end(
        JSON.stringify({
          ...{ issuer, authorization_endpoint: `${third.issuer}/authorize` },
          ...{ token_endpoint: at('/token'), userinfo_endpoint: at('/userinfo') },
          ...{ jwks_uri: at('/keys'), keys: [] },
        }),
      )
    })
    await new Promise<void>((done) => evil.listen(0, 'localhost', done))
    const { port } = evil.address() as AddressInfo
    for (const type of ['code', 'id_token token']) {
      const page = await browser.open()
      await page.goto(
        `${server.issuer}/playground?issuer=http%3A%2F%2Flocalhost%3A${port}&client_id=elsewhere`,
      )
      await page.locator('#response-type').selectOption(type)
      await page.locator('#sign-in:enabled').click()
      await signInAs(page, 'alice')
      await approve(page, 'allow')
      await page.locator('#verdict[data-ok="false"]').waitFor()
      expect(await page.locator('#problem').textContent()).toContain('Nothing of it is used.')
      expect(await page.locator('#call-userinfo').isVisible()).toBe(false)
    }
    expect(asked.filter((one) => /token|userinfo/.test(one))).toEqual([])
    evil.close()
    await third.close()
  })

  it('takes no address that is none of an issuer', async () => {
    const page = await browser.open()
    await page.goto(`${server.issuer}/playground?issuer=javascript%3Aalert(1)`)
    expect(await page.locator('#issuer-hint').textContent()).toContain('no address of an issuer')
    await page.locator('#sign-in:enabled').waitFor()
  })

  it('asks as a service: introspection, revocation, and a token of its own', async () => {
    const service = await startServer({
      clients: [
        {
          client_id: 'orders',
          client_secret: 'a secret: with % and +',
          grant_types: ['client_credentials'],
        },
      ],
    })
    const page = await browser.open()
    await askInPlayground(page, service.issuer)
    await signInAs(page, 'alice')
    await approve(page, 'allow')
    await page.locator('#verdict[data-ok="true"]').waitFor()
    await page.locator('#service-details summary').click()
    await page.locator('#service-client').fill('orders')
    await page.locator('#service-secret').fill('wrong')
    await page.locator('#introspect').click()
    await page.locator('#service-outcome .problem').waitFor()
    await page.locator('#service-secret').fill('a secret: with % and +')
    await page.locator('#introspect').click()
    await page.locator('#service-outcome caption').waitFor()
    expect(await page.locator('#service-outcome').textContent()).toMatch(/active.*true/s)
    await page.locator('#client-credentials').click()
    await page.locator('#service-outcome pre').waitFor({ state: 'attached' })
    expect(await page.locator('#service-outcome').textContent()).toContain('orders')
    await page.locator('#revoke').click()
    await page.locator('#service-outcome .remark').waitFor()
    await service.close()
  })
})
