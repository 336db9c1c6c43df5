import { describe, expect, it } from 'vitest'
import { parseResponseMode } from '../../src/protocol/response-mode.ts'
import {
  defaultResponseMode,
  parseResponseType,
  returnsAccessToken,
  returnsIdToken,
} from '../../src/protocol/response-type.ts'

describe('a response type', () => {
  it.each([
    ['token', 'token'],
    ['id_token', 'id_token'],
    ['id_token token', 'id_token token'],
    ['token id_token', 'id_token token'],
  ])('%j is %j (RFC 6749 §3.1.1)', (text, type) => expect(parseResponseType(text)).toBe(type))

  it.each([
    undefined,
    '',
    ' ',
    'code',
    'none',
    'Token',
    'token token',
    'id_token  token',
    ' token',
    'token ',
    'id_token,token',
    'id_token\ttoken',
    'code id_token token',
    '__proto__',
    'constructor',
  ])('is not %j', (text) => expect(parseResponseType(text)).toBeUndefined())

  it.each([
    ['token', true, false],
    ['id_token', false, true],
    ['id_token token', true, true],
  ] as const)('%s returns an access token: %s, an ID Token: %s', (type, access, id) => {
    expect(returnsAccessToken(type)).toBe(access)
    expect(returnsIdToken(type)).toBe(id)
  })
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
    ['id_tokens', 'query'],
    [undefined, 'query'],
  ])('of %j is the %s when none is asked for (OAuth Responses §2.1)', (type, mode) => {
    expect(defaultResponseMode(type)).toBe(mode)
  })
})
