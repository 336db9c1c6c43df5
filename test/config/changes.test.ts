import { describe, expect, it } from 'vitest'
import { needsRestart, saysTheSame } from '../../src/config/changes.ts'
import { parseOptions } from '../../src/config/config.ts'

describe('a changed configuration', () => {
  const before = { port: 9400, clients: [{ client_id: 'a', redirect_uris: ['https://a.test/'] }] }

  it.each([
    ['issuer', { issuer: 'http://auth.localhost:9400' }],
    ['port', { port: 9401 }],
    ['host', { host: '127.0.0.1' }],
    ['data_dir', { data_dir: 'elsewhere' }],
    ['store', { store: 'redis://localhost' }],
    ['tls', { tls: 'generated' }],
    ['also_at', { also_at: ['http://fragrant:9400'] }],
    ['shutdown_grace', { shutdown_grace: '1s' }],
    ['log', { log: { level: 'debug' } }],
  ] as const)('needs a restart for %s', (name, changes) => {
    const [a, b] = [parseOptions(before), parseOptions({ ...before, ...changes })]
    expect(needsRestart(a, b)).toContain(name)
  })

  it.each([
    ['another redirect URI', { clients: [{ client_id: 'a', redirect_uris: ['https://b.test/'] }] }],
    [
      'a narrower scope',
      { clients: [{ client_id: 'a', redirect_uris: ['https://a.test/'], scope: ['openid'] }] },
    ],
    ['another algorithm', { signing_alg: 'ES256' }],
    ['another lifetime', { access_token_lifetime: '2h' }],
    ['another login', { login: { mode: 'form' } }],
    ['another realm', { realms: { shop: {} } }],
    ['another scope', { scopes: [{ name: 'orders', words: 'See your orders' }] }],
    ['a new user', { users: [{ username: 'carol', password: 'a password' }] }],
  ])('needs none for %s, which it tells from no change', (_, changes) => {
    const [a, b] = [parseOptions(before), parseOptions({ ...before, ...changes })]
    expect(needsRestart(a, b)).toEqual([])
    expect(saysTheSame(a, b)).toBe(false)
    expect(saysTheSame(a, parseOptions(before))).toBe(true)
  })
})
