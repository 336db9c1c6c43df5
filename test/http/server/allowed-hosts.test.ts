import { describe, expect, it } from 'vitest'
import { allowedHosts, createAskedAt } from '../../../src/http/server/allowed-hosts.ts'

describe('allowedHosts', () => {
  it('holds the issuer and the loopback names with its port', () => {
    expect([...allowedHosts({ issuer: 'http://auth.localhost:9400' })].sort()).toEqual([
      '127.0.0.1:9400',
      '[::1]:9400',
      'auth.localhost:9400',
      'localhost:9400',
    ])
  })

  it('leaves the port out where the scheme implies it, and takes it written out (RFC 9110 §4.2.2)', () => {
    const hosts = allowedHosts({ issuer: 'https://id.example.com' })
    expect(hosts).toContain('id.example.com')
    expect(hosts).toContain('id.example.com:443')
    expect(hosts).not.toContain('id.example.com:80')
    expect(allowedHosts({ issuer: 'http://id.example.com' })).toContain('id.example.com:80')
  })

  it('holds the port that the server listens on behind a proxy, for loopback names', () => {
    const hosts = allowedHosts({ issuer: 'https://id.example.com', ports: [9400] })
    expect(hosts).toContain('localhost:9400')
    expect(hosts).not.toContain('id.example.com:9400')
    expect(hosts).not.toContain('localhost:9401')
  })

  it('takes a configured name with our ports, unless it comes with a port of its own', () => {
    const hosts = allowedHosts({
      issuer: 'http://localhost:9400',
      extra: ['host.docker.internal', 'Other.example:1234', '[fe80::1]', '[fe80::2]:5'],
      ports: [80],
    })
    expect(hosts).toContain('host.docker.internal')
    expect(hosts).toContain('host.docker.internal:9400')
    expect(hosts).toContain('other.example:1234')
    expect(hosts).not.toContain('other.example')
    expect(hosts).toContain('[fe80::1]:9400')
    expect(hosts).toContain('[fe80::2]:5')
    expect(hosts).not.toContain('[fe80::2]:5:9400')
  })

  it('holds the further addresses, with their own ports and no others', () => {
    const hosts = allowedHosts({
      issuer: 'http://localhost:9400',
      alsoAt: ['http://fragrant:9500', 'https://op.test'],
      ports: [9400],
    })
    for (const host of ['fragrant:9500', 'op.test', 'op.test:443']) expect(hosts).toContain(host)
    for (const host of ['fragrant', 'fragrant:9400', 'op.test:9400', 'op.test:80']) {
      expect(hosts).not.toContain(host)
    }
  })
})

describe('the address that a request was sent to', () => {
  const askedAt = createAskedAt(['http://fragrant:9500', 'http://op.test'], '/realms/one')

  it.each([
    ['fragrant:9500', 'http://fragrant:9500/realms/one'],
    ['FRAGRANT:9500', 'http://fragrant:9500/realms/one'],
    ['op.test', 'http://op.test/realms/one'],
    ['op.test:80', 'http://op.test/realms/one'],
  ])('is, for Host %s, one of those that are configured', (host, address) => {
    expect(askedAt(host)).toBe(address)
  })

  it.each(['localhost:9400', 'fragrant', 'op.test:443', 'evil.example', undefined])(
    'is for Host %s none of them',
    (host) => {
      expect(askedAt(host)).toBeUndefined()
    },
  )
})
