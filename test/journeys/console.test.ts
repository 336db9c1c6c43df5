import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer

beforeAll(async () => {
  server = await startServer({ realms: { shop: {} } })
})
afterAll(() => server.close())

const sections = ['/', '/applications', '/people', '/activity', '/playground', '/moving-to-code']

const get = async (url: string) => {
  const answer = await fetch(url)
  return { status: answer.status, html: await answer.text() }
}

/** The ways that the navigation of a page offers, the current one marked by `*`. */
const waysOf = (html: string): readonly string[] => {
  const [, navigation = ''] = /<nav [^>]*>(.*?)<\/nav>/s.exec(html) ?? []
  return [...navigation.matchAll(/<a href="([^"]*)"( aria-current="page")?>/g)].map(
    ([, href = '', current]) => (current === undefined ? href : `${href}*`),
  )
}

describe('the console', () => {
  it.each(sections)('leads from %s to every section, and says where one is', async (path) => {
    const { status, html } = await get(server.issuer + path)
    expect(status).toBe(200)
    expect(waysOf(html)).toEqual(sections.map((way) => (way === path ? `${way}*` : way)))
  })

  it('stays in its realm', async () => {
    const { html } = await get(`${server.issuer}/realms/shop/people`)
    expect(waysOf(html)).toContain('/realms/shop/people*')
    expect(waysOf(html).every((way) => way.startsWith('/realms/shop/'))).toBe(true)
  })

  it('shows people, apps, and what has happened', async () => {
    await fetch(`${server.issuer}/authorize?client_id=nobody&response_type=token`)
    expect((await get(`${server.issuer}/people`)).html).toContain('alice@')
    expect((await get(`${server.issuer}/applications`)).html).toContain('demo-swagger')
    const { html } = await get(`${server.issuer}/activity`)
    expect(html).toMatch(/refused: /)
  })

  it.each(['/applications', '/people', '/activity'])(
    'does not show %s to whoever is not at this machine',
    async (url) => {
      const { app } = server
      expect((await app.inject({ url })).statusCode).toBe(200)
      const { statusCode } = await app.inject({ url, remoteAddress: '192.0.2.7' })
      expect(statusCode).toBe(404)
    },
  )

  it.each([
    ['where it is switched off', { console: false }],
    ['in strict mode', { mode: 'strict' as const, users: [{ username: 'alice' }] }],
  ])('is not there %s', async (_, options) => {
    const other = await startServer(options)
    try {
      expect((await get(`${other.issuer}/people`)).status).toBe(404)
      const { status, html } = await get(`${other.issuer}/`)
      expect(status).toBe(200)
      expect(waysOf(html)).toEqual([])
    } finally {
      await other.close()
    }
  })
})
