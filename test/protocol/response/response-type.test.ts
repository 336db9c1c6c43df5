import { describe, expect, it } from 'vitest'
import {
  carrierOf,
  isJwtMode,
  parseResponseMode,
  responseModes,
} from '../../../src/protocol/response/response-mode.ts'
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
  it.each(responseModes)('is %s', (mode) => {
    expect(parseResponseMode(mode, 'query')).toBe(mode)
  })

  it.each([undefined, '', 'Fragment', 'web_message.jwt', 'JWT', '.jwt', 'constructor'])(
    'is not %j',
    (mode) => {
      expect(parseResponseMode(mode, 'query')).toBeUndefined()
    },
  )

  it.each(['query', 'fragment'] as const)(
    'by the name of jwt is a JWT in the %s where that is usual (JARM §2.3.4)',
    (usual) => {
      expect(parseResponseMode('jwt', usual)).toBe(`${usual}.jwt`)
    },
  )

  it.each([
    ['query', 'query', false],
    ['form_post', 'form_post', false],
    ['web_message', 'web_message', false],
    ['query.jwt', 'query', true],
    ['fragment.jwt', 'fragment', true],
    ['form_post.jwt', 'form_post', true],
  ] as const)('of %s travels by %s, as a JWT: %s (JARM §2.3)', (mode, carrier, isJwt) => {
    expect(carrierOf(mode)).toBe(carrier)
    expect(isJwtMode(mode)).toBe(isJwt)
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
