import { describe, expect, it } from 'vitest'
import type { Client } from '../../../src/protocol/client/client.ts'
import { misfitProblem, redirectUriProblem } from '../../../src/protocol/register/redirect-uri.ts'

const problemFor = (uri: string, applicationType: Client['applicationType']) =>
  redirectUriProblem(uri) ?? misfitProblem(uri, applicationType)

describe('A redirect URI may be registered', () => {
  it.each([
    'https://app.example/callback',
    'https://app.example/callback?tenant=1',
    'https://app.example',
    'https://app.example/',
    'https://app.example:8443/',
    'https://xn--e1afmkfd.xn--p1ai/',
    'https://app.example/%D1%8F',
    'https://192.0.2.1/cb',
    'http://localhost:5173',
    'http://localhost/oauth2-redirect.html',
    'http://app.localhost:3000/cb',
    'http://127.0.0.1/cb',
    'http://127.0.0.2:3000/cb',
    'http://[::1]:3000/cb',
  ])('as %s', (uri) => {
    expect(problemFor(uri, 'web')).toBeUndefined()
  })

  it.each(['com.example.app:/cb', 'com.example.app://cb', 'com.example-two.app:/cb?x=1'])(
    'as %s, for a native app only (RFC 8252 §7.1)',
    (uri) => {
      expect(redirectUriProblem(uri)).toBeUndefined()
      expect(misfitProblem(uri, 'native')).toBeUndefined()
      expect(misfitProblem(uri, 'web')).toContain('native')
    },
  )
})

/** Each is hostile as a registration; most get past a check that parses, trims or folds first. */
const hostile = {
  'a scheme that is not allowed': [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    '\u0001javascript:alert(1)',
    'javascript://app.example.com/cb%0aalert(1)',
    'javascript://app.example.com/cb\u2028alert(1)',
    'data:text/html,x',
    'vbscript:msgbox(1)',
    'blob:https://app.example.com/6f1c2f0e-7f7a-4a7e-9c7e-0f5f4f0f1f2f',
    'view-source:https://app.example.com/cb',
    'jar:https://app.example.com/cb!/',
    'file:///etc/passwd',
    'about:blank',
    'filesystem:https://app.example.com/cb',
    'intent://app.example.com/#Intent;end',
    'ws://localhost:3000/cb',
    'ftp://app.example.com/cb',
    'urn:ietf:wg:oauth:2.0:oob',
    'mailto:a@app.example.com',
    'myapp:/cb',
    'myapp://cb',
  ],
  'a spelling that browsers would change': [
    'HTTPS://app.example.com/cb',
    'https:app.example.com/cb',
    'https:/app.example.com/cb',
    'https:////app.example.com/cb',
    'https:\\\\app.example.com\\cb',
    'https:/\\app.example.com/cb',
    'https://APP.EXAMPLE.COM/cb',
    'https://%61pp.example.com/cb',
    'https://app.example.com:443/cb',
    'https://app.example.com:0443/cb',
    'https://app.example.com/x/../cb',
    'https://app.example.com/cb/..',
    'https://app.example.com/%2e/cb',
    'https://app.example.com/cb\\..\\open-redirect',
    'https://app.example.com?x=1',
    'http://localhost:80/callback',
    'http://2130706433:3000/callback',
    'http://127.1:3000/callback',
    'http://[::ffff:127.0.0.1]:3000/callback',
    'http://[0:0:0:0:0:0:0:1]:3000/callback',
  ],
  'no absolute URI': [
    '',
    '//evil.example/cb',
    '///evil.example/cb',
    '\\\\evil.example\\cb',
    '/cb',
    '?x=1',
    ':',
    'https://',
    'https://app.example.com:-443/cb',
    'https://app.example.com:443x/cb',
    'https://app.example.com%2f.evil.example/cb',
    'https://app.example.com%5c.evil.example/cb',
    'http://localhost:3000.evil.example/callback',
    'http://[::1%25lo]:3000/callback',
    'null',
    'undefined',
    '[object Object]',
    '__proto__',
    'constructor',
    '^https://app\\.example\\.com/cb$',
    'https%3A%2F%2Fapp.example.com%2Fcb',
  ],
  'a user name or password': [
    'https://app.example.com:443@evil.example/cb',
    'https://app.example.com%20@evil.example/cb',
    'https://user@app.example.com/cb',
    'https://user:password@app.example.com/cb',
    'https://:password@app.example.com/cb',
    'https://@app.example.com/cb',
    'https://evil.example\\@app.example.com/cb',
    'https://a@b@app.example.com/cb',
    'https://app.example.com@@evil.example/cb',
    'https://app.example.com;@evil.example/cb',
    'http://localhost:80@evil.example/callback',
    'http://localhost@evil.example:3000/callback',
    'com.example.app://user@app.example.com/cb',
  ],
  'a character outside ASCII': [
    'https://app.exаmple.com/cb',
    'https://app。example.com/cb',
    'https://app．example．com/cb',
    'https://app․example.com/cb',
    'https://app.exampℓe.com/cb',
    'https://app.exa\u00admple.com/cb',
    'https://app.exam\u2060ple.com/cb',
    '\u202ehttps://app.example.com/cb',
    'https://app.example.com／cb',
    'https://evil.example？.app.example.com/cb',
    'https://evil.example＃.app.example.com/cb',
    'https://app.example.com＠evil.example/cb',
    'http://localhost：3000/callback',
    'http://localhost:３000/callback',
    'https://app.example.com/cb\u00a0',
  ],
  'a wildcard': [
    '*',
    'https://*/cb',
    'https://*.example.com/cb',
    'https://app.example.com/*',
    'http://localhost:*/cb',
    'https://app.example.com/cb?x=*',
  ],
  'a fragment': [
    'https://app.example.com/cb#',
    'https://app.example.com/cb#/../evil',
    'http://localhost:3000/callback#state=x',
    'https://evil.example#.app.example.com/cb',
    'https://app.example.com/cb&#47;',
  ],
  'a control character or a space': [
    ' https://app.example.com/cb',
    'https://app.example.com/cb ',
    'https://app.example.com/cb\r\n',
    'https://app.example.com/cb\r\nX-Injected: 1',
    'ht\ntps://app.example.com/cb',
    'https://app.example.com:4\t43/cb',
    'https://app.example.com/cb\u0000',
    '\u0000https://app.example.com/cb',
    'https://app.example.com/cb\u007f',
    'https://app.example.com /cb',
    'https://app.example.com/cb%00.html',
    'https://app.example.com/cb%0d%0a',
  ],
  'an encoding that is not UTF-8': [
    'https://app.example.com/cb%zz',
    'https://app.example.com/cb%2',
    'https://app.example.com/cb%c0%af',
    'https://app.example.com/%u0063b',
    'https://app.example.com/cb%ED%A0%80',
  ],
  'http beyond loopback': [
    'http://app.example.com/cb',
    'http://0.0.0.0:3000/callback',
    'http://[::]:3000/callback',
    'http://192.168.0.1/cb',
    'http://localhost.localdomain:3000/callback',
    'http://localhost.evil.example/cb',
    'http://evillocalhost/cb',
    'http://host.docker.internal:3000/callback',
    'http://127.0.0.1.evil.example/cb',
  ],
  'a host with an empty part': ['https://app.example.com../cb', 'https://app..example.com/cb'],
  'a parameter of an answer in its query': [
    'https://app.example.com/cb?error=access_denied',
    'https://app.example.com/cb?state=attacker',
    'https://app.example.com/cb?id_token=attacker&x=1',
    'https://app.example.com/cb?%73tate=attacker',
  ],
  'more than 2048 characters': [`https://app.example.com/${'a'.repeat(8000)}`],
}

describe.each(Object.entries(hostile))('A redirect URI with %s is refused', (_, uris) => {
  it.each(uris.flatMap((uri) => [[uri, 'web'] as const, [uri, 'native'] as const]))(
    'as %j for a %s app',
    (uri, applicationType) => {
      expect(problemFor(uri, applicationType)).toMatch(/^must /)
    },
  )
})

it('A space is told of as such, not as a matter of the normal form (RFC 3986 §2)', () => {
  expect(redirectUriProblem('https://app.example/a b')).toContain('without spaces')
})

it('The normal form is shown to whoever wrote another (RFC 3986 §6)', () => {
  expect(redirectUriProblem('https://App.example:443/a/../cb')).toBe(
    'must be written in its normal form, https://app.example/cb',
  )
})

it('What is told never holds the password of a URI', () => {
  expect(redirectUriProblem('https://user:hunter2@APP.example/')).not.toContain('hunter2')
})
