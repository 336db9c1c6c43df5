import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectFragrant } from '../../src/testing/client.ts'
import { createApp, goThrough } from '../support/app.ts'
import { png, svgOf } from '../support/logos.ts'
import { attribute, elementsOf } from '../support/pages.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { createVisitor, type Visit } from '../support/visitor.ts'

const folder = mkdtempSync(join(tmpdir(), 'fragrant-brand-'))
const at = (name: string) => join(folder, name)
const token = 'a-token-that-only-tests-have'

const options = {
  control: true,
  control_token: token,
  logo: at('realm.png'),
  colour: '#0A7F5C',
  clients: [
    { client_id: 'shop', redirect_uris: ['http://localhost/cb'], logo: at('shop.svg') },
    { client_id: 'bank', redirect_uris: ['http://localhost/cb'], colour: '#ffd500' },
  ],
  realms: { other: { colour: '#102030' } },
}

let server: TestServer

beforeAll(async () => {
  writeFileSync(at('realm.png'), png)
  writeFileSync(at('shop.svg'), svgOf('#123456'))
  server = await startServer(options)
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** What a page shows at its top, and what it loads beside the style sheet. */
function brandOf({ body }: Visit) {
  const all = elementsOf(body)
  const logo = all.find((element) => attribute(element, 'class') === 'logo')
  const sheets = all.filter((element) => attribute(element, 'rel') === 'stylesheet')
  return {
    logo: logo && attribute(logo, 'src'),
    sheets: sheets.map((sheet) => attribute(sheet, 'href')),
  }
}

const appOf = (clientId: string) =>
  createApp(server.issuer, { clientId, redirectUri: 'http://localhost/cb' })

const ask = (clientId: string, issuer = server.issuer) =>
  createVisitor(issuer).open(
    `${issuer}/authorize?${new URLSearchParams([...appOf(clientId).parameters({ response_type: 'id_token' })])}`,
  )

const green = ['/assets/style.css', '/assets/colours/0a7f5c.css']

describe('A page about an app', () => {
  it('has the logo and the colour of its realm', async () => {
    const brand = brandOf(await ask('an-app-that-nobody-knows'))
    expect(brand.logo).toMatch(/^\/assets\/logos\/default\/[0-9a-f]{32}\.png$/)
    expect(brand.sheets).toEqual(green)
  })

  it('has those of the app, where that has its own', async () => {
    const shop = brandOf(await ask('shop'))
    expect(shop.logo).toMatch(/^\/assets\/logos\/default\/[0-9a-f]{32}\.svg$/)
    expect(shop.sheets).toEqual(green)
    const bank = brandOf(await ask('bank'))
    expect(bank.logo).toMatch(/\.png$/)
    expect(bank.sheets).toEqual(['/assets/style.css', '/assets/colours/ffd500.css'])
  })

  it('has them on the way to its end, and where it goes wrong', async () => {
    const visitor = createVisitor(server.issuer)
    const shop = appOf('shop')
    const asked = await shop.ask(visitor, { response_type: 'id_token' })
    const fields = { username: 'alice', password: 'alice' }
    const consent = await visitor.submit(asked, 'login', 'login-submit', fields)
    const wrong = await shop.ask(visitor, { redirect_uri: 'http://localhost/other' })
    const logout = await visitor.open(`${server.issuer}/logout?client_id=shop`)
    for (const page of [consent, wrong, logout]) expect(brandOf(page).logo).toMatch(/\.svg$/)
    const used = await visitor.open(asked.url)
    expect(brandOf(used).logo).toMatch(/\.png$/)
  })

  it('inherits to a realm what that does not say', async () => {
    const brand = brandOf(await ask('shop', `${server.issuer}/realms/other`))
    expect(brand.logo).toMatch(/^\/assets\/logos\/other\/[0-9a-f]{32}\.svg$/)
    expect(brand.sheets.at(-1)).toBe('/assets/colours/102030.css')
  })

  it('loads nothing from elsewhere, by the policy that every page has', async () => {
    const { headers } = await ask('shop')
    const policy = headers.get('content-security-policy')
    expect(policy).toContain("img-src 'self'")
    expect(policy).toContain("style-src 'self'")
    expect(policy).not.toContain('unsafe')
  })
})

describe('The page of an account, which is about no app,', () => {
  it('looks as its realm does', async () => {
    const visitor = createVisitor(server.issuer)
    await goThrough(createApp(server.issuer), visitor)
    expect(brandOf(await visitor.open(`${server.issuer}/account`)).sheets).toEqual(green)
  })
})

describe('The console, and a page that nobody has', () => {
  it('look as they always do', async () => {
    const visitor = createVisitor(server.issuer)
    for (const path of ['/people', '/nothing-here']) {
      const brand = brandOf(await visitor.open(server.issuer + path))
      expect(brand).toEqual({ logo: undefined, sheets: ['/assets/style.css'] })
    }
  })
})

describe('A logo', () => {
  it('comes as what it is, for our pages alone, and runs nothing where it is opened', async () => {
    const { logo } = brandOf(await ask('shop'))
    const response = await fetch(`${server.issuer}${logo}`)
    expect(await response.text()).toBe(svgOf('#123456'))
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'public, max-age=31536000, immutable',
    })
    const picture = await fetch(`${server.issuer}${brandOf(await ask('bank')).logo}`)
    expect(picture.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(png)
  })

  it.each([
    '/assets/logos/default/realm.png',
    '/assets/logos/default/..%2f..%2fpackage.json',
    '/assets/logos/nobody/x.png',
    '/assets/logos/default/__proto__',
    '/assets/logos/default/',
    '/assets/colours/0a7f5.css',
    '/assets/colours/0A7F5C.css',
    '/assets/colours/red%3B.css',
    '/assets/colours/0a7f5c',
  ])('is not there at %s', async (path) => {
    expect((await fetch(server.issuer + path)).status).toBe(404)
  })

  it('is in no journal, as style sheets are in none', async () => {
    const realm = await connectFragrant({ url: server.issuer, token })
    await fetch(`${server.issuer}${brandOf(await ask('shop')).logo}`)
    const told = (await realm.journal.all()).map(({ request }) => request.url).join()
    expect(told).toContain('/authorize')
    expect(told).not.toContain('/assets/')
  })
})

describe('A client that a test has made', () => {
  it('has the colour that it is made with', async () => {
    const realm = await connectFragrant({ url: server.issuer, token })
    await realm.clients.add({
      ...{ client_id: 'made', redirect_uris: ['http://localhost/cb'], colour: '#aa0000' },
    })
    expect(brandOf(await ask('made')).sheets.at(-1)).toBe('/assets/colours/aa0000.css')
  })
})

describe('Another configuration', () => {
  it('brings another logo, at another address, while the server runs', async () => {
    const before = brandOf(await ask('shop')).logo
    writeFileSync(at('shop.svg'), svgOf('#654321'))
    server.reload(options)
    const { logo } = brandOf(await ask('shop'))
    expect(logo).not.toBe(before)
    expect(await (await fetch(`${server.issuer}${logo}`)).text()).toContain('#654321')
    expect((await fetch(`${server.issuer}${before}`)).status).toBe(404)
  })
})

describe('an app of the console', () => {
  const form = {
    ...{ name: 'Painted', kind: 'single-page', callbacks: 'http://localhost/cb' },
    'grant-code': 'on',
    'grant-implicit': 'on',
  }

  async function post(path: string, sent: Readonly<Record<string, string>>) {
    const page = await (await fetch(`${server.issuer}/new-application`)).text()
    const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? ''
    const answer = await fetch(server.issuer + path, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ csrf, ...sent }),
    })
    return { status: answer.status, html: await answer.text() }
  }

  it('has the logo and the colour that its form says, until it says none', async () => {
    const painted = { ...form, colour: '#FFD500', logo: at('shop.svg') }
    expect((await post('/new-application', painted)).status).toBe(303)
    const { logo, sheets } = brandOf(await ask('painted'))
    expect(logo).toMatch(/^\/assets\/logos\/.*\.svg$/)
    expect(sheets).toContain('/assets/colours/ffd500.css')
    const page = await (await fetch(`${server.issuer}/applications/painted`)).text()
    expect(page).toContain(`value="${at('shop.svg')}"`)
    expect(page).toContain('colour: &quot;#FFD500&quot;')
    await post('/applications/painted', { ...form, decision: 'save' })
    expect(brandOf(await ask('painted')).sheets).toEqual(green)
  })

  it('is told beside the field what is no colour, and what is no picture', async () => {
    const wrong = { ...form, colour: 'red', logo: at('nothing.svg') }
    const { status, html } = await post('/new-application', wrong)
    expect(status).toBe(400)
    expect(html).toMatch(/id="colour-problem">[^<]*#5b3a8e/)
    expect(html).toContain('value="red"')
    const noPicture = await post('/new-application', { ...wrong, colour: '' })
    expect(noPicture.html).toMatch(/id="logo-problem">[^<]+</)
  })
})
