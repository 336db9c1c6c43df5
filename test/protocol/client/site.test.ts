import { describe, expect, it } from 'vitest'
import { betterOrigin } from '../../../src/protocol/authorize/loopback-client.ts'
import { siteOf } from '../../../src/protocol/client/site.ts'

describe('the site of a host', () => {
  it.each([
    ['app.example.com', 'example.com'],
    ['example.com', 'example.com'],
    ['localhost', 'localhost'],
    ['app.localhost', 'app.localhost'],
    ['127.0.0.1', '127.0.0.1'],
    ['192.168.0.1', '192.168.0.1'],
    ['[::1]', '[::1]'],
  ])('of %s is %s', (host, site) => {
    expect(siteOf(host)).toBe(site)
  })
})

describe('where an app on loopback is better opened', () => {
  it.each([
    ['http://127.0.0.1:5173', 'localhost', 'http://localhost:5173'],
    ['http://[::1]:5173', 'localhost', 'http://localhost:5173'],
    ['https://localhost:5173', '127.0.0.1', 'https://127.0.0.1:5173'],
    ['http://localhost:5173', 'localhost', undefined],
    ['http://localhost:5173', undefined, undefined],
    ['http://localhost:5173', 'id.example', undefined],
  ])('%s, with a cookie of %s: %s', (origin, cookieHost, better) => {
    expect(betterOrigin(origin, cookieHost)).toBe(better)
  })
})
