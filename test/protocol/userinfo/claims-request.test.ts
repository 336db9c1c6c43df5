import { describe, expect, it } from 'vitest'
import {
  claimsLimit,
  maxValues,
  parseClaimsRequest,
} from '../../../src/protocol/userinfo/claims-request.ts'

const parse = parseClaimsRequest

describe('the claims parameter', () => {
  it('keeps what is asked for in the ID Token apart from userinfo (OIDC Core §5.5)', () => {
    const text =
      '{"id_token":{"email":null,"name":{"essential":true}},"userinfo":{"nickname":{"value":"x"}}}'
    expect(parse(text)).toEqual({
      idToken: new Set(['email', 'name']),
      userinfo: new Set(['nickname']),
      accessToken: new Set(),
      acrValues: [],
      sub: undefined,
    })
  })

  it.each(['{}', '{"id_token":null}', '{"x":[1]}', '{"userinfo":{}}', ' { } '])(
    '%s asks for nothing',
    (text) => expect(parse(text)).toMatchObject({ idToken: new Set(), userinfo: new Set() }),
  )

  it.each([
    '',
    '{',
    '[]',
    'null',
    '"x"',
    '1',
    'true',
    '{"id_token":[]}',
    '{"id_token":"x"}',
    '{"id_token":{"name":1}}',
    '{"userinfo":{"name":[]}}',
    '{"userinfo":{"name":"x"}}',
    '{"__proto__":{}}',
    '{"userinfo":{"__proto__":null}}',
    '{"userinfo":{"name":{"__proto__":1}}}',
  ])('%j is none', (text) => expect(parse(text)).toBeUndefined())

  it('of more characters than any app asks for is none', () => {
    expect(parse('{}'.padEnd(claimsLimit))).toBeDefined()
    expect(parse('{}'.padEnd(claimsLimit + 1))).toBeUndefined()
  })

  it('is at most 16 levels deep', () => {
    const nested = (depth: number) => `{"x":${'{"x":'.repeat(depth - 2)}{}${'}'.repeat(depth - 1)}`
    expect(parse(nested(16))).toBeDefined()
    expect(parse(nested(17))).toBeUndefined()
    expect(parse(`{"x":${'['.repeat(5000)}${']'.repeat(5000)}}`)).toBeUndefined()
  })

  it('asks for at most 64 claims', () => {
    const claims = (count: number) => Array.from({ length: count }, (_, at) => `"c${at}":null`)
    expect(parse(`{"userinfo":{${claims(64)}}}`)).toBeDefined()
    expect(parse(`{"userinfo":{${claims(65)}}}`)).toBeUndefined()
    expect(parse(`{"id_token":{${claims(33)}},"userinfo":{${claims(32)}}}`)).toBeUndefined()
  })

  it.each([
    ['{"value":"a"}', ['a']],
    ['{"values":["b","a"]}', ['b', 'a']],
    ['{"values":["b",1,null]}', ['b']],
    ['{"value":1}', []],
    ['null', []],
  ])('asks with acr %s for %j (OIDC Core §5.5.1.1)', (acr, values) => {
    expect(parse(`{"id_token":{"acr":${acr}}}`)?.acrValues).toEqual(values)
    expect(parse(`{"userinfo":{"acr":${acr}}}`)?.acrValues).toEqual([])
  })

  it('asks for the first values of a long list, for the later ones are the least wanted', () => {
    const values = Array.from({ length: 100 }, (_, at) => `urn:${at}`)
    const asked = parse(JSON.stringify({ id_token: { acr: { values } } }))
    expect(asked?.acrValues).toEqual(values.slice(0, maxValues))
  })

  it('drops names that no user can have, such as a sentence for the consent page', () => {
    const text = JSON.stringify({
      id_token: { 'Nothing. This is a test.': null, é: null, ['a'.repeat(257)]: null, '': null },
      userinfo: { email: null, 'a\nb': null, 'https://app.example/roles': null },
    })
    expect(parse(text)).toMatchObject({
      idToken: new Set(),
      userinfo: new Set(['email', 'https://app.example/roles']),
    })
  })

  it('may name the one user to answer for (OIDC Core §5.5.1)', () => {
    expect(parse('{"id_token":{"sub":{"value":"bob"}}}')?.sub).toBe('bob')
    expect(parse('{"id_token":{"sub":null}}')?.sub).toBeUndefined()
    expect(parse('{"userinfo":{"sub":{"value":"bob"}}}')?.sub).toBeUndefined()
  })
})
