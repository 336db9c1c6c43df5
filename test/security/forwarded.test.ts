import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../support/app.ts'
import { createRawClient, type RawClient, requestBytes } from '../support/raw-http.ts'
import { startServer, type TestServer } from '../support/server.ts'

let server: TestServer
let client: RawClient
beforeAll(async () => {
  server = await startServer()
  client = createRawClient(Number(new URL(server.issuer).port))
})
afterAll(async () => {
  client.close()
  await server.close()
})

/** Headers by which a server behind a proxy is told who it is. */
const hostile: readonly (readonly [string, string])[] = [
  ['X-Forwarded-Host', 'evil.example'],
  ['X-Forwarded-Proto', 'https'],
  ['X-Forwarded-Port', '443'],
  ['X-Forwarded-Prefix', '/evil'],
  ['X-Forwarded-Server', 'evil.example'],
  ['X-Forwarded-For', '6.6.6.6'],
  ['X-Real-IP', '6.6.6.6'],
  ['Forwarded', 'host=evil.example;proto=https;for=6.6.6.6'],
  ['X-Host', 'evil.example'],
  ['X-Original-Host', 'evil.example'],
  ['X-Original-URL', '/evil'],
  ['X-Rewrite-URL', '/evil'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['X-HTTP-Host-Override', 'evil.example'],
  ['X-Envoy-Original-Path', '/evil'],
  ['Front-End-Https', 'on'],
  ['X-Url-Scheme', 'https'],
  ['X-Scheme', 'https'],
  ['Origin', 'https://evil.example'],
  ['Referer', 'https://evil.example/'],
]

describe('the addresses that a server tells', () => {
  it.each(hostile)('are those of its issuer, whatever %s says (ASVS 4.1.3)', async (...header) => {
    const app = createApp(server.issuer, {
      clientId: 'demo-web',
      redirectUri: 'http://localhost:3000/callback',
    })
    const { pathname, search } = new URL(
      app.url({ response_type: 'id_token', response_mode: undefined, prompt: 'none' }),
    )
    for (const target of [
      '/.well-known/openid-configuration',
      '/.well-known/jwks.json',
      '/',
      '/playground',
      pathname + search,
    ]) {
      const plain = await client.send(requestBytes({ target, host: client.host }))
      const told = await client.send(requestBytes({ target, host: client.host, headers: [header] }))
      expect([target, told.status, told.body]).toEqual([target, plain.status, plain.body])
      // the salt is another one each time
      const place = (location = '') => location.replace(/session_state=[^&]+/, 'session_state=…')
      expect(place(told.header('location'))).toBe(place(plain.header('location')))
      // Only the header that lets a script read the answer names the origin of that script.
      const others = told.headers.filter(([name]) => name !== 'access-control-allow-origin')
      expect(others.flat().join()).not.toContain('evil')
    }
  })
})
