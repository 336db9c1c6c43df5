import { describe, expect, it } from 'vitest'
import { parseRedisAddress, placeOf } from '../../../src/adapters/redis/connection/address.ts'
import { parseStoreKey } from '../../../src/adapters/redis/secrets/store-key.ts'

const bare = { tls: false, username: undefined, password: undefined, database: 0 }

describe('the address of a store', () => {
  it('is one server, with what opens it', () => {
    expect(parseRedisAddress('redis://localhost')).toEqual({
      ...bare,
      prefix: 'fragrant',
      nodes: [{ host: 'localhost', port: 6379 }],
      layout: { kind: 'server' },
    })
    expect(parseRedisAddress('rediss://ada:s%40fe%2Bword@[::1]:7000/3?prefix=id.test')).toEqual({
      ...{ tls: true, username: 'ada', password: 's@fe+word', database: 3, prefix: 'id.test' },
      nodes: [{ host: '::1', port: 7000 }],
      layout: { kind: 'server' },
    })
  })

  it.each(['a+b', 'a&b', 'a=b', '100%', '%zz', 'ä'])(
    'takes the password %j as it stands',
    (word) => {
      expect(parseRedisAddress(`redis://:${word}@redis`)?.password).toBe(word)
    },
  )

  it('is the sentinels of a server', () => {
    expect(parseRedisAddress('redis://:word@a?sentinel=main, redis://b:27000')).toEqual({
      ...{ ...bare, password: 'word', prefix: 'fragrant' },
      nodes: [
        { host: 'a', port: 26_379 },
        { host: 'b', port: 27_000 },
      ],
      layout: { kind: 'sentinel', name: 'main' },
    })
  })

  it('is a cluster by several nodes, or by one that says so', () => {
    const several = parseRedisAddress('redis://a:1,redis://b:2,redis://c:3')
    expect(several).toMatchObject({ layout: { kind: 'cluster' } })
    expect(several?.nodes).toHaveLength(3)
    expect(parseRedisAddress('redis://a?cluster')).toMatchObject({ layout: { kind: 'cluster' } })
  })

  it.each([
    '',
    'redis',
    'http://redis',
    'redis://',
    'redis://a/b',
    'redis://a/1000',
    'redis://a?prefix={x}',
    'redis://a?prefix=',
    'redis://a?database=1',
    'redis://a?sentinel=',
    'redis://a?sentinel=x&cluster',
    'redis://a/1?cluster',
    'redis://a/1,redis://b',
    'redis://a,rediss://b',
    'redis://a,redis://user@b',
    'redis://a,redis://b?prefix=x',
    'redis://a,',
    'redis://a#b',
  ])('is not %j', (text) => {
    expect(parseRedisAddress(text)).toBeUndefined()
  })

  it('is told without what opens it', () => {
    const address = parseRedisAddress('redis://ada:secret@[::1]:7000/3?sentinel=main,redis://b')
    expect(address && placeOf(address)).toBe('[::1]:7000, b:26379 (sentinel)')
  })
})

describe('the key of a store', () => {
  const bytes = Buffer.from(Array.from({ length: 32 }, (_, at) => at * 7))

  it.each(['hex', 'base64', 'base64url'] as const)('is 32 bytes in %s', (encoding) => {
    expect(parseStoreKey(bytes.toString(encoding))).toEqual(bytes)
  })

  it.each(['', 'secret', bytes.subarray(1).toString('base64'), `${bytes.toString('hex')}0`])(
    'is not %j',
    (text) => {
      expect(parseStoreKey(text)).toBeUndefined()
    },
  )
})
