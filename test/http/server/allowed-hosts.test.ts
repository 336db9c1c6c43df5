import { describe, expect, it } from 'vitest'
import { allowedHosts } from '../../../src/http/server/allowed-hosts.ts'

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
})
