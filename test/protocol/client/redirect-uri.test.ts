import { describe, expect, it } from 'vitest'
import {
  isLoopbackHost,
  loopbackOriginOf,
  matchPostLogoutUri,
  matchRedirectUri,
} from '../../../src/protocol/client/redirect-uri.ts'
import { aClient, aLoopbackClient } from '../../support/clients.ts'
import { redirectCorpus } from '../../support/corpus.ts'

const { loopback_native: native, entries } = redirectCorpus

describe('a redirect URI', () => {
  const spa = aClient({
    redirectUris: ['https://app.example.com/cb', 'http://localhost:3000/callback'],
  })

  it('is the client’s own when it is registered, letter for letter (RFC 6749 §3.1.2.3)', () => {
    for (const uri of spa.redirectUris) expect(matchRedirectUri(spa, uri)).toBe(uri)
  })

  it.each(entries.filter(({ value }) => value !== undefined))('is not $id: $why', ({ value }) => {
    expect(matchRedirectUri(spa, value ?? '')).toBeUndefined()
  })

  it('of a web client may not vary its port, on loopback either', () => {
    const web = aClient({ redirectUris: native.client.redirect_uris })
    expect(matchRedirectUri(web, 'http://127.0.0.1/cb')).toBe('http://127.0.0.1/cb')
    expect(matchRedirectUri(web, 'http://127.0.0.1:49152/cb')).toBeUndefined()
  })
})

describe('a redirect URI of a native client', () => {
  const cli = aClient({ applicationType: 'native', redirectUris: native.client.redirect_uris })

  it.each(native.accept)('may be %s (RFC 8252 §7.3)', (uri) => {
    expect(matchRedirectUri(cli, uri)).toBe(uri)
  })

  it.each(native.reject)('may not be %j (RFC 8252 §8.3)', (uri) => {
    expect(matchRedirectUri(cli, uri)).toBeUndefined()
  })

  it.each([
    'http://127.0.0.1:99999/cb',
    'http://127.0.0.1:65536/cb',
    'http://127.0.0.1:100000/cb',
    'http://127.0.0.1:1.5/cb',
    'http://127.0.0.1cb',
    'http://127.0.0.1:80cb',
    'http://127.0.0.1:80:80/cb',
    'http://[::1]:49152/other',
    'x http://127.0.0.1:49152/cb',
    'http://127x0x0x1:49152/cb',
  ])('may not be %j either', (uri) => expect(matchRedirectUri(cli, uri)).toBeUndefined())

  it('may vary a port that is registered, and keeps the query', () => {
    const redirectUris = ['http://127.0.0.1:8080/cb?a=1', 'http://127.0.0.1:9090']
    const client = aClient({ applicationType: 'native', redirectUris })
    expect(matchRedirectUri(client, 'http://127.0.0.1:1/cb?a=1')).toBeDefined()
    expect(matchRedirectUri(client, 'http://127.0.0.1/cb?a=1')).toBeDefined()
    expect(matchRedirectUri(client, 'http://127.0.0.1:1')).toBeDefined()
    expect(matchRedirectUri(client, 'http://127.0.0.1:1/cb?a=2')).toBeUndefined()
    expect(matchRedirectUri(client, 'http://[::1]:1/cb?a=1')).toBeUndefined()
  })

  it('is exact where it only looks like a literal', () => {
    const redirectUris = ['http://127x0x0x1/cb', 'http://127.0.0.1.evil.example/cb']
    const client = aClient({ applicationType: 'native', redirectUris })
    expect(matchRedirectUri(client, 'http://127x0x0x1:1/cb')).toBeUndefined()
    expect(matchRedirectUri(client, 'http://127.0.0.1:1.evil.example/cb')).toBeUndefined()
  })

  it('is exact at localhost, and for https and private-use schemes (RFC 8252 §8.3)', () => {
    const redirectUris = ['http://localhost/cb', 'https://127.0.0.1/cb', 'com.example.app:/cb']
    const client = aClient({ applicationType: 'native', redirectUris })
    for (const uri of redirectUris) expect(matchRedirectUri(client, uri)).toBe(uri)
    expect(matchRedirectUri(client, 'http://localhost:1/cb')).toBeUndefined()
    expect(matchRedirectUri(client, 'https://127.0.0.1:1/cb')).toBeUndefined()
    expect(matchRedirectUri(client, 'com.example.app:1/cb')).toBeUndefined()
  })
})

describe('an address after logout', () => {
  const client = aClient({
    applicationType: 'native',
    redirectUris: ['https://app.example/callback'],
    postLogoutRedirectUris: ['https://app.example/bye', 'http://127.0.0.1/bye'],
  })

  it('is exact, of a native client too (OIDC RP-Initiated Logout §3)', () => {
    expect(matchPostLogoutUri(client, 'https://app.example/bye')).toBe('https://app.example/bye')
    expect(matchPostLogoutUri(client, 'https://app.example/bye/')).toBeUndefined()
    expect(matchPostLogoutUri(client, 'http://127.0.0.1:1/bye')).toBeUndefined()
  })

  it('is not a redirect URI, nor the other way round', () => {
    expect(matchPostLogoutUri(client, 'https://app.example/callback')).toBeUndefined()
    expect(matchRedirectUri(client, 'https://app.example/bye')).toBeUndefined()
  })
})

describe('a client that was accepted on loopback', () => {
  const client = aLoopbackClient()
  const match = (uri: string) => matchRedirectUri(client, uri)

  it.each(['', '/', '/cb', '/a/b?c=d', '?a=b', '/%7Euser'])('owns its origin and %j', (rest) => {
    const uri = `http://localhost:5173${rest}`
    expect(match(uri)).toBe(uri)
    expect(matchPostLogoutUri(client, uri)).toBe(uri)
  })

  it.each([
    'http://localhost:51730/',
    'http://localhost:5173.evil.example/',
    'http://localhost:5173@evil.example/',
    'http://localhost:5173\\@evil.example/',
    'http://localhost:5173/a\\b',
    'http://localhost:5173/a b',
    'http://localhost:5173/a\n',
    'http://localhost:5173/ä',
    'http://localhost:5173/#a',
    'http://localhost:5173#a',
    'http://localhost:5173/"',
    'http://localhost:5173/<a>',
    'https://localhost:5173/',
    'http://127.0.0.1:5173/',
    '',
  ])('does not own %j', (uri) => {
    expect(match(uri)).toBeUndefined()
    expect(matchPostLogoutUri(client, uri)).toBeUndefined()
  })
})

describe('a host on this machine', () => {
  it.each(['localhost', 'app.localhost', 'a.b.localhost', '127.0.0.1', '127.255.0.1', '[::1]'])(
    'is %s',
    (host) => expect(isLoopbackHost(host)).toBe(true),
  )

  it.each([
    'localhost.evil.example',
    'evillocalhost',
    '.localhost',
    '127.0.0.1.nip.io',
    '128.0.0.1',
    '0.0.0.0',
    '[::]',
    'x127.0.0.1',
    '127.0.0',
    '',
  ])('is not %j', (host) => expect(isLoopbackHost(host)).toBe(false))
})

describe('the origin of an address on loopback', () => {
  it.each([
    ['http://localhost:5173/cb', 'http://localhost:5173'],
    ['http://localhost:5173', 'http://localhost:5173'],
    ['https://app.localhost/cb?a=b', 'https://app.localhost'],
    ['http://127.0.0.1:1/', 'http://127.0.0.1:1'],
    ['http://[::1]:1/', 'http://[::1]:1'],
  ])('%s is %s', (uri, origin) => expect(loopbackOriginOf(uri)).toBe(origin))

  it.each([
    'https://app.example/',
    'http://localhost:5173@evil.example/',
    'http://user@localhost:5173/',
    'http://LOCALHOST:5173/',
    'http://localhost:05173/',
    'http://localhost:80/',
    'http://2130706433/',
    'http://127.1/',
    'http:localhost',
    'http:\\\\localhost',
    'http://localhost\\@evil.example',
    'ftp://localhost/',
    'javascript:localhost',
    'localhost',
    '/cb',
    '',
  ])('there is none of %j', (uri) => expect(loopbackOriginOf(uri)).toBeUndefined())
})
