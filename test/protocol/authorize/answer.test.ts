import { describe, expect, it } from 'vitest'
import {
  answerClaims,
  answerUrl,
  asJwt,
  errorAnswer,
  issuedAnswer,
} from '../../../src/protocol/authorize/answer.ts'
import type { ReturnAddress } from '../../../src/protocol/authorize/request.ts'
import { matchRedirectUri } from '../../../src/protocol/client/redirect-uri.ts'
import { aClient } from '../../support/clients.ts'

const issuer = 'https://id.example'

function addressAt(uri: string, changes: Partial<ReturnAddress> = {}): ReturnAddress {
  const redirectUri = matchRedirectUri(aClient({ redirectUris: [uri] }), uri)
  if (redirectUri === undefined) throw new Error('registered a moment ago')
  return { redirectUri, mode: 'fragment', asJwt: false, state: 's', approved: true, ...changes }
}

const to = addressAt('https://app.example/cb')
const refusal = {
  error: 'login_required',
  description: 'The user must sign in.',
  cites: 'OIDC Core §3.1.2.6',
} as const
const tokens = {
  code: undefined,
  accessToken: 'a.t',
  expiresIn: 3600,
  scope: new Set(['openid', 'profile']),
  idToken: 'i.t',
}
const sessionState = 'hash.salt'

describe('an answer with tokens', () => {
  it('says in this order what was issued, state, and who issued it (RFC 6749 §4.2.2, RFC 9207 §2)', () => {
    expect(issuedAnswer(issuer, to, tokens, sessionState).parameters).toEqual([
      ['access_token', 'a.t'],
      ['token_type', 'Bearer'],
      ['expires_in', '3600'],
      ['scope', 'openid profile'],
      ['id_token', 'i.t'],
      ['session_state', 'hash.salt'],
      ['state', 's'],
      ['iss', issuer],
    ])
  })

  it('says nothing of an access token when there is none', () => {
    const { parameters } = issuedAnswer(
      issuer,
      to,
      { ...tokens, accessToken: undefined },
      sessionState,
    )
    expect(parameters.map(([name]) => name)).toEqual(['id_token', 'session_state', 'state', 'iss'])
  })

  it('has no empty scope, no id_token and no state that were not there', () => {
    const at = addressAt('https://app.example/cb', { state: undefined })
    const issued = { ...tokens, scope: new Set<string>(), idToken: undefined }
    const { parameters } = issuedAnswer(issuer, at, issued, sessionState)
    expect(parameters.map(([name]) => name)).toEqual([
      'access_token',
      'token_type',
      'expires_in',
      'session_state',
      'iss',
    ])
  })
})

describe('an answer with an error', () => {
  it('carries the error, its description, state and the issuer (RFC 6749 §4.2.2.1)', () => {
    expect(errorAnswer(issuer, to, refusal).parameters).toEqual([
      ['error', 'login_required'],
      ['error_description', 'The user must sign in.'],
      ['state', 's'],
      ['iss', issuer],
    ])
  })
})

describe('an answer as a JWT', () => {
  it('says all that it would say plainly, for whom, and until when (JARM §2.1)', () => {
    const answer = issuedAnswer(issuer, to, tokens, sessionState)
    expect(answerClaims(answer, aClient(), 1_800_000_000)).toEqual({
      ...Object.fromEntries(answer.parameters),
      aud: 'spa',
      exp: 1_800_000_600,
    })
  })

  it('is its one parameter, and nothing is beside it (JARM §2.3)', () => {
    expect(asJwt(issuedAnswer(issuer, to, tokens, sessionState), 'a.b.c')).toEqual({
      to,
      parameters: [['response', 'a.b.c']],
    })
  })
})

describe('the URL of an answer', () => {
  const urlAt = (at: ReturnAddress) =>
    answerUrl({
      to: at,
      parameters: [
        ['a', '1'],
        ['b', '2'],
      ],
    })

  it.each([
    ['https://app.example/cb', 'fragment', 'https://app.example/cb#a=1&b=2'],
    ['https://app.example/cb', 'query', 'https://app.example/cb?a=1&b=2#'],
    ['https://app.example/cb?t=1', 'fragment', 'https://app.example/cb?t=1#a=1&b=2'],
    ['https://app.example/cb?t=1', 'query', 'https://app.example/cb?t=1&a=1&b=2#'],
    ['com.example.app:/cb', 'fragment', 'com.example.app:/cb#a=1&b=2'],
  ] as const)('at %s in the %s is %s (RFC 6749 §3.1.2)', (uri, mode, url) => {
    expect(urlAt(addressAt(uri, { mode }))).toBe(url)
  })

  it('encodes all but the unreserved characters, a space as %20', () => {
    const value = "a b+c&d=e#f%20'()*!~-._/?:@\r\nä€😀"
    const url = answerUrl({ to, parameters: [['state', value]] })
    const encoded = url.slice(url.indexOf('state=') + 6)
    expect(encoded).toMatch(/^(?:[A-Za-z0-9\-._~]|%[0-9A-F]{2})+$/)
    expect(encoded.startsWith('a%20b%2Bc%26d%3De%23f%2520%27%28%29%2A%21~-._%2F')).toBe(true)
    expect(decodeURIComponent(encoded)).toBe(value)
  })
})
