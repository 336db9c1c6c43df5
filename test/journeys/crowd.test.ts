import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readMarkup } from '../support/markup.ts'
import { startServer, type TestServer } from '../support/server.ts'

const many = 1000
const app = (at: number) => ({
  client_id: `app-${at}`,
  client_name: `${'Long name of an app '.repeat(9)}${at}`,
  redirect_uris: [`https://app-${at}.example/callback`],
})
const sandbox = { ...app(7), client_id: 'app-7-sandbox', software_id: 'app-7' }

let server: TestServer
beforeAll(async () => {
  server = await startServer({
    clients: [
      ...Array.from({ length: many }, (_, at) => app(at)),
      { ...sandbox, environment: 'sandbox' },
    ],
    users: Array.from({ length: many }, (_, at) => ({ username: `user-${at}`, password: 'x' })),
  })
})
afterAll(() => server.close())

async function open(path: string) {
  const body = await (await fetch(server.issuer + path)).text()
  return { body, page: readMarkup(body) }
}

const entriesIn = (body: string) => body.match(/<h2><a href="[^"]*\/applications\//g)?.length ?? 0

describe(`With ${many} apps and users`, () => {
  it.each(['/', '/applications', '/people'])('%s stays a page that can be read', async (path) => {
    const { body } = await open(path)
    expect(body.length).toBeLessThan(200_000)
    expect(body).toMatch(/And 9[05]\d more/)
  })

  it('the apps are found by name, client id and callback URL, and each stands there once', async () => {
    expect(entriesIn((await open('/applications')).body)).toBe(100)
    for (const query of ['APP-999.example', 'app-999', 'name 999']) {
      const { body, page } = await open(`/applications?q=${encodeURIComponent(query)}`)
      expect([query, entriesIn(body)]).toEqual([query, 1])
      expect(page.text('applications')).toContain('https://app-999.example/callback')
      expect(page.has('unlisted')).toBe(false)
    }
    const { body, page } = await open('/applications?q=app-7-sandbox')
    expect(entriesIn(body)).toBe(1)
    expect(page.text('applications')).toContain('app-7 app-7-sandbox')
  })

  it('what no app fits is said', async () => {
    const { page } = await open('/applications?q=%3Cb%3Enobody')
    expect(page.text('none')).toBe(`None of ${many} fits.`)
    expect(page.has('applications')).toBe(false)
  })
})
