import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { viewsRoot } from '../../src/http/pages/views.ts'
import { createPages } from './render.ts'

let app: Awaited<ReturnType<typeof createPages>>['app']
beforeAll(async () => {
  ;({ app } = await createPages())
})

describe('GET /assets/{name}', () => {
  it.each([
    ['style.css', 'text/css; charset=utf-8'],
    ['playground.js', 'text/javascript; charset=utf-8'],
    ['favicon.svg', 'image/svg+xml; charset=utf-8'],
  ])('serves %s as %s, not to be sniffed', async (name, type) => {
    const response = await app.inject(`/assets/${name}`)
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toBe(type)
    expect(response.headers['x-content-type-options']).toBe('nosniff')
    expect(response.headers['cache-control']).toBe('no-cache')
    expect(response.body).toBe(readFileSync(new URL(`assets/${name}`, viewsRoot), 'utf8'))
  })

  it('tells a browser that has the file that nothing has changed (RFC 9110 §13.1.2)', async () => {
    const { etag } = (await app.inject('/assets/style.css')).headers
    const ask = (known: string) =>
      app.inject({ url: '/assets/style.css', headers: { 'if-none-match': known } })
    for (const known of [String(etag), `W/${etag}`, `"other", ${etag}`, '*']) {
      const response = await ask(known)
      expect(response.statusCode).toBe(304)
      expect(response.headers.etag).toBe(etag)
      expect(response.body).toBe('')
    }
    expect((await ask('"other"')).statusCode).toBe(200)
  })

  it.each([
    '/assets/',
    '/assets/missing.js',
    '/assets/../layout.eta',
    '/assets/%2e%2e%2flayout.eta',
    '/layout.eta',
  ])('serves nothing at %s', async (url) => {
    expect((await app.inject(url)).statusCode).toBe(404)
  })

  it('serves every module that a script imports', async () => {
    const seen = new Set<string>()
    const follow = async (name: string): Promise<void> => {
      if (seen.has(name)) return
      seen.add(name)
      const response = await app.inject(`/assets/${name}`)
      expect([name, response.statusCode]).toEqual([name, 200])
      for (const [, next] of response.body.matchAll(/from '\.\/([^']+)'/g)) await follow(next ?? '')
    }
    await follow('home.js')
    await follow('playground.js')
    await follow('playground-callback.js')
    expect(seen.size).toBeGreaterThan(5)
  })
})

it('the style sheet knows no left and no right, so that pages can be read from either side', () => {
  const css = readFileSync(new URL('assets/style.css', viewsRoot), 'utf8')
  const rules = css.replaceAll(/\/\*[\s\S]*?\*\//g, '')
  expect(rules).toContain('padding-inline')
  expect(rules.match(/[\w-]*\b(?:left|right)\b[\w-]*/g)).toBeNull()
  // of four sides the second is the right one, and the fourth the left
  const uneven = [...rules.matchAll(/(?:padding|margin|inset): \S+ (\S+) \S+ (\S+);/g)]
  expect(uneven.filter(([, right, left]) => right !== left)).toEqual([])
})
