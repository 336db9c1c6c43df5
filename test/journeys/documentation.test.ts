import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blocksOf } from '../../src/http/console/documents/blocks.ts'
import type { Block, Inline } from '../../src/http/pages/models/document.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer({ realms: { blue: {} } })
})
afterAll(() => server.close())

const get = async (path: string) => {
  const answer = await fetch(server.issuer + path)
  return { status: answer.status, html: await answer.text() }
}

const plain = (words: readonly Inline[]): string =>
  words.map((one) => ('text' in one ? one.text : plain(one.inner))).join('')

const names = readdirSync('docs').filter((name) => name.endsWith('.md'))

describe('GET /documentation', () => {
  it('is what the start page leads to', async () => {
    const { html } = await get('/realms/blue/')
    const links = [...html.matchAll(/href="(\/realms\/blue\/documentation\/[^"]*)"/g)]
    expect(links.length).toBeGreaterThan(5)
    for (const [, path = ''] of links) expect([path, (await get(path)).status]).toEqual([path, 200])
  })

  it.each(['', '/README', ...names.map((name) => `/${name.replace('.md', '')}`)])(
    'shows a page of the package at %s, with links that lead somewhere',
    async (path) => {
      const { status, html } = await get(`/documentation${path}`)
      expect(status).toBe(200)
      expect(html).toMatch(/<h1 id="[^"]+">/)
      const [, article = ''] = /id="document">(.*)<\/article>/s.exec(html) ?? []
      // nothing of the notation is left
      expect(article.replace(/<(pre|code)[ >].*?<\/\1>/gs, '')).not.toMatch(
        /\*\*|\]\(|^#|<!--|```/m,
      )
      for (const [, href = ''] of article.matchAll(/href="(\/documentation[^"#]*)/g)) {
        expect([href, (await get(href)).status]).toEqual([href, 200])
      }
    },
  )

  it('shows tables, code and decisions, and leads from heading to heading', async () => {
    const { html } = await get('/documentation/console')
    expect(html).toMatch(/<a href="\/documentation\/testing#journal">/)
    expect((await get('/documentation/testing')).html).toContain('id="journal"')
    expect((await get('/documentation/decisions/0040-presets-are-tables-of-names')).status).toBe(
      200,
    )
    expect((await get('/documentation/configuration')).html).toMatch(/<th scope="col">/)
  })

  it.each([
    'nothing',
    '..%2Fpackage.json',
    '../package',
    '%2e%2e/views/layout',
    'README.md',
    '__proto__',
  ])('is not there for %s', async (name) => {
    const { statusCode } = await server.app.inject({ url: `/documentation/${name}` })
    expect(statusCode).toBe(404)
  })

  it('is not there for whoever is not at this machine', async () => {
    const asked = { url: '/documentation/README', remoteAddress: '192.0.2.7' }
    expect((await server.app.inject(asked)).statusCode).toBe(404)
  })
})

describe('Markdown, taken apart', () => {
  const read = (markdown: string): readonly Block[] =>
    blocksOf(markdown, (target) => `/at/${target}`)

  it('reads paragraphs, and what begins a block of its own', () => {
    const kinds = read(
      '# A\ntext\non\n- one\n  goes on\n- two\n\n1. x\n<!-- a\nb -->\n| a |\n|---|\n| b |\n```js\n# c\n```',
    )
    expect(kinds.map(({ kind }) => kind)).toEqual([
      ...['heading', 'paragraph', 'list', 'list', 'table', 'preformatted'],
    ])
    expect(kinds[2]).toMatchObject({ items: [[{ text: 'one goes on' }], [{ text: 'two' }]] })
    expect(kinds[5]).toEqual({ kind: 'preformatted', text: '# c' })
  })

  it('reads code, links and strong words in one another, and a bar in a cell', () => {
    const [block] = read('**[`a`](b.md)** ``c`d`` *x* [y](z)')
    const words = block?.kind === 'paragraph' ? block.words : []
    expect(words.map(({ kind }) => kind)).toEqual(['strong', 'text', 'code', 'text', 'link'])
    expect(plain(words)).toBe('a c`d *x* y')
    expect(read('| a \\| b | c |\n|---|---|\n')[0]).toMatchObject({
      head: [[{ text: 'a | b' }], [{ text: 'c' }]],
    })
  })

  it('comes to an end, whatever is not closed', () => {
    for (const open of ['```\na', '<!-- a', '**a', '[a](', '|', '`', '-', '#'])
      expect(read(open).length).toBeLessThan(2)
  })

  it('reads each document of the package in a moment', () => {
    for (const name of names)
      expect(read(readFileSync(`docs/${name}`, 'utf8')).length).toBeGreaterThan(3)
  })
})
