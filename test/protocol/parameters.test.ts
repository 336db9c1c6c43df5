import { describe, expect, it } from 'vitest'
import { decodeForm, maxParameters, wordsOf } from '../../src/protocol/parameters.ts'

function valuesIn(text: string) {
  const decoded = decodeForm(text)
  if (decoded.kind === 'malformed') throw new Error(decoded.why)
  return Object.fromEntries(decoded.values)
}

function repeatedIn(text: string) {
  const decoded = decodeForm(text)
  if (decoded.kind === 'malformed') throw new Error(decoded.why)
  return { values: [...decoded.values.keys()], repeated: [...decoded.repeated] }
}

describe('form text', () => {
  it.each([
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=b+c%20d', { a: 'b c d' }],
    ['a=b++c+d+', { a: 'b  c d ' }],
    ['a=%2B%26%3D', { a: '+&=' }],
    ['a+b=1', { 'a b': '1' }],
    ['%61=1', { a: '1' }],
    ['a=b=c', { a: 'b=c' }],
    ['a=%C3%A4%e2%82%ac%F0%9F%98%80', { a: 'ä€😀' }],
    ['a=%00', { a: '\0' }],
    ['a=%EF%BB%BFb', { a: '\ufeffb' }],
    ['', {}],
    ['&&a=1&', { a: '1' }],
    ['a', {}],
    ['a=', {}],
    ['=1', { '': '1' }],
    ['a;b=1', { 'a;b': '1' }],
    ['a[]=1&A=2', { 'a[]': '1', A: '2' }],
  ])('%j decodes to %j (RFC 6749 §B)', (text, values) => expect(valuesIn(text)).toEqual(values))

  it.each([
    'a=%',
    'a=%2',
    'a=%zz',
    '%zz=a',
    'a=%ff',
    'a=%c0%af',
    'a=%ed%a0%80',
    'a=%f4%90%80%80',
    'a=%u0041',
    'a=\u00e4',
    'a=\n',
    'a=\t',
    'a=\u007f',
    'a=\0',
  ])('%j is malformed, for it cannot be read in one way only', (text) => {
    expect(decodeForm(text).kind).toBe('malformed')
  })

  it('says why it is malformed, and nothing of what was sent', () => {
    expect(decodeForm('secret=%zz')).toEqual({
      kind: 'malformed',
      why: 'a percent-encoding that is broken or is not UTF-8',
    })
    expect(decodeForm('secret=ä')).toEqual({
      kind: 'malformed',
      why: 'a character that must be percent-encoded',
    })
    expect(decodeForm('secret&'.repeat(70))).toEqual({
      kind: 'malformed',
      why: 'more than 64 parameters',
    })
  })

  it('of up to 64 parameters is read, and of more it is not', () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => `p${at}=1`).join('&')
    expect(Object.keys(valuesIn(many(maxParameters)))).toHaveLength(64)
    expect(decodeForm(many(maxParameters + 1)).kind).toBe('malformed')
  })

  it.each(['a=1&a=2&b=3', 'a=1&a=1&b=3', 'a=1&b=3&a=', 'a=&a=1&b=3', 'a=&a=&b=3', '%61=1&a=1&b=3'])(
    '%j sets a apart, for it was sent more than once (RFC 6749 §3.1)',
    (text) => expect(repeatedIn(text)).toEqual({ values: ['b'], repeated: ['a'] }),
  )

  it('may name the members of any object', () => {
    const { values, repeated } = repeatedIn('__proto__=1&constructor=2&toString=3&__proto__=4')
    expect(values).toEqual(['constructor', 'toString'])
    expect(repeated).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>)['1']).toBeUndefined()
  })
})

describe('words', () => {
  it.each([
    [undefined, []],
    ['', []],
    [' ', []],
    ['a', ['a']],
    ['b a', ['b', 'a']],
    [' b  a b ', ['b', 'a']],
    ['a\tb c', ['a\tb', 'c']],
  ])('of %j are %j', (value, words) => expect(wordsOf(value)).toEqual(words))
})

describe('a parameter that may be sent several times', () => {
  const severalOf = (text: string) => {
    const form = decodeForm(text)
    if (form.kind === 'malformed') throw new Error(form.why)
    return form
  }

  it('keeps every value, and stands nowhere else (RFC 8707 §2)', () => {
    const { values, repeated, several } = severalOf('resource=a&x=1&resource=b%20c&resource=')
    expect(several).toEqual(new Map([['resource', ['a', 'b c']]]))
    expect(values).toEqual(new Map([['x', '1']]))
    expect(repeated.size).toBe(0)
  })

  it('is resource alone', () => {
    const { several, repeated } = severalOf('Resource=a&Resource=b&audience=a&audience=b')
    expect(several.size).toBe(0)
    expect([...repeated]).toEqual(['Resource', 'audience'])
  })
})
