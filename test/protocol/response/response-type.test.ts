import { describe, expect, it } from 'vitest'
import { parseResponseMode } from '../../../src/protocol/response/response-mode.ts'
import {
  defaultResponseMode,
  needsNonce,
  parseResponseType,
  returnsAccessToken,
  returnsCode,
  returnsIdToken,
} from '../../../src/protocol/response/response-type.ts'

describe('a response type', () => {
  it.each([
    ['token', 'token'],
    ['id_token', 'id_token'],
    ['id_token token', 'id_token token'],
    ['token id_token', 'id_token token'],
    ['code', 'code'],
    ['none', 'none'],
    ['token code', 'code token'],
    ['token id_token code', 'code id_token token'],
  ])('%j is %j (RFC 6749 §3.1.1)', (text, type) => expect(parseResponseType(text)).toBe(type))

  it.each([
    undefined,
    '',
    ' ',
    'Token',
    'token token',
    'id_token  token',
    ' token',
    'token ',
    'id_token,token',
    'id_token\ttoken',
    'code none',
    'code code',
    '__proto__',
    'constructor',
  ])('is not %j', (text) => expect(parseResponseType(text)).toBeUndefined())

  it.each([
    ['token', '- token -', false],
    ['id_token', '- - id_token', true],
    ['id_token token', '- token id_token', true],
    ['code', 'code - -', false],
    ['code token', 'code token -', false],
    ['code id_token', 'code - id_token', true],
    ['code id_token token', 'code token id_token', true],
    ['none', '- - -', false],
  ] as const)(
    '%s returns %s, and needs a nonce: %s (OAuth Responses §5)',
    (type, returned, nonce) => {
      const words = [
        returnsCode(type) ? 'code' : '-',
        returnsAccessToken(type) ? 'token' : '-',
        returnsIdToken(type) ? 'id_token' : '-',
      ]
      expect(words.join(' ')).toBe(returned)
      expect(needsNonce(type)).toBe(nonce)
    },
  )
})

describe('a response mode', () => {
  it.each(['query', 'fragment', 'form_post'])('is %s', (mode) => {
    expect(parseResponseMode(mode)).toBe(mode)
  })

  it.each([undefined, '', 'Fragment', 'form_post.jwt', 'constructor'])('is not %j', (mode) => {
    expect(parseResponseMode(mode)).toBeUndefined()
  })

  it.each([
    ['token', 'fragment'],
    ['id_token', 'fragment'],
    ['code id_token', 'fragment'],
    ['token nope', 'fragment'],
    ['code', 'query'],
    ['none', 'query'],
    ['code token', 'fragment'],
    ['id_tokens', 'query'],
    [undefined, 'query'],
  ])('of %j is the %s when none is asked for (OAuth Responses §2.1)', (type, mode) => {
    expect(defaultResponseMode(type)).toBe(mode)
  })
})
